/** Totals by hour and by day, in one dimension each: what `spend` adds up instead of reading rows. Pure. */
import { noTotals, type Totals } from '../../protocol/spend.ts';
import { targetName } from '../../protocol/target.ts';
import type { CorrectionLine, Verdict } from './line.ts';
import type { BookedRow } from './stored.ts';

export const dimensions = ['all', 'target', 'profile', 'workspace', 'branch', 'client'] as const;
export type Dimension = (typeof dimensions)[number];

/** Totals with what a target's cell needs besides, to be added up to its model's or its track's. */
export interface Cell extends Totals {
  /** Requests whose first attempt of this model, or on this track, was here. */
  modelRequests: number;
  trackRequests: number;
  /** What counts in budgets: no less than what was billed. */
  countedNanoUsd: number;
}

/**
 * What started within one hour or one day. A request counts once: in the bucket, and under the target, of its first
 * attempt. `firstMs` and `lastMs` bound the rows' starts, so that a range that holds both holds the whole bucket.
 */
export interface Bucket {
  /** The start of the hour or day. */
  readonly startMs: number;
  firstMs: number;
  lastMs: number;
  readonly cells: Readonly<Record<Dimension, Map<string, Cell>>>;
}

/** The key of the one cell of dimension `all`, and of rows that have no workspace or branch. */
export const wholeKey = '';
const noneKey = '(none)';

export function emptyCell(): Cell {
  return { ...noTotals, modelRequests: 0, trackRequests: 0, countedNanoUsd: 0 };
}

export function emptyBucket(startMs: number): Bucket {
  return {
    startMs,
    firstMs: Number.POSITIVE_INFINITY,
    lastMs: Number.NEGATIVE_INFINITY,
    cells: {
      all: new Map(),
      target: new Map(),
      profile: new Map(),
      workspace: new Map(),
      branch: new Map(),
      client: new Map(),
    },
  };
}

/** Adds a row to the bucket it started in; the bucket is changed in place. */
export function addRow(bucket: Bucket, booked: BookedRow): void {
  const { row, first } = booked;
  bucket.firstMs = Math.min(bucket.firstMs, booked.startedAtMs);
  bucket.lastMs = Math.max(bucket.lastMs, booked.startedAtMs);
  const whole = cellOf(booked, first.ofRequest);
  addCell(bucket, 'all', wholeKey, whole);
  addCell(bucket, 'profile', row.profile, whole);
  addCell(bucket, 'workspace', row.workspace ?? noneKey, whole);
  addCell(bucket, 'branch', row.branch ?? noneKey, whole);
  addCell(bucket, 'client', row.client, whole);
  addCell(bucket, 'target', row.target, cellOf(booked, first.atTarget));
}

/** Adds the difference a correction makes to the bucket its attempt started in; that attempt is counted already. */
export function addCorrection(bucket: Bucket, line: CorrectionLine): void {
  const [client, workspace, branch] = line.o;
  bucket.firstMs = Math.min(bucket.firstMs, line.st);
  bucket.lastMs = Math.max(bucket.lastMs, line.st);
  const difference: Cell = {
    ...emptyCell(),
    listCostNanoUsd: (line.now[1] ?? 0) - (line.was[1] ?? 0),
    billedCostNanoUsd: (line.now[2] ?? 0) - (line.was[2] ?? 0),
    unknownCost: unknownIn(line.now) - unknownIn(line.was),
    estimatedCostNanoUsd: -(line.e ?? 0),
    countedNanoUsd: line.now[3] - line.was[3],
  };
  addCell(bucket, 'all', wholeKey, difference);
  addCell(bucket, 'profile', line.p, difference);
  addCell(bucket, 'workspace', workspace ?? noneKey, difference);
  addCell(bucket, 'branch', branch ?? noneKey, difference);
  addCell(bucket, 'client', client, difference);
  addCell(bucket, 'target', targetName(line.m, line.k), difference);
}

function unknownIn([, list, billed]: Verdict): number {
  return list === null || billed === null ? 1 : 0;
}

/** Adds one bucket to another, which is changed in place. */
export function addBucket(into: Bucket, from: Bucket): void {
  into.firstMs = Math.min(into.firstMs, from.firstMs);
  into.lastMs = Math.max(into.lastMs, from.lastMs);
  for (const dimension of dimensions) {
    for (const [key, cell] of from.cells[dimension]) addCell(into, dimension, key, cell);
  }
}

/**
 * Adds up `from` onto `into`, which is changed in place. Sums are of integers, and exact up to the safe ones; money beyond
 * (nine million dollars) goes on in sixteen digits.
 */
export function addTotals<T extends Totals>(into: T, from: T): void {
  into.requests += from.requests;
  into.attempts += from.attempts;
  into.failed += from.failed;
  into.inputTokens += from.inputTokens;
  into.outputTokens += from.outputTokens;
  into.cacheReadTokens += from.cacheReadTokens;
  into.cacheWriteTokens += from.cacheWriteTokens;
  into.reasoningTokens += from.reasoningTokens;
  into.listCostNanoUsd += from.listCostNanoUsd;
  into.billedCostNanoUsd += from.billedCostNanoUsd;
  into.unknownCost += from.unknownCost;
  into.estimatedCostNanoUsd += from.estimatedCostNanoUsd;
  into.simulatedRequests += from.simulatedRequests;
  into.simulatedCostNanoUsd += from.simulatedCostNanoUsd;
}

function addCell(bucket: Bucket, dimension: Dimension, key: string, add: Cell): void {
  const cells = bucket.cells[dimension];
  let cell = cells.get(key);
  if (cell === undefined) {
    cell = emptyCell();
    cells.set(key, cell);
  }
  addTotals(cell, add);
  cell.modelRequests += add.modelRequests;
  cell.trackRequests += add.trackRequests;
  cell.countedNanoUsd += add.countedNanoUsd;
}

/**
 * What one row adds. A simulated row's invented cost goes to `simulatedCostNanoUsd` and nowhere else. A request is
 * simulated when its first attempt was.
 */
function cellOf({ row, first, countedNanoUsd, estimatedNanoUsd }: BookedRow, isFirst: boolean): Cell {
  const { usage, simulated } = row;
  const unknown = !simulated && (row.billedCostNanoUsd === null || row.listCostNanoUsd === null);
  return {
    requests: isFirst ? 1 : 0,
    attempts: 1,
    failed: row.outcome === 'success' ? 0 : 1,
    inputTokens: usage ? usage.inputTokens + usage.imageInputTokens + usage.audioInputTokens : 0,
    outputTokens: usage ? usage.outputTokens + usage.imageOutputTokens + usage.audioOutputTokens : 0,
    cacheReadTokens: usage?.cacheReadTokens ?? 0,
    cacheWriteTokens: usage ? usage.cacheWriteTokens + usage.cacheWrite1hTokens : 0,
    reasoningTokens: usage?.reasoningTokens ?? 0,
    listCostNanoUsd: simulated ? 0 : (row.listCostNanoUsd ?? 0),
    billedCostNanoUsd: simulated ? 0 : (row.billedCostNanoUsd ?? 0),
    unknownCost: unknown ? 1 : 0,
    estimatedCostNanoUsd: estimatedNanoUsd,
    simulatedRequests: simulated && isFirst ? 1 : 0,
    simulatedCostNanoUsd: simulated ? (row.billedCostNanoUsd ?? 0) : 0,
    modelRequests: first.ofModel ? 1 : 0,
    trackRequests: first.onTrack ? 1 : 0,
    countedNanoUsd,
  };
}
