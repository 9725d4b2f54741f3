/** What an attempt may cost at most, which is held for it, and what of that counts once it has ended. Pure. */
import type { NanoUsd } from '../../protocol/money.ts';
import type { AttemptRow } from '../../protocol/spend.ts';
import { noUsage, type Usage } from '../../protocol/usage.ts';
import { type Estimator, expectedInputTokens, mostInputTokens } from '../catalogue/estimate.ts';
import type { Price, Rates } from '../catalogue/price.ts';
import type { Target } from '../routing/target.ts';
import { type Asked, type Media, type Medium, mediaOf, mediaRates } from './media.ts';
import { costOf, isFree, type Pricing } from './money.ts';

/** The most an attempt is expected to use, and what its tokens may stand for besides text. */
export interface WorstCase {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly media: Media;
}

/** A request at a target, bounds filled in. `plainTokens` are its input tokens by the size of the chat alone. */
export interface AskedOf extends Asked {
  readonly target: Pick<Target, 'name' | 'features' | 'contextWindow'>;
  readonly plainTokens: number;
}

/**
 * What was learned, never less than the size says (a token never stands for more than four bytes, B1), and what is no
 * text at its largest, as far as the model's window has room for that: a prompt beyond it is refused, not billed.
 */
export function worstCaseOf(asked: AskedOf, estimator: Estimator): WorstCase {
  const { chat, target, plainTokens } = asked;
  const expected = Math.max(plainTokens, expectedInputTokens(estimator, target.name, plainTokens));
  const largest = Math.min(mostInputTokens(chat), target.contextWindow ?? Number.POSITIVE_INFINITY);
  return {
    inputTokens: Math.max(expected, largest),
    outputTokens: (chat.maxOutputTokens ?? 0) * (chat.choices ?? 1),
    media: mediaOf(asked),
  };
}

/** Billed cost at a target's own price; `null`: it has none, or none for something that was sent or asked for. */
export function worstCaseAt({ nominalPrice, track }: PricedTarget, worstCase: WorstCase): NanoUsd | null {
  if (nominalPrice === null || !quotes(nominalPrice, worstCase)) return null;
  return worstCaseNanoUsd(worstCase, { nominal: nominalPrice, list: null, terms: track.terms });
}

type PricedTarget = Pick<Target, 'nominalPrice'> & { readonly track: Pick<Target['track'], 'terms'> };

/** Whether the price has a rate for everything that was sent or asked for. */
export function quotes(price: Price, { media }: WorstCase): boolean {
  return isFree(price) || [...media.sure].every((medium) => mediaRates[medium](price) !== null);
}

/**
 * Billed cost when every token is of the dearest kind that it may be and the price quotes, at every size of prompt, since
 * larger ones may have cheaper rates; `null`: the price is unknown.
 */
export function worstCaseNanoUsd(worstCase: WorstCase, pricing: Pricing): NanoUsd | null {
  if (pricing.nominal === null) return null;
  let most = 0;
  for (const { rates, inputTokens } of sizesOf(pricing.nominal, worstCase.inputTokens)) {
    const usage = {
      ...noUsage,
      [dearestOf(inputRates(rates, worstCase.media))]: inputTokens,
      [dearestOf(outputRates(rates, worstCase.media))]: worstCase.outputTokens,
    };
    const cost = costOf(usage, pricing).billedCostNanoUsd;
    if (cost === null) return null;
    most = Math.max(most, cost);
  }
  return most;
}

/** The rates that may come to hold, each with the largest prompt it holds for. */
function sizesOf(price: Price, inputTokens: number): readonly { rates: Rates; inputTokens: number }[] {
  const reached = price.tiers.filter(({ aboveInputTokens }) => aboveInputTokens < inputTokens);
  return [price, ...reached].map((rates, index) => ({
    rates,
    inputTokens: reached[index]?.aboveInputTokens ?? inputTokens,
  }));
}

type TokenKind = Exclude<keyof Usage, 'inconsistent'>;
type RateOfKind = readonly [kind: TokenKind, picoUsd: number | null];

function inputRates(rates: Rates, media: Media): readonly [RateOfKind, ...RateOfKind[]] {
  return [
    ['inputTokens', rates.inputPicoUsd],
    ['cacheReadTokens', rates.cacheReadPicoUsd],
    ['cacheWriteTokens', rates.cacheWritePicoUsd],
    ['cacheWrite1hTokens', rates.cacheWrite1hPicoUsd],
    ...mediaRatesOf(['imageInputTokens', 'audioInputTokens'], rates, media),
  ];
}

function outputRates(rates: Rates, media: Media): readonly [RateOfKind, ...RateOfKind[]] {
  return [
    ['outputTokens', rates.outputPicoUsd],
    ['reasoningTokens', rates.reasoningPicoUsd],
    ...mediaRatesOf(['imageOutputTokens', 'audioOutputTokens'], rates, media),
  ];
}

function mediaRatesOf(kinds: readonly Medium[], rates: Rates, { sure, possible }: Media): readonly RateOfKind[] {
  return kinds
    .filter((medium) => sure.has(medium) || possible.has(medium))
    .map((medium): RateOfKind => [medium, mediaRates[medium](rates)]);
}

/** The first of equals; a kind without a rate is never it. */
function dearestOf(rates: readonly [RateOfKind, ...RateOfKind[]]): TokenKind {
  return rates.reduce((one, other) => ((other[1] ?? -1) > (one[1] ?? -1) ? other : one))[0];
}

/** The most output tokens with which the worst case stays within `withinNanoUsd`; 0: not even one. */
export function outputTokensWithin(withinNanoUsd: NanoUsd, worstCase: WorstCase, pricing: Pricing): number {
  let fits = 0;
  let tooMany = worstCase.outputTokens + 1;
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    const cost = worstCaseNanoUsd({ ...worstCase, outputTokens: middle }, pricing);
    if (cost !== null && cost <= withinNanoUsd) fits = middle;
    else tooMany = middle;
  }
  return fits;
}

type Ended = Pick<AttemptRow, 'simulated' | 'billable' | 'measured' | 'billedCostNanoUsd'>;

/**
 * What an ended attempt counts for in budgets: its cost, also above what was held (B2). Where the usage was not
 * measured it is a lower bound, and where the cost is unknown it is nothing: both count with what was held at least.
 */
export function countedNanoUsd({ simulated, billable, measured, billedCostNanoUsd }: Ended, held: NanoUsd): NanoUsd {
  if (simulated || !billable) return 0;
  if (billedCostNanoUsd === null) return held;
  return measured ? billedCostNanoUsd : Math.max(billedCostNanoUsd, held);
}

/** What counts of attempts in budgets, and how much of it goes beyond the costs they were booked with. */
export interface Counted {
  readonly nanoUsd: NanoUsd;
  readonly beyondBookedNanoUsd: NanoUsd;
}

export const nothingCounted: Counted = { nanoUsd: 0, beyondBookedNanoUsd: 0 };

export function countedOf({ simulated, billable, billedCostNanoUsd }: Ended, nanoUsd: NanoUsd): Counted {
  const booked = simulated || !billable ? 0 : (billedCostNanoUsd ?? 0);
  return { nanoUsd, beyondBookedNanoUsd: nanoUsd - booked };
}

export function addCounted(one: Counted, other: Counted): Counted {
  return {
    nanoUsd: one.nanoUsd + other.nanoUsd,
    beyondBookedNanoUsd: one.beyondBookedNanoUsd + other.beyondBookedNanoUsd,
  };
}
