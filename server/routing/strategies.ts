/** The order in which fit targets are tried. Pure and deterministic: ties keep the order in which they were given. */
import type { ProfileSettings } from '../../protocol/profile-configuration.ts';
import type { Strategy } from '../../protocol/strategy.ts';
import type { TargetFacts } from './candidate.ts';
import type { Figures, Weighed } from './figures.ts';
import { standingOf } from './standing.ts';

export interface Ordering {
  readonly strategy: Strategy;
  readonly weights: ProfileSettings['weights'];
  /** Comes after the others whatever the strategy. */
  isFallback(target: string): boolean;
  /** Whose order the candidates stand in; `null`: nobody's, as those of one model do. */
  readonly orderOf: 'profile' | 'rule' | null;
  /** Where this conversation was answered last, while the cache there is warm; `null`: nowhere. */
  readonly home: string | null;
}

export interface Placed<Of extends TargetFacts = TargetFacts> {
  readonly target: Of;
  /** Why it stands in this place, for people. */
  readonly reason: string;
  readonly figures: Figures;
}

interface Keyed<Of extends TargetFacts> {
  readonly weighed: Weighed<Of>;
  readonly rank: number;
  readonly group: number;
  /** Smallest first. */
  readonly key: number;
  readonly reason: string;
}

export function inOrder<Of extends TargetFacts>(
  fit: readonly Weighed<Of>[],
  ordering: Ordering,
): readonly Placed<Of>[] {
  const { strategy, home } = ordering;
  const score = strategy === 'balanced' ? scorer(fit, ordering.weights) : () => 0;
  const keyed = fit.map((weighed, index): Keyed<Of> => {
    const { candidate, figures, place } = weighed;
    const { name } = candidate.target;
    const { rank, remark } = standingOf(candidate.health);
    const isFallback = ordering.isFallback(name);
    // By price the warm cache speaks for itself: it is in the price.
    const stays = name === home && rank === 0 && strategy !== 'cheapest';
    const { key, reason } = stays
      ? { key: 0, reason: 'this conversation stays where its cache is warm' }
      : placeBy(strategy, figures, { index, place, score, orderOf: ordering.orderOf });
    const isWarm = !stays && strategy === 'cheapest' && candidate.expected.warmTokens > 0;
    const remarks = [reason, isWarm && 'its cache is warm', isFallback && !stays && 'fallback', remark];
    return {
      weighed,
      rank,
      group: stays ? -1 : isFallback ? 1 : 0,
      key,
      reason: remarks.filter((one) => typeof one === 'string' && one !== '').join('; '),
    };
  });
  keyed.sort((one, other) => one.rank - other.rank || one.group - other.group || byKey(one.key, other.key));
  return keyed.map(({ weighed: { candidate, figures }, reason }) => ({ target: candidate.target, reason, figures }));
}

/** Unknown figures are infinite, and two of them no number apart. */
function byKey(one: number, other: number): number {
  return one === other ? 0 : one - other;
}

interface PlaceParts {
  readonly index: number;
  readonly place: number;
  readonly orderOf: Ordering['orderOf'];
  score(figures: Figures): number;
}

function placeBy(
  strategy: Strategy,
  figures: Figures,
  { index, place, orderOf, score }: PlaceParts,
): { readonly key: number; readonly reason: string } {
  switch (strategy) {
    case 'priority':
      return { key: index, reason: placeInWords(place, orderOf) };
    case 'cheapest':
      return { key: figures.costPicoUsd ?? Number.POSITIVE_INFINITY, reason: costInWords(figures) };
    case 'fastest':
      return { key: figures.firstPartMs ?? Number.POSITIVE_INFINITY, reason: latencyInWords(figures) };
    case 'balanced': {
      const key = score(figures);
      const failed = `${Math.round(figures.failureShare * 100)} % failed`;
      return { key, reason: `${key.toFixed(2)} from ${costInWords(figures)}, ${latencyInWords(figures)}, ${failed}` };
    }
  }
}

function placeInWords(place: number, orderOf: Ordering['orderOf']): string {
  switch (orderOf) {
    case 'profile':
      return `place ${place} in the profile`;
    case 'rule':
      return `place ${place} in the rule`;
    case null:
      return '';
  }
}

function costInWords({ costPicoUsd }: Figures): string {
  return costPicoUsd === null ? 'price unknown' : `about $${(costPicoUsd / 1e12).toPrecision(3)}`;
}

function latencyInWords({ firstPartMs }: Figures): string {
  return firstPartMs === null ? 'latency unknown' : `first part in about ${Math.round(firstPartMs)} ms`;
}

/** So that what costs nothing, or takes no time, is not infinitely better than what hardly does. */
const negligiblePicoUsd = 1e7;
const negligibleMs = 10;
const mostFailureShare = 0.99;

/**
 * Counts doublings: twice the cheapest price, twice the shortest time and half of the attempts failed weigh the same, each
 * by its weight. What is unknown counts like the worst that is known.
 */
function scorer(fit: readonly Weighed[], weights: ProfileSettings['weights']): (figures: Figures) => number {
  const { cost = 1, latency = 1, reliability = 1 } = weights ?? {};
  const sum = cost + latency + reliability;
  const costs = extremes(fit.map(({ figures }) => figures.costPicoUsd));
  const times = extremes(fit.map(({ figures }) => figures.firstPartMs));
  return ({ costPicoUsd, firstPartMs, failureShare }) =>
    (cost * doublings(costPicoUsd, costs, negligiblePicoUsd) +
      latency * doublings(firstPartMs, times, negligibleMs) -
      reliability * Math.log2(1 - Math.min(failureShare, mostFailureShare))) /
    sum;
}

interface Extremes {
  readonly least: number;
  readonly most: number;
}

function extremes(values: readonly (number | null)[]): Extremes {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? { least: 0, most: 0 } : { least: Math.min(...known), most: Math.max(...known) };
}

function doublings(value: number | null, { least, most }: Extremes, negligible: number): number {
  return Math.log2(((value ?? most) + negligible) / (least + negligible));
}
