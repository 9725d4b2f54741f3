/** Judges whether what was measured while a daemon worked stays as it was. Pure; made for machines that are busy with other things. */
import type { Alive } from './alive.ts';

/** One window of the run. */
export interface Sample extends Alive {
  readonly atSeconds: number;
  readonly descriptors: number;
  readonly gatewayP50Ms: number;
  readonly gatewayP99Ms: number;
  readonly directP50Ms: number;
  readonly directP99Ms: number;
  /** Processor time of the daemon for one request, in microseconds. */
  readonly cpuUs: number;
  /** The same of the upstream's process: what the machine makes of work that stays the same. */
  readonly upstreamCpuUs: number;
}

const megabyte = 1024 * 1024;

/**
 * By how much each may have grown over the whole run, going by its slope. A leak of one for each request grows by fifty
 * a second; connections that are kept for a while, a few dozens of them, come and go.
 */
const allowed: readonly (readonly [keyof Sample, (samples: readonly Sample[]) => number])[] = [
  ['heapBytes', (samples) => Math.max(2 * megabyte, 0.08 * median(samples.map(({ heapBytes }) => heapBytes)))],
  ['residentBytes', (samples) => 0.1 * median(samples.map(({ residentBytes }) => residentBytes))],
  ['descriptors', () => 80],
  ['activeResources', () => 150],
  ['abortSignals', () => 100],
  ['abortListeners', () => 100],
  ['timers', () => 150],
];

/** Ratios of the last third to the first: noise of the machine takes both ways. */
const mostCpuRatio = 1.4;
const mostP99Ratio = 2.5;

/** What has grown, as sentences; none: all is flat. */
export function judgeSoak(samples: readonly Sample[]): readonly string[] {
  const wrongs = allowed.flatMap(([field, most]) => {
    const growth = growthOf(samples, field);
    const bound = most(samples);
    return growth <= bound ? [] : [`${field} grew by ${Math.round(growth)}, allowed are ${Math.round(bound)}`];
  });
  const cpuRatio = processorRatio(samples);
  if (cpuRatio > mostCpuRatio)
    wrongs.push(
      `processor time for a request grew to ${cpuRatio.toFixed(2)} of what it was, allowed are ${mostCpuRatio}`,
    );
  const p99Ratio = overheadRatio(samples);
  if (p99Ratio > mostP99Ratio)
    wrongs.push(`the p99 of the overhead grew to ${p99Ratio.toFixed(2)} of what it was, allowed are ${mostP99Ratio}`);
  return wrongs;
}

/** What a request takes of the processor at the end against the beginning. */
export function processorRatio(samples: readonly Sample[]): number {
  return grownBy(
    samples,
    ({ cpuUs }) => cpuUs,
    ({ upstreamCpuUs }) => upstreamCpuUs,
  );
}

/** The same of the p99 through the gateway. */
export function overheadRatio(samples: readonly Sample[]): number {
  return grownBy(
    samples,
    ({ gatewayP99Ms }) => gatewayP99Ms,
    ({ directP99Ms }) => directP99Ms,
  );
}

/**
 * By how much it grew both by itself and as a multiple of the upstream's in the same seconds: where the machine gets
 * busier the first one grows alone, where it gets quieter the second.
 */
function grownBy(
  samples: readonly Sample[],
  own: (sample: Sample) => number,
  upstream: (sample: Sample) => number,
): number {
  return Math.min(
    lastToFirst(samples, own),
    lastToFirst(samples, (sample) => own(sample) / upstream(sample)),
  );
}

/** The median slope between any two samples (Theil and Sen), which single outliers do not move, times the run. */
export function growthOf(samples: readonly Sample[], field: keyof Sample): number {
  const slopes: number[] = [];
  for (const [index, one] of samples.entries())
    for (const other of samples.slice(index + 1))
      slopes.push((other[field] - one[field]) / (other.atSeconds - one.atSeconds));
  const seconds = (samples.at(-1)?.atSeconds ?? 0) - (samples[0]?.atSeconds ?? 0);
  return slopes.length === 0 ? 0 : median(slopes) * seconds;
}

function lastToFirst(samples: readonly Sample[], of: (sample: Sample) => number): number {
  const third = Math.max(1, Math.floor(samples.length / 3));
  return median(samples.slice(-third).map(of)) / median(samples.slice(0, third).map(of));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
