/** Texts that a command shows as read-only documents of one scheme: explained routes, scorecards, measurements. */
import {
  commands,
  type Disposable,
  EventEmitter,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from 'vscode';

/** The latest ones; of one that was closed long ago the command is run again. */
const mostKept = 20;

/** By this folder the editor knows that a text is Markdown: see `filenamePatterns` in package.json. */
const markdownFolder = '/dualtrack-reports';

type Scheme = 'dualtrack-route' | 'dualtrack-report';

export class ReadOnlyDocuments implements TextDocumentContentProvider, Disposable {
  readonly #scheme: Scheme;
  readonly #texts = new Map<string, string>();
  readonly #registration: Disposable;
  readonly #changed = new EventEmitter<Uri>();

  readonly onDidChange = this.#changed.event;

  constructor(scheme: Scheme) {
    this.#scheme = scheme;
    this.#registration = workspace.registerTextDocumentContentProvider(scheme, this);
  }

  async show(title: string, text: string): Promise<void> {
    await window.showTextDocument(this.#keep(`/${title}`, text), { preview: true });
  }

  /** Markdown as it reads best: rendered, unless the editor's own preview is switched off. Names from elsewhere are to be written as code. */
  async showRendered(title: string, markdown: string): Promise<void> {
    const uri = this.#keep(`${markdownFolder}/${title}`, markdown);
    try {
      await commands.executeCommand('markdown.showPreview', uri);
    } catch {
      await window.showTextDocument(uri, { preview: true });
    }
  }

  #keep(path: string, text: string): Uri {
    const uri = Uri.from({ scheme: this.#scheme, path });
    this.#texts.delete(uri.toString());
    this.#texts.set(uri.toString(), text);
    for (const oldest of [...this.#texts.keys()].slice(0, -mostKept)) this.#texts.delete(oldest);
    // One of this name may be open.
    this.#changed.fire(uri);
    return uri;
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
