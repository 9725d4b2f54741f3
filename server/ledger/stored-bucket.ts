/** How buckets are written into the snapshot and the month files: cells as rows of numbers, in the order of `packCell`. */
import * as z from 'zod';
import { type Bucket, type Cell, dimensions, emptyBucket, emptyCell } from './rollups.ts';

type StoredCells = (readonly [key: string, numbers: readonly number[]])[];

const numbersInACell = packCell(emptyCell()).length;

/** Looked at by hand: tens of thousands of cells took zod 170 ms, and 40 MB for copies of them. */
const cellsSchema = z.custom<StoredCells>(areCells, 'must be pairs of a key and whole numbers');

const cellsByDimensionSchema = z.object({
  all: cellsSchema,
  target: cellsSchema,
  profile: cellsSchema,
  workspace: cellsSchema,
  branch: cellsSchema,
  client: cellsSchema,
});

export const storedBucketSchema = z.object({
  startMs: z.number().int(),
  firstMs: z.number().int(),
  lastMs: z.number().int(),
  cells: cellsByDimensionSchema,
});
export type StoredBucket = z.infer<typeof storedBucketSchema>;
type StoredCellsByDimension = StoredBucket['cells'];

export function storeBucket({ startMs, firstMs, lastMs, cells }: Bucket): StoredBucket {
  const store = (map: ReadonlyMap<string, Cell>): StoredCells => [...map].map(([key, cell]) => [key, packCell(cell)]);
  return {
    startMs,
    firstMs,
    lastMs,
    cells: {
      all: store(cells.all),
      target: store(cells.target),
      profile: store(cells.profile),
      workspace: store(cells.workspace),
      branch: store(cells.branch),
      client: store(cells.client),
    },
  };
}

export function restoreBucket({ startMs, firstMs, lastMs, cells }: StoredBucket): Bucket {
  return { startMs, firstMs, lastMs, cells: restoreCells(cells, startMs) };
}

/** Derives the cells of the hour that begins then from the journal, as they were when its text was written. */
export type MakeAnew = (startMs: number) => Bucket['cells'];

/** A bucket's cells as text, which `KeptBucket` takes. */
export function cellsText(bucket: Bucket): string {
  if (bucket instanceof KeptBucket && bucket.text !== null) return bucket.text;
  return JSON.stringify(storeBucket(bucket).cells);
}

/**
 * Stays text until someone looks at its cells: of the hundreds of hours a start brings back most are not looked at
 * before the next, and the snapshot takes them as they are. Its text comes from a snapshot whose hash fits; where it is
 * not of its form all the same, the cells are made anew.
 */
export class KeptBucket implements Bucket {
  readonly startMs: number;
  firstMs: number;
  lastMs: number;
  readonly #makeAnew: MakeAnew;
  #kept: { readonly text: string } | { readonly cells: Bucket['cells'] };

  constructor(bounds: Omit<Bucket, 'cells'>, text: string, makeAnew: MakeAnew) {
    this.startMs = bounds.startMs;
    this.firstMs = bounds.firstMs;
    this.lastMs = bounds.lastMs;
    this.#makeAnew = makeAnew;
    this.#kept = { text };
  }

  /** `null`: its cells may have changed since. */
  get text(): string | null {
    return 'text' in this.#kept ? this.#kept.text : null;
  }

  get cells(): Bucket['cells'] {
    if ('cells' in this.#kept) return this.#kept.cells;
    const cells = parseCells(this.#kept.text, this.startMs) ?? this.#makeAnew(this.startMs);
    this.#kept = { cells };
    return cells;
  }
}

/** `null`: the text is not of its form. */
function parseCells(text: string, startMs: number): Bucket['cells'] | null {
  try {
    return restoreCells(cellsByDimensionSchema.parse(JSON.parse(text)), startMs);
  } catch {
    return null;
  }
}

function restoreCells(stored: StoredCellsByDimension, startMs: number): Bucket['cells'] {
  const { cells } = emptyBucket(startMs);
  for (const dimension of dimensions) {
    for (const [key, numbers] of stored[dimension]) cells[dimension].set(key, unpackCell(numbers));
  }
  return cells;
}

function areCells(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  for (const cell of value) {
    if (!Array.isArray(cell) || cell.length !== 2 || typeof cell[0] !== 'string') return false;
    const numbers: unknown = cell[1];
    if (!Array.isArray(numbers) || numbers.length !== numbersInACell) return false;
    // Sums may pass the safe integers, see `addTotals`.
    for (const number of numbers) if (!Number.isInteger(number)) return false;
  }
  return true;
}

function packCell(cell: Cell): number[] {
  return [
    cell.requests,
    cell.attempts,
    cell.failed,
    cell.inputTokens,
    cell.outputTokens,
    cell.cacheReadTokens,
    cell.cacheWriteTokens,
    cell.reasoningTokens,
    cell.listCostNanoUsd,
    cell.billedCostNanoUsd,
    cell.unknownCost,
    cell.simulatedRequests,
    cell.simulatedCostNanoUsd,
    cell.modelRequests,
    cell.trackRequests,
    cell.countedNanoUsd,
    cell.estimatedCostNanoUsd,
  ];
}

/** Written out, since a start makes tens of thousands of these. */
function unpackCell(numbers: readonly number[]): Cell {
  return {
    requests: numbers[0] ?? 0,
    attempts: numbers[1] ?? 0,
    failed: numbers[2] ?? 0,
    inputTokens: numbers[3] ?? 0,
    outputTokens: numbers[4] ?? 0,
    cacheReadTokens: numbers[5] ?? 0,
    cacheWriteTokens: numbers[6] ?? 0,
    reasoningTokens: numbers[7] ?? 0,
    listCostNanoUsd: numbers[8] ?? 0,
    billedCostNanoUsd: numbers[9] ?? 0,
    unknownCost: numbers[10] ?? 0,
    simulatedRequests: numbers[11] ?? 0,
    simulatedCostNanoUsd: numbers[12] ?? 0,
    modelRequests: numbers[13] ?? 0,
    trackRequests: numbers[14] ?? 0,
    countedNanoUsd: numbers[15] ?? 0,
    estimatedCostNanoUsd: numbers[16] ?? 0,
  };
}
