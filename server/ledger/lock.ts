/** Keeps a second daemon from writing the same ledger. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as z from 'zod';
import { errorCode } from '../error-code.ts';
import { type LedgerFiles, readText } from './files.ts';

/** Who runs under a process id: a text that another process with the same id does not share; `null`: nobody. */
export type IdentifyProcess = (pid: number) => string | null;

export interface LedgerLock {
  release(): void;
}

const ownerSchema = z.object({ pid: z.number().int().positive(), process: z.string() });

/**
 * A file that names its owner by process id and start time. A file whose owner has ended, or whose process id now
 * belongs to another, is moved aside and taken over without a manual step; of several that find it stale, one wins,
 * since moving it succeeds once. Returns the owner's process id when another daemon holds it; throws the system's
 * error when the folder cannot be written.
 *
 * The daemon's socket election already leaves one daemon a data directory; this holds where it does not, such as two
 * sockets of different versions.
 */
export function takeLock(
  files: LedgerFiles,
  file: string,
  identify: IdentifyProcess,
  pid: number,
): LedgerLock | { readonly heldBy: number } {
  const own = JSON.stringify({ pid, process: identify(pid) ?? '' });
  for (let tries = 0; tries < 10; tries += 1) {
    if (created(files, file, own)) {
      removeLeftovers(files, file);
      return { release: () => files.remove(file) };
    }
    const found = readText(files, file);
    if (found === null) continue;
    const owner = readOwner(found);
    if (owner !== null && identify(owner.pid) === owner.process) return { heldBy: owner.pid };
    moveAside(files, file, found);
  }
  throw new Error(`${file} changed hands ten times while this daemon tried to take it`);
}

/** False also where whoever has the lock by now took our unfinished file for a leftover. */
function created(files: LedgerFiles, file: string, text: string): boolean {
  try {
    return files.create(file, text);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' && files.size(file) !== null) return false;
    throw error;
  }
}

/** Unfinished files of those who were killed while they tried to take the lock. */
function removeLeftovers(files: LedgerFiles, file: string): void {
  const unfinished = `${path.basename(file)}.`;
  for (const name of files.list(path.dirname(file)))
    if (name.startsWith(unfinished)) files.remove(path.join(path.dirname(file), name));
}

/** When a process started: `null` or an error where it has ended meanwhile. */
type StartOf = (pid: number) => string | null;

/** A process that ends while it is looked at is gone; where it lives and cannot be looked at, the system's error is thrown. */
export function identifyBy(isAlive: (pid: number) => boolean, startOf: StartOf): IdentifyProcess {
  return (pid) => {
    if (!isAlive(pid)) return null;
    try {
      return startOf(pid);
    } catch (error) {
      if (isAlive(pid)) throw error;
      return null;
    }
  };
}

export const identifyProcess: IdentifyProcess = identifyBy(isAlive, startOfOn(process.platform));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Linux tells it; macOS through `ps`; elsewhere being alive is all that is known. */
function startOfOn(platform: NodeJS.Platform): StartOf {
  switch (platform) {
    case 'linux':
      return (pid) => {
        try {
          const status = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
          const startedAtTicks = status.slice(status.lastIndexOf(')') + 2).split(' ')[19];
          return `${fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${startedAtTicks}`;
        } catch {
          return null;
        }
      };
    case 'darwin':
      return (pid) => execFileSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    default:
      return () => 'alive';
  }
}

function readOwner(text: string): z.infer<typeof ownerSchema> | null {
  try {
    const parsed = ownerSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Only the file that was judged goes: if another starter has put its own there meanwhile, that one is put back. */
function moveAside(files: LedgerFiles, file: string, judged: string): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    files.rename(file, aside);
  } catch {
    return;
  }
  const moved = readText(files, aside);
  if (moved !== null && moved !== judged) files.create(file, moved);
  files.remove(aside);
}
