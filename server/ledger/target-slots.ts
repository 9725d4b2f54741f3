/** How targets did in each slot of a range, from the rows of it: counts, and percentiles of successful attempts. */
import type { Histogram } from 'hdr-histogram-js';
import type { Quantiles, TargetSlot } from '../../protocol/series.ts';
import type { AttemptRow } from '../../protocol/spend.ts';
import { forgetOldest } from './forget-oldest.ts';
import { emptyHistogram, percentile, wholeMs } from './latency.ts';

export const noTargetSlot: TargetSlot = { attempts: 0, failed: 0, failovers: 0, firstPart: null, total: null };

interface Tally {
  attempts: number;
  failed: number;
  failovers: number;
  readonly firstPart: Histogram;
  readonly total: Histogram;
}

const requestsRemembered = 1000;

/** Takes rows in the order they were settled; each belongs to the slot of this place. */
export class TargetTallies {
  readonly #slots = new Map<number, Map<string, Tally>>();
  /** Where the latest attempt of a request failed, until its next one comes. */
  readonly #failedAt = new Map<string, string>();

  add(row: AttemptRow, slot: number): void {
    const tally = this.#tallyOf(row.target, slot);
    tally.attempts += 1;
    const failedAt = this.#failedAt.get(row.requestId);
    if (failedAt !== undefined && failedAt !== row.target) tally.failovers += 1;
    this.#failedAt.delete(row.requestId);
    if (row.outcome === 'success') {
      if (row.firstPartMs !== null) tally.firstPart.recordValue(wholeMs(row.firstPartMs));
      tally.total.recordValue(wholeMs(row.totalMs));
      return;
    }
    tally.failed += 1;
    this.#failedAt.set(row.requestId, row.target);
    if (this.#failedAt.size > 2 * requestsRemembered) forgetOldest(this.#failedAt, requestsRemembered);
  }

  /** By target, for the slot of this place. */
  read(slot: number): ReadonlyMap<string, TargetSlot> {
    const tallies = this.#slots.get(slot) ?? new Map<string, Tally>();
    return new Map([...tallies].map(([target, tally]) => [target, slotOf(tally)]));
  }

  #tallyOf(target: string, slot: number): Tally {
    const tallies = this.#slots.get(slot) ?? new Map<string, Tally>();
    this.#slots.set(slot, tallies);
    const known = tallies.get(target);
    if (known !== undefined) return known;
    const tally = { attempts: 0, failed: 0, failovers: 0, firstPart: emptyHistogram(), total: emptyHistogram() };
    tallies.set(target, tally);
    return tally;
  }
}

function slotOf({ attempts, failed, failovers, firstPart, total }: Tally): TargetSlot {
  return { attempts, failed, failovers, firstPart: quantilesOf(firstPart), total: quantilesOf(total) };
}

function quantilesOf(histogram: Histogram): Quantiles | null {
  const [p50Ms, p95Ms, p99Ms] = [50, 95, 99].map((percent) => percentile(histogram, percent));
  if (p50Ms == null || p95Ms == null || p99Ms == null) return null;
  return { p50Ms, p95Ms, p99Ms };
}
