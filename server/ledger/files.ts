/** The files the ledger lives in, as a port, so that a full disk or a torn write can be played in a test. */
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { errorCode } from '../error-code.ts';

export interface LedgerFiles {
  /** Makes the folder and those above it, readable by this user alone. */
  makeFolder(folder: string): void;
  /** Names in a folder; none when there is no such folder. */
  list(folder: string): readonly string[];
  /** Bytes; `null` when there is no such file. */
  size(file: string): number | null;
  /** At most `length` bytes from `offset`; fewer only at the end. Throws `NotOrdinaryFile`, or the system's error. */
  read(file: string, offset: number, length: number): Uint8Array;
  /** For appending; makes the file (0600) when it is missing. Throws `NotOrdinaryFile`, or the system's error. */
  open(file: string): AppendFile;
  /** Makes a file that must not exist yet, whole at once; false when it does exist. */
  create(file: string, text: string): boolean;
  /** Puts new content in place of the old in one step: whoever reads sees one or the other, also after a power cut. */
  replace(file: string, text: string): Promise<void>;
  rename(from: string, to: string): void;
  remove(file: string): void;
}

export interface AppendFile {
  readonly sizeAtOpening: number;
  /** Whether its name leads to no file, or to another one, by now, while its folder is still the same. */
  isReplaced(): boolean;
  /** Bytes written, which may be fewer than given. Throws the system's error. */
  write(bytes: Uint8Array): number;
  truncate(size: number): void;
  /** Content to the disk, against a power cut. */
  sync(): Promise<void>;
  close(): void;
}

/** Throws the system's error, or one of its own when the file takes no more bytes. */
export function writeWhole(file: Pick<AppendFile, 'write'>, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    const count = file.write(written === 0 ? bytes : bytes.subarray(written));
    if (count === 0) throw new Error('the file took no more bytes');
    written += count;
  }
}

/** A folder, a pipe or a device stands where a file of ours should: nothing can be kept in it, and a pipe is never read to its end. */
export class NotOrdinaryFile extends Error {
  override readonly name = 'NotOrdinaryFile';

  constructor(file: string) {
    super(`${file} is no ordinary file`);
  }
}

/** A whole file; `null`: there is none, or it was removed while it was read. */
export function readText(files: Pick<LedgerFiles, 'size' | 'read'>, file: string): string | null {
  return orWhenMissing(() => {
    const size = files.size(file);
    return size === null ? null : Buffer.from(files.read(file, 0, size)).toString('utf8');
  }, null);
}

export const diskFiles: LedgerFiles = {
  makeFolder: (folder) => void fs.mkdirSync(folder, { recursive: true, mode: 0o700 }),
  list: (folder) => orWhenMissing(() => fs.readdirSync(folder), []),
  size: (file) => orWhenMissing(() => fs.statSync(file).size, null),
  read(file, offset, length) {
    const descriptor = openOrdinary(file, fs.constants.O_RDONLY);
    try {
      const bytes = Buffer.allocUnsafe(length);
      return bytes.subarray(0, fs.readSync(descriptor, bytes, 0, length, offset));
    } finally {
      fs.closeSync(descriptor);
    }
  },
  open(file) {
    const descriptor = openOrdinary(file, fs.constants.O_WRONLY | fs.constants.O_APPEND | fs.constants.O_CREAT);
    const folder = path.dirname(file);
    const opened = markOf(fs.fstatSync(descriptor, { bigint: true }));
    const openedIn = markAt(folder);
    return {
      sizeAtOpening: fs.fstatSync(descriptor).size,
      isReplaced: () => markAt(file) !== opened && markAt(folder) === openedIn,
      write: (bytes) => fs.writeSync(descriptor, bytes),
      truncate: (size) => fs.ftruncateSync(descriptor, size),
      sync: () =>
        new Promise((resolve, reject) => {
          fs.fdatasync(descriptor, (error) => (error === null ? resolve() : reject(error)));
        }),
      close: () => fs.closeSync(descriptor),
    };
  },
  create(file, text) {
    // Linked into place, so that nobody ever reads it half written.
    const temporary = `${file}.${randomUUID()}`;
    try {
      fs.writeFileSync(temporary, text, { flag: 'wx', mode: 0o600 });
      fs.linkSync(temporary, file);
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    } finally {
      fs.rmSync(temporary, { force: true });
    }
  },
  async replace(file, text) {
    const temporary = path.join(path.dirname(file), `.${path.basename(file)}.new`);
    const handle = await fs.promises.open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.promises.rename(temporary, file);
  },
  rename: (from, to) => fs.renameSync(from, to),
  remove: (file) => fs.rmSync(file, { force: true }),
};

/** Without waiting, as opening a pipe would. */
function openOrdinary(file: string, flags: number): number {
  const descriptor = open(file, flags);
  if (fs.fstatSync(descriptor).isFile()) return descriptor;
  fs.closeSync(descriptor);
  throw new NotOrdinaryFile(file);
}

function open(file: string, flags: number): number {
  try {
    // Windows has neither such pipes among its files nor the flag.
    return fs.openSync(file, flags | (fs.constants.O_NONBLOCK ?? 0), 0o600);
  } catch (error) {
    // What a folder, and a pipe that nobody reads, answer to whoever would write.
    if (['EISDIR', 'ENXIO'].includes(errorCode(error))) throw new NotOrdinaryFile(file);
    throw error;
  }
}

/** Which file it is, whatever its name; `null`: none. */
function markAt(file: string): string | null {
  try {
    const found = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
    return found === undefined ? null : markOf(found);
  } catch {
    // A folder above it is closed to us.
    return null;
  }
}

function markOf({ dev, ino }: fs.BigIntStats): string {
  return `${dev}:${ino}`;
}

function orWhenMissing<Found, Missing>(look: () => Found, missing: Missing): Found | Missing {
  try {
    return look();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return missing;
    throw error;
  }
}
