/** What a compensating entry makes of a row. Pure. */
import type { AttemptRow } from '../../protocol/spend.ts';
import type { CorrectionLine } from './line.ts';
import { savingsOf } from './money.ts';
import type { BookedRow } from './stored.ts';

/** A row as it is booked after these corrections, in the order they were made; those of other attempts change nothing. */
export function corrected(booked: BookedRow, corrections: readonly CorrectionLine[]): BookedRow {
  const own = corrections.filter((line) => isAbout(booked.row, line));
  const latest = own.at(-1);
  if (latest === undefined) return booked;
  return {
    ...booked,
    countedNanoUsd: latest.now[3],
    estimatedNanoUsd: own.reduce((left, { e = 0 }) => left - e, booked.estimatedNanoUsd),
    row: correctedRow(booked.row, [latest]),
  };
}

/** The same for the row alone. */
export function correctedRow(row: AttemptRow, corrections: readonly CorrectionLine[]): AttemptRow {
  const latest = corrections.findLast((line) => isAbout(row, line));
  if (latest === undefined) return row;
  const [billable, listCostNanoUsd, billedCostNanoUsd, countedNanoUsd] = latest.now;
  const correction = { id: latest.id, at: new Date(latest.at).toISOString(), why: latest.y };
  const savingsNanoUsd = savingsOf(listCostNanoUsd, billedCostNanoUsd);
  const costs = { listCostNanoUsd, billedCostNanoUsd, savingsNanoUsd, countedNanoUsd };
  return { ...row, ...costs, billable: billable === 1, correction };
}

function isAbout(row: AttemptRow, { r, a }: CorrectionLine): boolean {
  return r === row.requestId && a === row.attempt;
}
