/** Which corrections a month's attempts have: from memory for the months kept by the hour, from the journal for older ones. */
import type { Accounts } from './accounts.ts';
import { utcMonth } from './calendar.ts';
import type { LedgerFiles } from './files.ts';
import type { Journal } from './journal.ts';
import type { CorrectionLine } from './line.ts';
import { findLines } from './search.ts';
import type { SegmentIndexes } from './segment-index.ts';

/** The corrections of a UTC month's attempts as of the first `end` bytes of its segment, in the order they were made. */
export type CorrectionsOf = (month: string, end: number) => Promise<readonly CorrectionLine[]>;

export interface CorrectionsOptions {
  readonly files: LedgerFiles;
  readonly journal: Journal;
  readonly accounts: () => Accounts;
  readonly indexes: Pick<SegmentIndexes, 'corrections'>;
}

interface Looked {
  readonly toBytes: number;
  readonly found: readonly CorrectionLine[];
}

/** A segment is looked through once; later only what was added. */
export function createCorrections({ files, journal, accounts, indexes }: CorrectionsOptions): CorrectionsOf {
  const looked = new Map<string, Looked>();
  return async (month, end) => {
    const { corrections, hoursFromMs } = accounts();
    if (month >= utcMonth(hoursFromMs)) return [...(corrections.get(month) ?? [])];
    const before = looked.get(month);
    const known = before !== undefined && before.toBytes <= end ? before : await indexes.corrections(month, end);
    if (known.toBytes === end) return known.found;
    const found = [...known.found];
    for await (const line of findLines(files, journal.fileOf(month), '{"t":"correct",', known.toBytes, end)) {
      if (line.t === 'correct') found.push(line);
    }
    looked.set(month, { toBytes: end, found });
    return found;
  };
}
