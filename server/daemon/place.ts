/** Where the daemon lives: its name, by which clients find it, and its data directory, in which it keeps the ledger. */
import { statSync } from 'node:fs';
import type { Clock } from '../clock.ts';
import type { Seat } from './election.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Log } from './log.ts';

export interface Folder {
  /** False when it was removed, or renamed, or is another one under the same name. */
  isOurs(): boolean;
}

/** Remembers which folder this is, so that another one of the same name is not taken for it. */
export function rememberFolder(path: string): Folder {
  const mark = markOf(path);
  return { isOurs: () => mark !== null && markOf(path) === mark };
}

function markOf(path: string): string | null {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found === undefined ? null : `${found.dev}:${found.ino}`;
  } catch {
    // A folder above it is closed to us, or is no folder any more.
    return null;
  }
}

const lookEveryMs = 1_000;

export interface PlaceParts {
  readonly seat: Pick<Seat, 'isOurs'>;
  readonly folder: Folder;
  readonly clock: Clock;
  readonly lifecycle: Pick<Lifecycle, 'handOver' | 'stop'>;
  readonly log: Log;
}

/**
 * A cleaner of temporary folders may take the name away: a daemon nobody can find serves on, and makes way for one that
 * can be found at the first moment in which nothing runs. Without its data directory it could book nothing: it takes
 * no more requests.
 */
export function keepPlace({ seat, folder, clock, lifecycle, log }: PlaceParts): void {
  let hasName = true;
  const look = () => {
    if (!folder.isOurs()) {
      log.write('the data directory was removed or renamed', 'warn');
      lifecycle.stop();
      return;
    }
    if (hasName && !seat.isOurs()) {
      hasName = false;
      log.write('the socket is no longer ours', 'warn');
      lifecycle.handOver();
    }
    clock.after(lookEveryMs, look);
  };
  look();
}
