/** Reads rows from segments of the journal, for what no rollup holds: parts of an hour, and months without a file. */
import { setImmediate } from 'node:timers/promises';
import { emptyPairing, pair } from './accounts.ts';
import type { LedgerFiles } from './files.ts';
import type { Journal } from './journal.ts';
import type { ReportProblem } from './problems.ts';
import { readSegment, segmentStart } from './segment.ts';
import { type BookedRow, toRow, toUnknownSettlement } from './stored.ts';

/** Reads the rows of these UTC months that start within `[fromMs, toMs)`, in the order they were settled. */
export type ScanRows = (months: readonly string[], fromMs: number, toMs: number) => AsyncGenerator<BookedRow>;

export interface ScanOptions {
  readonly files: LedgerFiles;
  readonly journal: Journal;
  /** Attempts under way now: they are no rows yet. Others without a settlement are rows of unknown cost. */
  readonly openAttempts: () => ReadonlySet<string>;
  readonly report: ReportProblem;
}

/**
 * What the journal holds when the scan is made is what it reads: lines that come while it runs are left out. It pauses
 * after every megabyte, so that requests go on beside it.
 */
export function createScan({ files, journal, openAttempts, report }: ScanOptions): ScanRows {
  return (months, fromMs, toMs) => {
    const ends = new Map(journal.segments().map(({ month, bytes }) => [month, bytes]));
    const open = openAttempts();
    return scan(months, ends, open, fromMs, toMs);
  };

  async function* scan(
    months: readonly string[],
    ends: ReadonlyMap<string, number>,
    open: ReadonlySet<string>,
    fromMs: number,
    toMs: number,
  ): AsyncGenerator<BookedRow> {
    const within = ({ startedAtMs }: BookedRow) => startedAtMs >= fromMs && startedAtMs < toMs;
    for (const month of months) {
      const end = ends.get(month);
      if (end === undefined) continue;
      const file = journal.fileOf(month);
      const pairing = emptyPairing();
      for (const step of readSegment(files, file, segmentStart, end)) {
        for (const trouble of step.troubles) report({ ...trouble, file });
        for (const line of step.lines) {
          const booked = pair(pairing, line);
          if (booked !== null && within(booked)) yield booked;
        }
        await setImmediate();
      }
      for (const [key, intent] of pairing.open) {
        const booked = toRow(intent, toUnknownSettlement(intent, intent.at));
        if (!open.has(key) && within(booked)) yield booked;
      }
    }
  }
}
