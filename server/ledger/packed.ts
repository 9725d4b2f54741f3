/** Prices and usages as short lists, which is how journal lines hold them. */
import type { Usage } from '../../protocol/usage.ts';
import type { Price, Rates } from '../catalogue/price.ts';
import type { StoredPrice, StoredRates, StoredUsage } from './line.ts';

/** A price without fee, tiers and end, which most are, is kept as it was before there were any. */
export function packPrice(price: Price): StoredPrice {
  const short: StoredPrice = [...packRates(price), price.source, price.asOf];
  if (price.perRequestPicoUsd === 0 && price.tiers.length === 0 && price.until === null) return short;
  const tiers = price.tiers.map((tier): [number, ...StoredRates] => [tier.aboveInputTokens, ...packRates(tier)]);
  const long: StoredPrice = [...packRates(price), price.source, price.asOf, price.perRequestPicoUsd, tiers];
  return price.until === null
    ? long
    : [...packRates(price), price.source, price.asOf, price.perRequestPicoUsd, tiers, price.until];
}

export function unpackPrice(stored: StoredPrice): Price {
  const [input, output, read, write, write1h, reasoning, imageIn, audioIn, imageOut, audioOut, source, asOf] = stored;
  return {
    ...unpackRates([input, output, read, write, write1h, reasoning, imageIn, audioIn, imageOut, audioOut]),
    perRequestPicoUsd: stored[12] ?? 0,
    tiers: (stored[13] ?? []).map(([aboveInputTokens, ...rates]) => ({ ...unpackRates(rates), aboveInputTokens })),
    source,
    asOf,
    until: stored[14] ?? null,
  };
}

/** All rates of a price or one of its tiers, in the order of the journal. */
export function packRates(rates: Rates): StoredRates {
  return [
    rates.inputPicoUsd,
    rates.outputPicoUsd,
    rates.cacheReadPicoUsd,
    rates.cacheWritePicoUsd,
    rates.cacheWrite1hPicoUsd,
    rates.reasoningPicoUsd,
    rates.imageInputPicoUsd,
    rates.audioInputPicoUsd,
    rates.imageOutputPicoUsd,
    rates.audioOutputPicoUsd,
  ];
}

function unpackRates(stored: StoredRates): Rates {
  return {
    inputPicoUsd: stored[0],
    outputPicoUsd: stored[1],
    cacheReadPicoUsd: stored[2],
    cacheWritePicoUsd: stored[3],
    cacheWrite1hPicoUsd: stored[4],
    reasoningPicoUsd: stored[5],
    imageInputPicoUsd: stored[6],
    audioInputPicoUsd: stored[7],
    imageOutputPicoUsd: stored[8],
    audioOutputPicoUsd: stored[9],
  };
}

export function packUsage(usage: Usage): StoredUsage {
  return [
    usage.inputTokens,
    usage.cacheReadTokens,
    usage.cacheWriteTokens,
    usage.cacheWrite1hTokens,
    usage.outputTokens,
    usage.reasoningTokens,
    usage.imageInputTokens,
    usage.audioInputTokens,
    usage.imageOutputTokens,
    usage.audioOutputTokens,
    usage.inconsistent ? 1 : 0,
  ];
}

export function unpackUsage(stored: StoredUsage): Usage {
  return {
    inputTokens: stored[0],
    cacheReadTokens: stored[1],
    cacheWriteTokens: stored[2],
    cacheWrite1hTokens: stored[3],
    outputTokens: stored[4],
    reasoningTokens: stored[5],
    imageInputTokens: stored[6],
    audioInputTokens: stored[7],
    imageOutputTokens: stored[8],
    audioOutputTokens: stored[9],
    inconsistent: stored[10] === 1,
  };
}
