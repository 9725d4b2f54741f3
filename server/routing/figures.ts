/** What targets are compared by: expected cost, time to the first part and reliability, from what is known of each. Pure. */
import { expectedPicoUsd } from '../catalogue/price.ts';
import type { Candidate, TargetFacts } from './candidate.ts';
import { billedPerNominal } from './target.ts';

export interface Figures {
  /** Expected to be billed; `null`: its price is unknown. */
  readonly costPicoUsd: number | null;
  /** The most that may be billed. */
  readonly mostPicoUsd: number | null;
  /** Milliseconds to the first part; `null`: no idea. */
  readonly firstPartMs: number | null;
  /** 0 to 1. */
  readonly failureShare: number;
}

export interface Weighed<Of extends TargetFacts = TargetFacts> {
  readonly candidate: Candidate<Of>;
  /** Where it stands among all candidates as they were written, from 1, whoever of them is left out. */
  readonly place: number;
  readonly figures: Figures;
}

/** So many answers weigh as much as what was assumed before there was one. */
const priorAnswers = 5;
/** So many attempts without a failure are assumed of everyone. */
const priorAttempts = 10;

export function weigh<Of extends TargetFacts>(
  candidates: readonly Candidate<Of>[],
  choices: number,
): readonly Weighed<Of>[] {
  const usual = usualLengths(candidates);
  return candidates.map((candidate, index) => {
    const { target, health, expected } = candidate;
    const { inputTokens, outputBound, warmTokens } = expected;
    const length = Math.min(expected.usualOutputTokens ?? usual(target.model), outputBound);
    const cost = (cachedTokens: number, outputTokens: number) =>
      target.nominalPrice === null
        ? null
        : expectedPicoUsd(target.nominalPrice, inputTokens, outputTokens * choices, cachedTokens) *
          billedPerNominal(target.track.terms);
    return {
      candidate,
      place: index + 1,
      figures: {
        costPicoUsd: cost(warmTokens, length),
        mostPicoUsd: cost(0, outputBound),
        firstPartMs: blended(target.priorFirstPartMs, health.firstPartP50Ms, health.attempts - health.failures),
        failureShare: health.failures / (health.attempts + priorAttempts),
      },
    };
  });
}

/**
 * What was assumed gives way to what was measured as answers come in. `null` where there is neither.
 */
function blended(assumedMs: number | null, measuredMs: number | null, answers: number): number | null {
  if (measuredMs === null || assumedMs === null) return measuredMs ?? assumedMs;
  const weight = answers / (answers + priorAnswers);
  return assumedMs + (measuredMs - assumedMs) * weight;
}

/**
 * The length of answers where a target's own are not known: that of its model elsewhere, else of all that are known, else
 * what every one of them may give. So nobody looks dear for having been asked less often, or for being allowed more.
 */
function usualLengths(candidates: readonly Candidate[]): (model: string) => number {
  const known = candidates.flatMap(({ target, expected }) =>
    expected.usualOutputTokens === null ? [] : [{ model: target.model, tokens: expected.usualOutputTokens }],
  );
  if (known.length === 0) {
    const least = Math.min(...candidates.map(({ expected }) => expected.outputBound));
    return () => least;
  }
  const overall = mean(known.map(({ tokens }) => tokens));
  return (model) => {
    const same = known.filter((one) => one.model === model);
    return same.length === 0 ? overall : mean(same.map(({ tokens }) => tokens));
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
