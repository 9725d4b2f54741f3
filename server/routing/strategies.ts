/** The order in which a profile's targets are tried. Pure and deterministic: ties keep the profile's own order. */
import type { strategies } from '../../protocol/profile-configuration.ts';
import type { PlannedTarget } from './route-plan.ts';
import type { Target } from './target.ts';

export type Strategy = (typeof strategies)[number];

/** A target with what is expected of it for one request. */
export interface Candidate {
  readonly target: Target;
  /** Milliseconds to the first part; `null`: no idea. */
  readonly firstPartMs: number | null;
  /** The most this request is expected to cost there; `null`: price unknown. */
  readonly costPicoUsd: number | null;
}

export function orderBy(strategy: Strategy, candidates: readonly Candidate[]): readonly PlannedTarget[] {
  switch (strategy) {
    case 'priority':
      return candidates.map(({ target }, index) => ({ target, reason: `place ${index + 1} in the profile` }));
    case 'cheapest':
      return sorted(candidates, ({ costPicoUsd }) => costPicoUsd).map(({ target, costPicoUsd }) => ({
        target,
        reason: costPicoUsd === null ? 'price unknown' : `at most about $${(costPicoUsd / 1e12).toPrecision(3)}`,
      }));
    case 'fastest':
      return sorted(candidates, ({ firstPartMs }) => firstPartMs).map(({ target, firstPartMs }) => ({
        target,
        reason: firstPartMs === null ? 'latency unknown' : `first part in about ${Math.round(firstPartMs)} ms`,
      }));
  }
}

/** Smallest first, unknown last. */
function sorted(candidates: readonly Candidate[], by: (candidate: Candidate) => number | null): readonly Candidate[] {
  const key = (candidate: Candidate) => by(candidate) ?? Number.POSITIVE_INFINITY;
  return candidates.toSorted((one, other) => {
    const [a, b] = [key(one), key(other)];
    return a === b ? 0 : a - b;
  });
}
