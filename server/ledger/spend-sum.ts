/** Adds buckets up to a spend report: totals, and groups by one key. Pure. */
import { noTotals, type SpendGrouping, type SpendReport, type Totals } from '../../protocol/spend.ts';
import { targetParts } from '../../protocol/target.ts';
import { addTotals, type Bucket, type Cell, wholeKey } from './rollups.ts';

export type SpendGroups = Pick<SpendReport, 'totals' | 'groups'>;

/**
 * Each bucket is added once. Groups by day (`2026-11-22`, local) and hour (its start, ISO 8601 UTC) come in time's
 * order, others dearest first. Rows without a workspace or branch are in the group `(none)`.
 */
export class SpendSum {
  readonly #by: SpendGrouping | undefined;
  readonly #totals: Totals = { ...noTotals };
  readonly #groups = new Map<string, Totals>();

  constructor(by: SpendGrouping | undefined) {
    this.#by = by;
  }

  add(bucket: Bucket, date: string): void {
    const whole = bucket.cells.all.get(wholeKey);
    if (whole !== undefined) addTotals(this.#totals, whole);
    for (const [key, totals] of groupsOf(bucket, date, this.#by)) {
      const group = this.#groups.get(key) ?? { ...noTotals };
      addTotals(group, totals);
      this.#groups.set(key, group);
    }
  }

  result(): SpendGroups {
    const inTime = this.#by === 'day' || this.#by === 'hour';
    const groups = [...this.#groups].map(([key, totals]) => ({ key, ...totals }));
    const byKey = (one: { key: string }, other: { key: string }) => (one.key < other.key ? -1 : 1);
    groups.sort((one, other) =>
      inTime ? byKey(one, other) : other.billedCostNanoUsd - one.billedCostNanoUsd || byKey(one, other),
    );
    return { totals: this.#totals, groups };
  }
}

function groupsOf(bucket: Bucket, date: string, by: SpendGrouping | undefined): Iterable<readonly [string, Totals]> {
  const targets = bucket.cells.target;
  switch (by) {
    case undefined:
      return [];
    case 'day':
      return [...bucket.cells.all.values()].map((cell) => [date, cell]);
    case 'hour':
      return [...bucket.cells.all.values()].map((cell) => [new Date(bucket.startMs).toISOString(), cell]);
    case 'model':
      return [...targets].map(([target, cell]) => [targetParts(target).model, withRequests(cell, cell.modelRequests)]);
    case 'track':
      return [...targets].map(([target, cell]) => [targetParts(target).track, withRequests(cell, cell.trackRequests)]);
    default:
      return bucket.cells[by];
  }
}

/** A target is simulated or it is not: so all of its requests are, or none. */
function withRequests(cell: Cell, requests: number): Totals {
  return { ...cell, requests, simulatedRequests: cell.simulatedRequests > 0 ? requests : 0 };
}
