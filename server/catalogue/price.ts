/** What a model costs: integers of a pico-dollar for one token of each kind, by the size of the prompt. */
import type { DatedPriceSettings, PriceSettings, RateSettings } from '../../protocol/model-configuration.ts';
import { totalInputTokens, type Usage } from '../../protocol/usage.ts';

/** Pico-USD (10⁻¹² $) a token: $8 per million tokens is 8,000,000. `null`: not quoted, see each field. */
export interface Rates {
  readonly inputPicoUsd: number;
  readonly outputPicoUsd: number;
  /** `null`: cached input is priced as fresh input, and the row says so. */
  readonly cacheReadPicoUsd: number | null;
  /** `null`: cache writes are priced as fresh input, and the row says so. */
  readonly cacheWritePicoUsd: number | null;
  readonly cacheWrite1hPicoUsd: number | null;
  /** `null`: reasoning is priced as output, which is how every vendor bills it unless it says otherwise. */
  readonly reasoningPicoUsd: number | null;
  readonly imageInputPicoUsd: number | null;
  readonly audioInputPicoUsd: number | null;
  readonly imageOutputPicoUsd: number | null;
  readonly audioOutputPicoUsd: number | null;
}

/** Rates that hold for the whole request, not for the part of it above the bound. */
export interface PriceTier extends Rates {
  /** The prompt is larger than this, whatever kind of tokens it is made of. */
  readonly aboveInputTokens: number;
}

export interface Price extends Rates {
  /** For each request, whatever its size. */
  readonly perRequestPicoUsd: number;
  /** By rising bound. */
  readonly tiers: readonly PriceTier[];
  /** Where the figures come from, such as `configuration` or `sandbox`, and since when (ISO date), for the row. */
  readonly source: string;
  readonly asOf: string | null;
  /** The first day on which it holds no more, in UTC; `null`: no end is known. */
  readonly until: string | null;
}

/** The rates for a prompt of this size, by the tokens it really had. */
export function ratesAt(price: Price, promptTokens: number): Rates {
  return price.tiers.findLast(({ aboveInputTokens }) => promptTokens > aboveInputTokens) ?? price;
}

/** The rates for a usage that is known. */
export function ratesFor(price: Price, usage: Usage): Rates {
  return price.tiers.length === 0 ? price : ratesAt(price, totalInputTokens(usage));
}

/**
 * What input and output of these sizes cost, in pico-USD: for comparing before anything is known. Of the input
 * `cachedTokens` are priced at the rate for cached input, where one is quoted.
 */
export function expectedPicoUsd(price: Price, inputTokens: number, outputTokens: number, cachedTokens = 0): number {
  const rates = ratesAt(price, inputTokens);
  const cached = Math.min(cachedTokens, inputTokens);
  return (
    price.perRequestPicoUsd +
    (inputTokens - cached) * rates.inputPicoUsd +
    cached * (rates.cacheReadPicoUsd ?? rates.inputPicoUsd) +
    outputTokens * rates.outputPicoUsd
  );
}

/** Converts a price as people write it; exact for up to six decimals, which is one pico-dollar a token. */
function picoUsdPerToken(usdPerMTok: number): number {
  return Math.round(usdPerMTok * 1e6);
}

/** A price as the configuration writes it. A rate that a tier does not name stays what it is below the tier. */
export function toPrice(settings: PriceSettings, source: string): Price {
  const base: Rates = {
    ...quoted(settings, noRates),
    inputPicoUsd: picoUsdPerToken(settings.inputUsdPerMTok),
    outputPicoUsd: picoUsdPerToken(settings.outputUsdPerMTok),
  };
  const tiers: PriceTier[] = [];
  for (const { aboveInputTokens, ...rates } of settings.tiers ?? []) {
    tiers.push({ ...quoted(rates, tiers.at(-1) ?? base), aboveInputTokens });
  }
  const perRequestPicoUsd = Math.round((settings.perRequestUsd ?? 0) * 1e12);
  return { ...base, perRequestPicoUsd, tiers, source, asOf: settings.asOf ?? null, until: settings.until ?? null };
}

/** What a model costs from day to day as the configuration writes it, by rising `asOf`. */
export function toPrices({ later = [], ...first }: DatedPriceSettings, source: string): readonly Price[] {
  return [first, ...later].map((settings) => toPrice(settings, source));
}

/** Of prices by rising `asOf` the one that holds at this instant; `null`: none does, and the cost is unknown. */
export function priceAt(prices: readonly Price[], epochMs: number): Price | null {
  const latest = prices.findLast(({ asOf }) => asOf === null || startOf(asOf) <= epochMs);
  if (latest === undefined) return null;
  return latest.until === null || epochMs < startOf(latest.until) ? latest : null;
}

/** When another of these prices, or none, begins to hold next; infinity: never. */
export function nextChangeMs(prices: readonly Price[], epochMs: number): number {
  const changes = prices.flatMap(({ asOf, until }) => [asOf, until]);
  const ahead = changes.flatMap((day) => (day === null || startOf(day) <= epochMs ? [] : [startOf(day)]));
  return Math.min(...ahead, Number.POSITIVE_INFINITY);
}

function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** A price of input and output, and perhaps of cached input. USD per million tokens. */
export function simplePrice(
  inputUsdPerMTok: number,
  outputUsdPerMTok: number,
  source: string,
  more: Omit<PriceSettings, 'inputUsdPerMTok' | 'outputUsdPerMTok'> = {},
): Price {
  return toPrice({ ...more, inputUsdPerMTok, outputUsdPerMTok }, source);
}

const noRates: Rates = {
  inputPicoUsd: 0,
  outputPicoUsd: 0,
  cacheReadPicoUsd: null,
  cacheWritePicoUsd: null,
  cacheWrite1hPicoUsd: null,
  reasoningPicoUsd: null,
  imageInputPicoUsd: null,
  audioInputPicoUsd: null,
  imageOutputPicoUsd: null,
  audioOutputPicoUsd: null,
};

function quoted(settings: RateSettings, otherwise: Rates): Rates {
  const rate = <Rate>(usdPerMTok: number | undefined, instead: Rate) =>
    usdPerMTok === undefined ? instead : picoUsdPerToken(usdPerMTok);
  return {
    inputPicoUsd: rate(settings.inputUsdPerMTok, otherwise.inputPicoUsd),
    outputPicoUsd: rate(settings.outputUsdPerMTok, otherwise.outputPicoUsd),
    cacheReadPicoUsd: rate(settings.cacheReadUsdPerMTok, otherwise.cacheReadPicoUsd),
    cacheWritePicoUsd: rate(settings.cacheWriteUsdPerMTok, otherwise.cacheWritePicoUsd),
    cacheWrite1hPicoUsd: rate(settings.cacheWrite1hUsdPerMTok, otherwise.cacheWrite1hPicoUsd),
    reasoningPicoUsd: rate(settings.reasoningUsdPerMTok, otherwise.reasoningPicoUsd),
    imageInputPicoUsd: rate(settings.imageInputUsdPerMTok, otherwise.imageInputPicoUsd),
    audioInputPicoUsd: rate(settings.audioInputUsdPerMTok, otherwise.audioInputPicoUsd),
    imageOutputPicoUsd: rate(settings.imageOutputUsdPerMTok, otherwise.imageOutputPicoUsd),
    audioOutputPicoUsd: rate(settings.audioOutputUsdPerMTok, otherwise.audioOutputPicoUsd),
  };
}
