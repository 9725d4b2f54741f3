/** Shows the pictures and sound of answers: files of their own scheme, in memory alone, in the editor's own viewers. */
import {
  commands,
  type Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  Uri,
  ViewColumn,
  workspace,
} from 'vscode';
import type { MediaFile } from '../../client/answer-media.ts';

const mediaScheme = 'dualtrack-media';
/** Of these many answers; older ones can no longer be shown. */
const mostKept = 20;

export class MediaDocuments implements FileSystemProvider, Disposable {
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly #files = new Map<string, Uint8Array>();
  readonly #registration: Disposable;
  #shown = 0;

  readonly onDidChangeFile = this.#changed.event;

  constructor() {
    this.#registration = workspace.registerFileSystemProvider(mediaScheme, this, { isReadonly: true });
  }

  /** Opens each beside the answer. */
  async show(files: readonly MediaFile[]): Promise<void> {
    if (files.length === 0) return;
    this.#shown += 1;
    const folder = `/${this.#shown}`;
    for (const { name, bytes } of files) this.#files.set(`${folder}/${name}`, bytes);
    this.#forgetOldest();
    for (const { name } of files) {
      const uri = Uri.from({ scheme: mediaScheme, path: `${folder}/${name}` });
      const shown = { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: false };
      await commands.executeCommand('vscode.open', uri, shown);
    }
  }

  watch(): Disposable {
    // What has been shown never changes.
    return { dispose() {} };
  }

  stat(uri: Uri) {
    return { type: FileType.File, ctime: 0, mtime: 0, size: this.#read(uri).length };
  }

  readFile(uri: Uri): Uint8Array {
    return this.#read(uri);
  }

  readDirectory(): [string, FileType][] {
    return [];
  }

  createDirectory(): never {
    throw FileSystemError.NoPermissions();
  }

  writeFile(): never {
    throw FileSystemError.NoPermissions();
  }

  delete(): never {
    throw FileSystemError.NoPermissions();
  }

  rename(): never {
    throw FileSystemError.NoPermissions();
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
    this.#files.clear();
  }

  #read(uri: Uri): Uint8Array {
    const bytes = this.#files.get(uri.path);
    if (bytes === undefined) throw FileSystemError.FileNotFound(uri);
    return bytes;
  }

  #forgetOldest(): void {
    for (const path of this.#files.keys()) {
      if (Number(path.split('/')[1]) > this.#shown - mostKept) return;
      this.#files.delete(path);
    }
  }
}
