/** How buckets are written into the snapshot and the month files: cells as rows of numbers, in the order of `packCell`. */
import * as z from 'zod';
import { type Bucket, type Cell, dimensions, emptyBucket } from './rollups.ts';

const cellsSchema = z.array(z.tuple([z.string(), z.array(z.number().int()).length(16)]));

export const storedBucketSchema = z.object({
  startMs: z.number().int(),
  firstMs: z.number().int(),
  lastMs: z.number().int(),
  cells: z.object({
    all: cellsSchema,
    target: cellsSchema,
    profile: cellsSchema,
    workspace: cellsSchema,
    branch: cellsSchema,
    client: cellsSchema,
  }),
});
export type StoredBucket = z.infer<typeof storedBucketSchema>;

export function storeBucket({ startMs, firstMs, lastMs, cells }: Bucket): StoredBucket {
  const store = (map: ReadonlyMap<string, Cell>): [string, number[]][] =>
    [...map].map(([key, cell]) => [key, packCell(cell)]);
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

export function restoreBucket(stored: StoredBucket): Bucket {
  const bucket = emptyBucket(stored.startMs);
  bucket.firstMs = stored.firstMs;
  bucket.lastMs = stored.lastMs;
  for (const dimension of dimensions) {
    for (const [key, numbers] of stored.cells[dimension]) bucket.cells[dimension].set(key, unpackCell(numbers));
  }
  return bucket;
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
  };
}
