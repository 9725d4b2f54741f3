/**
 * What booking an attempt costs at the end of a long ledger against a new one, in turns: the pace of a machine changes
 * within a run by more than the one may differ from the other.
 */
import { setImmediate } from 'node:timers/promises';
import { systemClock } from '../../server/clock.ts';
import { type OpenLedger, openLedger } from '../../server/ledger/ledger.ts';
import { quantile } from './load.ts';
import { book, timeZone } from './rows.ts';

export interface AppendFigures {
  /** Microseconds an attempt, intent and settlement: the median of the turns. */
  readonly longUs: number;
  readonly newUs: number;
  /** Of the two in the same turn: the median. */
  readonly ratio: number;
}

const turns = 60;
const rowsATurn = 500;
/** Above the numbers of the rows that are there already. */
const firstRow = 10_000_000;

/** Both directories belong to this process meanwhile; the second must be empty. */
export async function appendInTurns(longDirectory: string, newDirectory: string): Promise<AppendFigures> {
  const long = await openLedger({ directory: longDirectory, timeZone, clock: systemClock });
  const fresh = await openLedger({ directory: newDirectory, timeZone, clock: systemClock });
  const inTurn: Omit<AppendFigures, 'ratio'>[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const from = firstRow + turn * rowsATurn;
    // Either goes first in every other turn.
    const before = turn % 2 === 0 ? await appendUs(long, from) : null;
    const newUs = await appendUs(fresh, from);
    inTurn.push({ longUs: before ?? (await appendUs(long, from)), newUs });
  }
  await long.close();
  await fresh.close();
  const median = (of: (one: Omit<AppendFigures, 'ratio'>) => number) => quantile(inTurn.map(of), 0.5);
  return {
    longUs: median(({ longUs }) => longUs),
    newUs: median(({ newUs }) => newUs),
    ratio: median(({ longUs, newUs }) => longUs / newUs),
  };
}

/** Microseconds an attempt. */
async function appendUs(ledger: OpenLedger, from: number): Promise<number> {
  const beganAtMs = performance.now();
  for (let row = from; row < from + rowsATurn; row += 1) book(ledger, row, Date.now());
  // Snapshots are written beside the rows, and belong to what they cost.
  await setImmediate();
  return ((performance.now() - beganAtMs) * 1000) / rowsATurn;
}
