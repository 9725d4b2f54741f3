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

/** A look at the disk holds so long: many requests come in that time, each with the question. */
const lookHoldsMs = 20;

/** Remembers which folder this is, so that another one of the same name is not taken for it. */
export function rememberFolder(path: string, clock: Pick<Clock, 'monotonicMs'>): Folder {
  const mark = markOf(path);
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let isThere = false;
  return {
    isOurs() {
      const nowMs = clock.monotonicMs();
      if (nowMs - lookedAtMs < lookHoldsMs) return isThere;
      lookedAtMs = nowMs;
      isThere = mark !== null && markOf(path) === mark;
      return isThere;
    },
  };
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
  readonly seat: Pick<Seat, 'isOurs' | 'takeBack'>;
  readonly folder: Folder;
  readonly clock: Clock;
  readonly lifecycle: Pick<Lifecycle, 'handOver' | 'stop'>;
  readonly log: Log;
}

/**
 * A cleaner of temporary folders may take the name away: then the daemon takes it back, for the ledger is its own and
 * no other could serve. Where another has the name, it makes way at the first moment in which nothing runs. Without its
 * data directory it could book nothing: it takes no more requests.
 */
export function keepPlace({ seat, folder, clock, lifecycle, log }: PlaceParts): void {
  let isMakingWay = false;
  let isToldOfFailure = false;
  const look = async () => {
    if (!folder.isOurs()) {
      log.write('the data directory was removed or renamed', 'warn');
      lifecycle.stop();
      return;
    }
    if (!seat.isOurs() && !(await takenBack()) && !isMakingWay) {
      isMakingWay = true;
      log.write('the socket has become another daemon’s', 'warn');
      lifecycle.handOver();
    }
    clock.after(lookEveryMs, () => void look());
  };

  /** Where it cannot be made just now, as in a folder that is read-only, the next look tries again. */
  async function takenBack(): Promise<boolean> {
    try {
      if (!(await seat.takeBack())) return false;
      log.write('the socket was removed, and is there again', 'warn');
    } catch (error) {
      if (!isToldOfFailure) log.error('the socket was removed, and cannot be made again', error);
      isToldOfFailure = true;
    }
    return true;
  }

  void look();
}
