/** Decides when the snapshot is written, and writes it: beside the requests, never in their way. */
import type { Clock } from '../clock.ts';
import { type Accounts, bucketAt, markStale } from './accounts.ts';
import { monthsBetween, utcMonth } from './calendar.ts';
import type { Months } from './months.ts';
import type { ProblemOver } from './problems.ts';
import { hoursStart, type RestoreContext, snapshotStore } from './restore.ts';
import { wholeKey } from './rollups.ts';
import type { SegmentIndexes } from './segment-index.ts';
import { toSnapshot, unread } from './snapshot.ts';

export interface Snapshots {
  /** To be told after each line: a snapshot is due 60 s after the first line it lacks, or after 4 MB of them. */
  appended(): void;
  /** Writes the last one. */
  close(): Promise<void>;
}

export interface SnapshotsOptions extends RestoreContext {
  readonly clock: Clock;
  readonly over: ProblemOver;
  readonly months: Months;
  readonly indexes: Pick<SegmentIndexes, 'keep'>;
  readonly accounts: () => Accounts;
}

const dueAfterMs = 60_000;
const dueAfterBytes = 4 << 20;

export function createSnapshots(options: SnapshotsOptions): Snapshots {
  const { directory, files, journal, report, over, clock, months, indexes, accounts } = options;
  const store = snapshotStore(directory, files);
  let writtenAtBytes = 0;
  let cancelTimer: (() => void) | null = null;
  let writing: Promise<void> | null = null;

  const write = async () => {
    try {
      await foldOldHours();
      // Lines that only memory holds would be counted twice once they are written.
      if (journal.keptLines() > 0) return;
      const covers = journal
        .segments()
        .map(({ month, bytes }) => ({ month, place: journal.place(month) ?? unread(bytes) }));
      const snapshot = toSnapshot(accounts(), covers);
      writtenAtBytes = journal.appendedBytes();
      await journal.sync();
      await store.write(snapshot);
      over('snapshot-unwritten');
    } catch (error) {
      const message = `The ledger's snapshot in ${directory} could not be written: ${String(error)}. The journal has everything; the next start takes longer.`;
      report({ kind: 'snapshot-unwritten', file: directory, message });
    }
  };

  const begin = () => {
    cancelTimer?.();
    cancelTimer = null;
    writing ??= write().finally(() => {
      writing = null;
    });
    return writing;
  };

  /** Days that have become old go to their month's file; only then are their hours let go. */
  const foldOldHours = async () => {
    const state = accounts();
    const { calendar, hoursFromMs: fromMs } = state;
    const untilMs = hoursStart(calendar, clock.epochMs());
    if (untilMs <= fromMs) return;
    const old = [...state.hours.values()].filter((hour) => hour.startMs < untilMs);
    const attempts = old.map(attemptsIn);
    await months.fold(calendar, old, fromMs, untilMs);
    const closed = monthsBetween(utcMonth(fromMs), utcMonth(untilMs)).slice(0, -1);
    for (const month of closed) await indexes.keep(month);
    if (accounts() !== state) return;
    for (const startMs of [...state.hours.keys()].filter((startMs) => startMs < untilMs)) {
      const hour = bucketAt(state.hours, startMs, startMs);
      const index = old.indexOf(hour);
      // A row that was booked there while the file was written is in the journal and not in the file.
      if (index === -1 || attempts[index] !== attemptsIn(hour)) markStale(state, startMs);
      state.hours.delete(startMs);
    }
    state.hoursFromMs = untilMs;
  };

  return {
    appended() {
      if (journal.appendedBytes() - writtenAtBytes >= dueAfterBytes) void begin();
      else cancelTimer ??= clock.after(dueAfterMs, () => void begin());
    },
    async close() {
      await writing;
      await begin();
    },
  };
}

function attemptsIn(hour: ReturnType<typeof bucketAt>): number {
  return hour.cells.all.get(wholeKey)?.attempts ?? 0;
}
