/** `dualtrack/whatIf`: what happened beside what another profile, or other prices, would have made of the same requests. */
import * as z from 'zod';
import { priceSchema } from './model-configuration.ts';
import { nanoUsdSumSchema } from './money-schema.ts';
import { timeRange } from './time-range.ts';

const count = z.number().int().nonnegative();

export const whatIfParamsSchema = z.object({
  /** Without a start it is that of this month; without an end it is now. */
  ...timeRange,
  /** Routing profiles, one report each; `null` stands for the targets that really served, which only other prices change. */
  profiles: z.array(z.string().nullable()).min(1).max(200),
  /** Nominal prices in place of the configuration's, by target (`MODEL@TRACK`) or by model. */
  prices: z.record(z.string().min(1).max(300), priceSchema).optional(),
});
export type WhatIfParams = z.output<typeof whatIfParamsSchema>;

/** Real requests alone: simulated ones cost nothing and are in none of the figures. */
const whatIfSumsSchema = z.object({
  requests: count,
  /** Requests that no attempt answered; of a replay the number that the targets' failures lead to expect, which may be a fraction. */
  failed: z.number().nonnegative(),
  billedCostNanoUsd: nanoUsdSumSchema,
  listCostNanoUsd: nanoUsdSumSchema,
  /** Requests whose cost is unknown: with any of these the sums are lower bounds. */
  unknownCost: count,
  /** Mean milliseconds over the requests where it is known; `null`: none. */
  firstPartMs: z.number().nullable(),
  totalMs: z.number().nullable(),
});
export type WhatIfSums = z.infer<typeof whatIfSumsSchema>;

const besideSchema = z.object({ key: z.string(), actual: whatIfSumsSchema, whatif: whatIfSumsSchema });

export const whatIfReportSchema = z.object({
  from: z.string(),
  to: z.string(),
  profile: z.string().nullable(),
  actual: whatIfSumsSchema,
  whatif: whatIfSumsSchema,
  /** By the model that served, or would have. */
  byModel: z.array(besideSchema),
  byDay: z.array(besideSchema),
  /** Requests that would have gone where they went at the price they had: every figure is what was measured. */
  measured: count,
  /** Requests at another target or price: the same tokens at that target's price, its usual times, its usual failures. */
  estimated: count,
  /** Requests that no target of the profile could have taken; they are in no sum of the replay. */
  unserved: z.object({ requests: count, reasons: z.array(z.object({ reason: z.string(), requests: count })) }),
  /** Simulated requests in the range, left out. */
  simulated: count,
});
export type WhatIfReport = z.infer<typeof whatIfReportSchema>;
