/** The ledger's files in memory: counts what is read and written, and fails the way disks do when a test says so. */
import * as path from 'node:path';
import type { AppendFile, LedgerFiles } from '../../../server/ledger/files.ts';

/** Doubles its room when it is full, so that appending costs the same in a large file. */
interface Growing {
  buffer: Buffer;
  length: number;
}

export class MemoryFiles implements LedgerFiles {
  readonly #content = new Map<string, Growing>();
  bytesRead = 0;
  bytesWritten = 0;
  writes = 0;
  syncs = 0;
  /** The error code every change fails with, such as `ENOSPC`; `null`: all is well. */
  failWith: string | null = null;
  /** Before it fails, the disk still takes so many bytes. */
  bytesBeforeFailure = 0;
  /** Whether what a failed write left can be cut off again. */
  truncates = true;

  text(file: string): string {
    return this.bytes(file).toString('utf8');
  }

  bytes(file: string): Buffer {
    const growing = this.#content.get(file);
    return growing === undefined ? Buffer.alloc(0) : growing.buffer.subarray(0, growing.length);
  }

  put(file: string, content: string | Buffer): void {
    const buffer = Buffer.from(content);
    this.#content.set(file, { buffer, length: buffer.length });
  }

  /** The same files, as the next daemon finds them. */
  copy(): MemoryFiles {
    const files = new MemoryFiles();
    for (const file of this.#content.keys()) files.put(file, this.bytes(file));
    return files;
  }

  makeFolder(): void {
    if (this.failWith === 'EROFS' || this.failWith === 'EACCES') this.#fail();
  }

  list(folder: string): readonly string[] {
    return [...this.#content.keys()].filter((file) => path.dirname(file) === folder).map((file) => path.basename(file));
  }

  size(file: string): number | null {
    return this.#content.get(file)?.length ?? null;
  }

  read(file: string, offset: number, length: number): Uint8Array {
    const bytes = this.bytes(file).subarray(offset, offset + length);
    this.bytesRead += bytes.length;
    return Buffer.from(bytes);
  }

  open(file: string): AppendFile {
    if (this.failWith === 'EROFS' || this.failWith === 'EACCES') this.#fail();
    if (!this.#content.has(file)) this.put(file, '');
    const write = (bytes: Uint8Array) => this.#write(file, bytes);
    const truncate = (size: number) => {
      if (!this.truncates) this.#fail();
      this.put(file, this.bytes(file).subarray(0, size));
    };
    const sync = async () => {
      this.syncs += 1;
      if (this.failWith !== null) this.#fail();
    };
    return {
      sizeAtOpening: this.size(file) ?? 0,
      isReplaced: () => !this.#content.has(file),
      write,
      truncate,
      sync,
      close: () => {},
    };
  }

  create(file: string, text: string): boolean {
    if (this.failWith !== null) this.#fail();
    if (this.#content.has(file)) return false;
    this.put(file, text);
    return true;
  }

  async replace(file: string, text: string): Promise<void> {
    if (this.failWith !== null) this.#fail();
    this.put(file, text);
  }

  rename(from: string, to: string): void {
    const content = this.#content.get(from);
    if (content === undefined) throw Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' });
    this.#content.delete(from);
    this.#content.set(to, content);
  }

  remove(file: string): void {
    this.#content.delete(file);
  }

  #write(file: string, bytes: Uint8Array): number {
    const taken = this.failWith === null ? bytes.length : Math.min(bytes.length, this.bytesBeforeFailure);
    if (taken === 0) this.#fail();
    this.bytesBeforeFailure -= this.failWith === null ? 0 : taken;
    this.writes += 1;
    this.bytesWritten += taken;
    this.#append(file, bytes.subarray(0, taken));
    return taken;
  }

  #append(file: string, bytes: Uint8Array): void {
    const growing = this.#content.get(file) ?? { buffer: Buffer.alloc(0), length: 0 };
    const length = growing.length + bytes.length;
    if (length > growing.buffer.length) {
      const larger = Buffer.alloc(length * 2);
      growing.buffer.copy(larger, 0, 0, growing.length);
      growing.buffer = larger;
    }
    growing.buffer.set(bytes, growing.length);
    growing.length = length;
    this.#content.set(file, growing);
  }

  #fail(): never {
    throw Object.assign(new Error(`${this.failWith}: as the test wants it`), { code: this.failWith });
  }
}
