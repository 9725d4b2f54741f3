/** Draws latencies whose p50, p95 and p99 are those a model was reported with. */
import type { SandboxModel } from './models.ts';

/**
 * Milliseconds for a uniform number from 0 to 1: straight lines on a logarithmic scale through the known quantiles,
 * from 0.6 × p50 at the fast end to 1.5 × p99 at the slow end.
 */
export function latencyAt(uniform: number, { p50, p95, p99 }: SandboxModel['latencyMs']): number {
  const knots: readonly (readonly [number, number])[] = [
    [0, p50 * 0.6],
    [0.5, p50],
    [0.95, p95],
    [0.99, p99],
    [1, p99 * 1.5],
  ];
  for (const [index, [quantile, high]] of knots.entries()) {
    const [before, low] = knots[index - 1] ?? [0, high];
    if (uniform > quantile) continue;
    const share = quantile === before ? 1 : (uniform - before) / (quantile - before);
    return low * (high / low) ** share;
  }
  return p99 * 1.5;
}
