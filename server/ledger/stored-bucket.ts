/** How buckets are written into the snapshot and the month files: cells as rows of numbers, in the order of `cellFields`. */
import { z } from 'zod';
import { type Bucket, type Cell, cellFields, dimensions, emptyBucket, emptyCell } from './rollups.ts';

const cellsSchema = z.array(z.tuple([z.string(), z.array(z.number().int()).length(cellFields.length)]));

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
    [...map].map(([key, cell]) => [key, cellFields.map((field) => cell[field])]);
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
    for (const [key, numbers] of stored.cells[dimension]) {
      const cell = emptyCell();
      for (const [index, field] of cellFields.entries()) cell[field] = numbers[index] ?? 0;
      bucket.cells[dimension].set(key, cell);
    }
  }
  return bucket;
}
