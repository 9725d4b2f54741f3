/** Reads rows from segments of the journal, for what no rollup holds: parts of an hour, and months without a file. */
import { setImmediate } from 'node:timers/promises';
import { emptyPairing, type Pairing, pair } from './accounts.ts';
import { corrected } from './correction.ts';
import type { CorrectionsOf } from './corrections.ts';
import type { LedgerFiles } from './files.ts';
import type { Journal } from './journal.ts';
import type { IntentLine, Line, SettlementLine } from './line.ts';
import type { ReportProblem } from './problems.ts';
import { partStepBytes, readSegment, segmentStart } from './segment.ts';
import type { SegmentIndexes } from './segment-index.ts';
import { attemptKey, type BookedRow, lostIntent, toRow, toUnknownSettlement, type Unnumbered } from './stored.ts';

/** A row as it stands after corrections, with the lines it comes from. */
export interface ScannedRow extends BookedRow {
  readonly intent: IntentLine;
  readonly settlement: Unnumbered<SettlementLine>;
  /** UTC month of its segment, and its place among the rows of it: grows from row to row. */
  readonly month: string;
  readonly place: number;
}

/** Reads the rows of these UTC months that start within `[fromMs, toMs)`, in the order they were settled. */
export type ScanRows = (months: readonly string[], fromMs: number, toMs: number) => AsyncGenerator<ScannedRow>;

export interface ScanOptions {
  readonly files: LedgerFiles;
  readonly journal: Journal;
  /** Attempts under way now: they are no rows yet. Others without a settlement are rows of unknown cost. */
  readonly openAttempts: () => ReadonlySet<string>;
  /** Where hours begin, so that not all of a segment need be read. */
  readonly indexes: Pick<SegmentIndexes, 'offsetBefore'>;
  readonly correctionsOf: CorrectionsOf;
  readonly report: ReportProblem;
}

/**
 * What the journal holds when the scan is made is what it reads: lines that come while it runs are left out. It pauses
 * after every megabyte, so that requests go on beside it.
 */
export function createScan({ files, journal, openAttempts, indexes, correctionsOf, report }: ScanOptions): ScanRows {
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
  ): AsyncGenerator<ScannedRow> {
    const within = ({ startedAtMs }: BookedRow) => startedAtMs >= fromMs && startedAtMs < toMs;
    for (const month of months) {
      const end = ends.get(month);
      if (end === undefined) continue;
      const corrections = await correctionsOf(month, end);
      const file = journal.fileOf(month);
      const pairing = emptyPairing();
      const start = await indexes.offsetBefore(month, end, fromMs, toMs);
      const place = start === null || start === 0 ? segmentStart : { bytes: start, hash: null, n: -1 };
      for (const step of readSegment(files, file, place, end, start === null ? undefined : partStepBytes)) {
        for (const trouble of step.troubles) report({ ...trouble, file });
        for (const line of step.lines) {
          if (start !== null && isOfEarlier(line, pairing)) continue;
          if (line.t !== 'settle') {
            pair(pairing, line);
            continue;
          }
          const intent = pairing.open.get(attemptKey(line.r, line.a)) ?? lostIntent(line);
          const booked = pair(pairing, line);
          if (booked === null || !within(booked)) continue;
          yield { ...corrected(booked, corrections), intent, settlement: line, month, place: line.n };
        }
        if (start !== null && isPast(step.lines, pairing, open, toMs)) break;
        await setImmediate();
      }
      for (const [key, intent] of pairing.open) {
        const settlement = toUnknownSettlement(intent, intent.at);
        const booked = toRow(intent, settlement);
        if (open.has(key) || !within(booked)) continue;
        yield { ...corrected(booked, corrections), intent, settlement, month, place: afterAllLines + intent.n };
      }
    }
  }
}

/** Rows whose settlement was lost come after all others of their segment. */
const afterAllLines = 2 ** 52;

/** A settlement of an attempt that started before the place where reading began. */
function isOfEarlier(line: Line, { open }: Pairing): boolean {
  return line.t === 'settle' && !open.has(attemptKey(line.r, line.a));
}

/** In a segment whose starts are in order: nothing that is wanted starts from here on, and all of it has been settled. */
function isPast(lines: readonly Line[], pairing: Pairing, open: ReadonlySet<string>, toMs: number): boolean {
  const latest = lines.findLast((line) => line.t === 'intent');
  if (latest === undefined || latest.at < toMs) return false;
  return ![...pairing.open].some(([key, intent]) => intent.at < toMs && !open.has(key));
}
