/** Adds up what counts in budgets: from rollups where the scope is one dimension, else row by row from the journal. */
import { targetParts } from '../../protocol/target.ts';
import { matches, type Scope } from './budgets.ts';
import { utcMonth } from './calendar.ts';
import { addRange, type RangeSources } from './range.ts';
import { type Bucket, type Cell, wholeKey } from './rollups.ts';
import type { BookedRow } from './stored.ts';
import { addCounted, type Counted, countedOf, nothingCounted } from './worst-case.ts';

/** `segments` are the UTC months the journal has; rows that start within `[fromMs, toMs)` are counted. */
export async function readCounted(
  scope: Scope,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  sources: RangeSources,
  segments: readonly string[],
): Promise<Counted> {
  let sum = nothingCounted;
  const ofBucket = cellsOf(scope);
  if (ofBucket !== null) {
    await addRange({ fromMs, toMs, byTheHour: false }, sources, (bucket) => {
      sum = addCounted(sum, ofBucket(bucket));
    });
    return sum;
  }
  const months = segments.filter((month) => month >= utcMonth(fromMs) && month <= utcMonth(toMs - 1));
  for await (const booked of sources.scan(months, fromMs, toMs)) {
    if (matches(scope, factsOf(booked))) sum = addCounted(sum, countedOf(booked.row, booked.countedNanoUsd));
  }
  return sum;
}

/** How to read the scope's sum from a bucket; `null`: no bucket has it. */
function cellsOf(scope: Scope): ((bucket: Bucket) => Counted) | null {
  const { profile, workspace, client, model, track } = scope;
  const byOrigin = [profile, workspace, client].filter((value) => value !== undefined).length;
  const byTarget = model !== undefined || track !== undefined;
  if (byOrigin + (byTarget ? 1 : 0) > 1) return null;
  if (byTarget) return ({ cells }) => sumOfTargets(cells.target, model, track);
  const [dimension, key] =
    profile !== undefined
      ? (['profile', profile] as const)
      : workspace !== undefined
        ? (['workspace', workspace] as const)
        : client !== undefined
          ? (['client', client] as const)
          : (['all', wholeKey] as const);
  return ({ cells }) => countedIn(cells[dimension].get(key));
}

function sumOfTargets(cells: Bucket['cells']['target'], model: string | undefined, track: string | undefined): Counted {
  let sum = nothingCounted;
  for (const [target, cell] of cells) {
    const parts = targetParts(target);
    if (model !== undefined && parts.model !== model) continue;
    if (track !== undefined && parts.track !== track) continue;
    sum = addCounted(sum, countedIn(cell));
  }
  return sum;
}

function countedIn(cell: Cell | undefined): Counted {
  if (cell === undefined) return nothingCounted;
  const { countedNanoUsd, billedCostNanoUsd } = cell;
  return { nanoUsd: countedNanoUsd, beyondBookedNanoUsd: countedNanoUsd - billedCostNanoUsd };
}

function factsOf({ row }: BookedRow) {
  const { profile, workspace, client } = row;
  return { profile, workspace, client, ...targetParts(row.target) };
}
