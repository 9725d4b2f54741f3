/** What a usage costs: exact fractions of a dollar until the end, rounded once, half up, to whole nano-dollars. */
import type { NanoUsd } from '../../protocol/money.ts';
import type { Usage } from '../../protocol/usage.ts';
import { type Price, type Rates, ratesFor } from '../catalogue/price.ts';
import type { Terms } from '../routing/target.ts';
import { packRates } from './packed.ts';

/**
 * Says which tokens were priced at another kind's rate because the price quotes none for them, what speaks against the
 * cost, or that it is unknown because no safe integer holds it.
 */
export type CostNote =
  | 'cache-read-at-input-price'
  | 'cache-write-at-input-price'
  | 'image-input-at-input-price'
  | 'no-price-held-then'
  | 'cost-beyond-counting'
  | 'upstream-told-another-cost';

/** What an attempt cost; `null`: unknown, which is never the same as nothing. */
export interface Cost {
  readonly listCostNanoUsd: NanoUsd | null;
  readonly billedCostNanoUsd: NanoUsd | null;
  readonly notes: readonly CostNote[];
}

/** The prices of a target, as they stand on its rows. */
export interface Pricing {
  /** What the track quotes; `null`: unknown, and so is every cost. */
  readonly nominal: Price | null;
  /** The vendor's own price; `null`: the nominal price stands for it. */
  readonly list: Price | null;
  readonly terms: Terms;
}

/** List cost is usage at the list price; billed cost is usage at the nominal price × perListUsd ÷ fxPerUsd. */
export function costOf(usage: Usage, pricing: Pricing): Cost {
  if (pricing.nominal === null) return { listCostNanoUsd: null, billedCostNanoUsd: null, notes: [] };
  const nominal = picoUsdOf(usage, pricing.nominal);
  const list = pricing.list === null ? nominal : picoUsdOf(usage, pricing.list);
  const listCostNanoUsd = list.picoUsd === null ? null : listNanoUsd(list.picoUsd);
  const billedCostNanoUsd = nominal.picoUsd === null ? null : billedNanoUsd(nominal.picoUsd, pricing.terms);
  const isBeyond =
    (list.picoUsd !== null && listCostNanoUsd === null) || (nominal.picoUsd !== null && billedCostNanoUsd === null);
  return {
    listCostNanoUsd,
    billedCostNanoUsd,
    notes: isBeyond ? [...nominal.notes, 'cost-beyond-counting'] : nominal.notes,
  };
}

/** What the terms of a track save against the list price; negative where it is dearer. `null`: one of them is unknown. */
export function savingsOf(listCostNanoUsd: NanoUsd | null, billedCostNanoUsd: NanoUsd | null): NanoUsd | null {
  return listCostNanoUsd === null || billedCostNanoUsd === null ? null : listCostNanoUsd - billedCostNanoUsd;
}

/** Whether a cost differs from the one the upstream told by more than a hundredth and a millionth of a dollar. */
export function differsFromTold(costNanoUsd: NanoUsd | null, toldNanoUsd: NanoUsd | null): boolean {
  if (costNanoUsd === null || toldNanoUsd === null) return false;
  return Math.abs(costNanoUsd - toldNanoUsd) > Math.max(1_000, toldNanoUsd / 100);
}

/** True where no usage can cost anything: every rate that is quoted is zero, and so is the fee. An unknown price is not free. */
export function isFree(price: Price | null): boolean {
  if (price === null) return false;
  if (price.perRequestPicoUsd !== 0) return false;
  return [price, ...price.tiers].every((rates) => packRates(rates).every((rate) => rate === null || rate === 0));
}

/**
 * Cached tokens and image input without a rate of their own are priced as fresh input, which the notes say; reasoning
 * as output, which is how it is sold. Audio and image output differ from text by an order of magnitude: without a rate
 * their cost is unknown (`null`), unless the whole price is zero. The rates are those of the prompt's size (U5).
 */
function picoUsdOf(usage: Usage, price: Price): { picoUsd: PicoUsd | null; notes: CostNote[] } {
  const notes: CostNote[] = [];
  const rates: Rates = ratesFor(price, usage);
  const noted = (tokens: number, rate: number | null, instead: number, note: CostNote): Charge => {
    if (rate === null && tokens > 0 && !notes.includes(note)) notes.push(note);
    return [tokens, rate ?? instead];
  };
  const apart: readonly (readonly [number, number | null])[] = [
    [usage.audioInputTokens, rates.audioInputPicoUsd],
    [usage.imageOutputTokens, rates.imageOutputPicoUsd],
    [usage.audioOutputTokens, rates.audioOutputPicoUsd],
  ];
  const unquoted = apart.some(([tokens, rate]) => tokens > 0 && rate === null) && !isFree(price);
  const charges: readonly Charge[] = [
    [1, price.perRequestPicoUsd],
    [usage.inputTokens, rates.inputPicoUsd],
    [usage.outputTokens, rates.outputPicoUsd],
    [usage.reasoningTokens, rates.reasoningPicoUsd ?? rates.outputPicoUsd],
    noted(usage.cacheReadTokens, rates.cacheReadPicoUsd, rates.inputPicoUsd, 'cache-read-at-input-price'),
    noted(usage.cacheWriteTokens, rates.cacheWritePicoUsd, rates.inputPicoUsd, 'cache-write-at-input-price'),
    noted(
      usage.cacheWrite1hTokens,
      rates.cacheWrite1hPicoUsd,
      rates.cacheWritePicoUsd ?? rates.inputPicoUsd,
      'cache-write-at-input-price',
    ),
    noted(usage.imageInputTokens, rates.imageInputPicoUsd, rates.inputPicoUsd, 'image-input-at-input-price'),
    ...apart.map(([tokens, rate]): Charge => [tokens, rate ?? 0]),
  ];
  return { picoUsd: unquoted ? null : sumOf(charges), notes };
}

type Charge = readonly [tokens: number, ratePicoUsd: number];

/** Exact: a number where the sum is a safe integer, as that of nearly every request is; else a bigint, which takes longer. */
type PicoUsd = number | bigint;

/** None of the charges is negative, so where the sum is a safe integer each step towards it is one. */
function sumOf(charges: readonly Charge[]): PicoUsd {
  const sum = charges.reduce((total, [tokens, rate]) => total + tokens * rate, 0);
  if (Number.isSafeInteger(sum)) return sum;
  return charges.reduce((total, [tokens, rate]) => total + BigInt(tokens) * BigInt(rate), 0n);
}

function listNanoUsd(picoUsd: PicoUsd): NanoUsd | null {
  if (typeof picoUsd === 'bigint') return toNanoUsd(picoUsd, 1000n);
  const rest = picoUsd % 1000;
  return (picoUsd - rest) / 1000 + (rest >= 500 ? 1 : 0);
}

function billedNanoUsd(picoUsd: PicoUsd, terms: Terms): NanoUsd | null {
  // What nearly every track has: a dollar for a dollar.
  if (terms.perListUsd === '1' && terms.fxPerUsd === '1') return listNanoUsd(picoUsd);
  const rate = parseDecimal(terms.perListUsd, 'perListUsd');
  const exchange = parseDecimal(terms.fxPerUsd, 'fxPerUsd');
  if (exchange.numerator === 0n) throw new RangeError('terms.fxPerUsd must be above 0, got 0');
  return toNanoUsd(
    BigInt(picoUsd) * rate.numerator * exchange.denominator,
    1000n * rate.denominator * exchange.numerator,
  );
}

/** Half up, once. `null` where the amount leaves the safe integers: no vendor bills nine million dollars at once. */
function toNanoUsd(numerator: bigint, denominator: bigint): NanoUsd | null {
  const rounded = (2n * numerator + denominator) / (2n * denominator);
  return rounded > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(rounded);
}

const decimal = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Reads a decimal text as a fraction, also with an exponent, as numbers are written when they are small. */
function parseDecimal(text: string, field: string): { numerator: bigint; denominator: bigint } {
  const match = decimal.exec(text);
  if (match === null) throw new RangeError(`terms.${field} must be a decimal number, got ${text}`);
  const [, whole = '0', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  return shift >= 0
    ? { numerator: digits * 10n ** BigInt(shift), denominator: 1n }
    : { numerator: digits, denominator: 10n ** BigInt(-shift) };
}
