/** How long targets take, as sketches that stay small: the first part and the total of successful attempts. */
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';
import * as z from 'zod';
import type { AttemptRow, Latency } from '../../protocol/spend.ts';
import { Batch } from './batch.ts';

/**
 * A sketch covers the latest thousand to two thousand attempts: a full generation takes the place of the one before,
 * and both are read together. So a target that became faster last week is not judged by last year.
 */
const attemptsAGeneration = 1000;
const longestMs = 86_400_000;

interface Generation {
  attempts: number;
  failed: number;
  readonly firstPart: Histogram;
  readonly total: Histogram;
}

export interface LatencySketches {
  /** Newest generation first, at most two; what waits is not yet in them. */
  readonly byTarget: Map<string, Generation[]>;
  readonly waiting: Batch<AttemptRow>;
}

export const storedLatencySchema = z.array(
  z.tuple([
    z.string(),
    /** Attempts, failed, first part, total; histograms in HdrHistogram's compressed form. */
    z.array(z.tuple([z.number().int(), z.number().int(), z.string(), z.string()])),
  ]),
);
export type StoredLatency = z.infer<typeof storedLatencySchema>;

export function emptyLatency(): LatencySketches {
  const byTarget = new Map<string, Generation[]>();
  return { byTarget, waiting: new Batch((row) => sketch(byTarget, row)) };
}

/** Takes one row; an attempt that is `unknown` says nothing about its target. Changes the sketches in place. */
export function addLatency({ waiting }: LatencySketches, row: AttemptRow): void {
  if (row.outcome !== 'unknown') waiting.add(row);
}

function sketch(byTarget: LatencySketches['byTarget'], row: AttemptRow): void {
  let generations = byTarget.get(row.target);
  if (generations === undefined) {
    generations = [];
    byTarget.set(row.target, generations);
  }
  let newest = generations[0];
  if (newest === undefined || newest.attempts >= attemptsAGeneration) {
    newest = { attempts: 0, failed: 0, firstPart: emptyHistogram(), total: emptyHistogram() };
    generations.unshift(newest);
    generations.length = Math.min(generations.length, 2);
  }
  newest.attempts += 1;
  if (row.outcome !== 'success') {
    newest.failed += 1;
    return;
  }
  if (row.firstPartMs !== null) newest.firstPart.recordValue(wholeMs(row.firstPartMs));
  newest.total.recordValue(wholeMs(row.totalMs));
}

/** Milliseconds within 1 % of the exact percentile; targets in alphabetical order. */
export function readLatency({ byTarget, waiting }: LatencySketches): Latency[] {
  waiting.countAll();
  return [...byTarget]
    .map(([target, generations]) => {
      const firstPart = merged(generations.map((generation) => generation.firstPart));
      const total = merged(generations.map((generation) => generation.total));
      return {
        target,
        attempts: generations.reduce((sum, generation) => sum + generation.attempts, 0),
        failed: generations.reduce((sum, generation) => sum + generation.failed, 0),
        firstPartP50Ms: percentile(firstPart, 50),
        firstPartP95Ms: percentile(firstPart, 95),
        totalP50Ms: percentile(total, 50),
        totalP95Ms: percentile(total, 95),
      };
    })
    .sort((one, other) => (one.target < other.target ? -1 : 1));
}

export function storeLatency({ byTarget, waiting }: LatencySketches): StoredLatency {
  waiting.countAll();
  return [...byTarget].map(([target, generations]) => [
    target,
    generations.map(({ attempts, failed, firstPart, total }) => [
      attempts,
      failed,
      encodeIntoCompressedBase64(firstPart),
      encodeIntoCompressedBase64(total),
    ]),
  ]);
}

/** Throws when a histogram's text is damaged. */
export function restoreLatency(stored: StoredLatency): LatencySketches {
  const sketches = emptyLatency();
  for (const [target, generations] of stored) {
    sketches.byTarget.set(
      target,
      generations.map(([attempts, failed, firstPart, total]) => ({
        attempts,
        failed,
        firstPart: merged([decodeFromCompressedBase64(firstPart)]),
        total: merged([decodeFromCompressedBase64(total)]),
      })),
    );
  }
  return sketches;
}

export function emptyHistogram(): Histogram {
  return build({ bitBucketSize: 32, numberOfSignificantValueDigits: 2, autoResize: true });
}

function merged(histograms: readonly Histogram[]): Histogram {
  const sum = emptyHistogram();
  for (const histogram of histograms) sum.add(histogram);
  return sum;
}

export function percentile(histogram: Histogram, percent: number): number | null {
  return histogram.totalCount === 0 ? null : histogram.getValueAtPercentile(percent);
}

export function wholeMs(durationMs: number): number {
  return Math.round(Math.min(Math.max(durationMs, 0), longestMs));
}
