/** What a model costs: integers of a pico-dollar for one token of each kind. */

/** Pico-USD (10⁻¹² $) a token: $8 per million tokens is 8,000,000. `null`: not quoted, see each field. */
export interface Price {
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
  /** Where the figures come from, such as `configuration` or `sandbox`, and since when (ISO date), for the row. */
  readonly source: string;
  readonly asOf: string | null;
}

/** Converts a price as people write it; exact for up to six decimals, which is one pico-dollar a token. */
export function picoUsdPerToken(usdPerMTok: number): number {
  return Math.round(usdPerMTok * 1e6);
}

/** A price of input and output alone. USD per million tokens. */
export function simplePrice(
  inputUsdPerMTok: number,
  outputUsdPerMTok: number,
  source: string,
  more: { cacheReadUsdPerMTok?: number | undefined; cacheWriteUsdPerMTok?: number | undefined; asOf?: string } = {},
): Price {
  const optional = (usd: number | undefined) => (usd === undefined ? null : picoUsdPerToken(usd));
  return {
    inputPicoUsd: picoUsdPerToken(inputUsdPerMTok),
    outputPicoUsd: picoUsdPerToken(outputUsdPerMTok),
    cacheReadPicoUsd: optional(more.cacheReadUsdPerMTok),
    cacheWritePicoUsd: optional(more.cacheWriteUsdPerMTok),
    cacheWrite1hPicoUsd: null,
    reasoningPicoUsd: null,
    imageInputPicoUsd: null,
    audioInputPicoUsd: null,
    imageOutputPicoUsd: null,
    audioOutputPicoUsd: null,
    source,
    asOf: more.asOf ?? null,
  };
}
