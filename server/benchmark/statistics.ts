/** What the samples of a benchmark add up to: percentiles, failures, cost efficiency. Pure. */
import type { MeasuredTarget, Percentiles } from '../../protocol/benchmark.ts';
import type { FailureKind } from '../../protocol/failure.ts';

/** One request of the run. */
export interface Sample {
  readonly target: string;
  readonly simulated: boolean;
  readonly outcome: 'success' | FailureKind;
  /** `null`: no content came. */
  readonly firstPartMs: number | null;
  readonly totalMs: number;
  /** Over all its attempts; `null`: unknown. */
  readonly billedCostNanoUsd: number | null;
}

/** One entry for each of `targets`, in their order. */
export function measured(
  targets: readonly { readonly name: string; readonly simulated: boolean }[],
  samples: readonly Sample[],
): readonly MeasuredTarget[] {
  const sums = targets.map(({ name, simulated }) =>
    sumOf(
      name,
      simulated,
      samples.filter(({ target }) => target === name),
    ),
  );
  const best = { real: bestOf(sums, false), simulated: bestOf(sums, true) };
  return sums.map((sum) => {
    const perNanoUsd = answersPerNanoUsd(sum);
    const most = sum.simulated ? best.simulated : best.real;
    return { ...sum, costEfficiency: perNanoUsd === null || most === 0 ? null : (10 * perNanoUsd) / most };
  });
}

/** By the nearest rank: the smallest value that at least `percent` of them do not exceed. `null`: there are none. */
export function percentiles(values: readonly number[]): Percentiles | null {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (percent: number) => sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  const [p50, p95, p99] = [at(50), at(95), at(99)];
  return p50 === undefined || p95 === undefined || p99 === undefined ? null : { p50, p95, p99 };
}

type Sum = Omit<MeasuredTarget, 'costEfficiency'>;

function sumOf(target: string, simulated: boolean, samples: readonly Sample[]): Sum {
  const whole = samples.filter(({ outcome }) => outcome === 'success');
  const costs = samples.map(({ billedCostNanoUsd }) => billedCostNanoUsd);
  return {
    target,
    simulated,
    requests: samples.length,
    succeeded: whole.length,
    failures: failuresOf(samples),
    firstPartMs: percentiles(whole.flatMap(({ firstPartMs }) => firstPartMs ?? [])),
    totalMs: percentiles(whole.map(({ totalMs }) => totalMs)),
    billedCostNanoUsd: costs.includes(null) ? null : costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
  };
}

/** The most frequent first. */
function failuresOf(samples: readonly Sample[]): MeasuredTarget['failures'] {
  const counts = new Map<FailureKind, number>();
  for (const { outcome } of samples) {
    if (outcome !== 'success') counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => ({ kind, count })).toSorted((one, other) => other.count - one.count);
}

/** `null` where that is unknown, and where nothing was billed: there is no most among what is free. */
function answersPerNanoUsd({ succeeded, billedCostNanoUsd }: Sum): number | null {
  return billedCostNanoUsd === null || billedCostNanoUsd <= 0 ? null : succeeded / billedCostNanoUsd;
}

function bestOf(sums: readonly Sum[], simulated: boolean): number {
  return Math.max(0, ...sums.filter((sum) => sum.simulated === simulated).map((sum) => answersPerNanoUsd(sum) ?? 0));
}
