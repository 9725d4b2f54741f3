/** How a model at a track is configured: its name there, what it costs, what it can do; and what the track bills. */
import * as z from 'zod';
import { numberFrom, text, wholeAbove0, yesOrNo } from './field.ts';

/** Nothing is sold for less than a tenth of a cent or more than ten thousand dollars: such a figure is in another unit. */
const usdPerMTok = () =>
  z
    .number('must be a number of US dollars per million tokens')
    .min(0, 'must not be negative')
    .max(10_000, 'must be at most 10000: the unit is US dollars per million tokens')
    .refine(
      // What is negative has been told already.
      (usd) => usd <= 0 || usd >= 0.001,
      'must be 0 or at least 0.001: the unit is US dollars per million tokens, not per token',
    );

const date = () => z.iso.date('must be a date such as "2026-11-01"');

const moreRates = {
  cacheReadUsdPerMTok: usdPerMTok().optional(),
  cacheWriteUsdPerMTok: usdPerMTok().optional(),
  cacheWrite1hUsdPerMTok: usdPerMTok().optional(),
  reasoningUsdPerMTok: usdPerMTok().optional(),
  imageInputUsdPerMTok: usdPerMTok().optional(),
  audioInputUsdPerMTok: usdPerMTok().optional(),
  imageOutputUsdPerMTok: usdPerMTok().optional(),
  audioOutputUsdPerMTok: usdPerMTok().optional(),
};
const priceTierSchema = z.strictObject({
  aboveInputTokens: wholeAbove0(),
  inputUsdPerMTok: usdPerMTok().optional(),
  outputUsdPerMTok: usdPerMTok().optional(),
  ...moreRates,
});
export type RateSettings = Omit<z.infer<typeof priceTierSchema>, 'aboveInputTokens'>;

export const priceSchema = z.strictObject({
  inputUsdPerMTok: usdPerMTok(),
  outputUsdPerMTok: usdPerMTok(),
  ...moreRates,
  perRequestUsd: z
    .number('must be a number of US dollars')
    .min(0, 'must not be negative')
    .max(100, 'must be at most 100: the unit is US dollars a request')
    .optional()
    .describe('US dollars for each request, whatever its size.'),
  tiers: z
    .array(priceTierSchema)
    .refine(
      (tiers) => tiers.every(({ aboveInputTokens }, at) => aboveInputTokens > (tiers[at - 1]?.aboveInputTokens ?? 0)),
      'must name each aboveInputTokens once, in rising order',
    )
    .optional()
    .describe('Other rates for the whole request once its prompt has more input tokens; what is not named stays.'),
  asOf: date().optional().describe('The first day on which the price holds (UTC); before it the cost is unknown.'),
  until: date().optional().describe('The first day on which it holds no more (UTC); from then on the cost is unknown.'),
});
export type PriceSettings = z.infer<typeof priceSchema>;

/** A price over time: `later` says from which day on it costs something else. */
const datedPriceSchema = priceSchema.extend({
  later: z
    .array(priceSchema.extend({ asOf: date().describe('The first day on which the price holds (UTC).') }))
    .refine(
      (later) => later.every(({ asOf }, at) => asOf > (later[at - 1]?.asOf ?? '')),
      'must name each asOf once, in rising order',
    )
    .optional()
    .describe('Prices that take the place of this one, each from its asOf on.'),
});
export type DatedPriceSettings = z.infer<typeof datedPriceSchema>;

export const modelSchema = z.strictObject({
  /** The name this track's upstream knows the model by; absent: the same. */
  upstreamName: text(200).optional(),
  price: datedPriceSchema
    .optional()
    .describe(
      'What this track quotes, in US dollars per million tokens. Without it the cost is unknown, never zero, unless the track is the vendor itself and its price is known.',
    ),
  listPrice: datedPriceSchema
    .optional()
    .describe(
      'What the vendor itself asks, to tell what the track saves; absent: what the catalogue knows, else what the track quotes.',
    ),
  contextWindow: wholeAbove0().optional().describe('Tokens.'),
  maxOutputTokens: wholeAbove0().optional().describe('Tokens.'),
  features: z
    .array(text(50))
    .optional()
    .describe(
      'What the model can do, such as "tools", "images", "json", "reasoning", "grounding"; absent: what the catalogue knows.',
    ),
  goodFor: z
    .array(text(50))
    .optional()
    .describe('What people choose it for, such as "code", "quality", "low-cost"; absent: what the catalogue knows.'),
  reasoning: yesOrNo().optional().describe('Reasons before it answers, in silence: the first part may take 120 s.'),
});
export type ModelSettings = z.infer<typeof modelSchema>;

export const termsSchema = z
  .strictObject({
    currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code of three capital letters'),
    perListUsd: numberFrom(0.0001, 10_000_000),
    fxPerUsd: numberFrom(0.01, 10_000_000),
  })
  .describe('What the track bills: nominal price × perListUsd ÷ fxPerUsd.');
