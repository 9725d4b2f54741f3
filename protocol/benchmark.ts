/** `dualtrack/benchmark`: how targets do over a number of small requests; and what that costs, before any is sent. */
import * as z from 'zod';
import { failureKindSchema } from './failure.ts';
import { nanoUsdSumSchema } from './money-schema.ts';

const count = z.number().int().nonnegative();
const wholeFrom1To = (most: number) => {
  const rule = `must be a whole number from 1 to ${most}`;
  return z.number(rule).int(rule).min(1, rule).max(most, rule);
};

export const mostBenchmarkRequests = 1_000;
export const mostBenchmarkConcurrency = 50;

export const benchmarkParamsSchema = z.object({
  /** MODEL (at every track that has it) or MODEL@TRACK; absent: the targets of the profile. */
  models: z.array(z.string().min(1).max(500)).min(1).max(100).optional(),
  /** Absent: the configuration's `activeProfile`. */
  profile: z.string().max(200).optional(),
  /** To each target. */
  requests: wholeFrom1To(mostBenchmarkRequests),
  /** At once, over all targets. */
  concurrency: wholeFrom1To(mostBenchmarkConcurrency),
});
export type BenchmarkParams = z.infer<typeof benchmarkParamsSchema>;

/** What a run would come to; nothing is sent. */
export const benchmarkPriceSchema = z.object({
  profile: z.string(),
  requests: count,
  targets: z.array(
    z.object({
      target: z.string(),
      simulated: z.boolean(),
      /** Of all its requests, at their longest; `null`: its price is unknown, or it cannot be asked. */
      mostNanoUsd: nanoUsdSumSchema.nullable(),
      /** Why it cannot be asked as things are; `null`: it can. */
      obstacle: z.string().nullable(),
    }),
  ),
  /** Of the targets that bill, as far as their price is known. */
  mostNanoUsd: nanoUsdSumSchema,
  /** Targets that bill at a price nobody knows: with any of these the sum is a lower bound. */
  unknownPrices: count,
});
export type BenchmarkPrice = z.infer<typeof benchmarkPriceSchema>;

/** Nearest-rank percentiles in milliseconds: each is a time that was measured. */
const percentilesSchema = z.object({ p50: z.number(), p95: z.number(), p99: z.number() });
export type Percentiles = z.infer<typeof percentilesSchema>;

export const measuredTargetSchema = z.object({
  target: z.string(),
  simulated: z.boolean(),
  requests: count,
  /** Answers that came whole. */
  succeeded: count,
  failures: z.array(z.object({ kind: failureKindSchema, count })),
  /** From acceptance, waits at limits included, to the first content; over successes. `null`: there was none. */
  firstPartMs: percentilesSchema.nullable(),
  /** The same to the end of the answer. */
  totalMs: percentilesSchema.nullable(),
  /** Of all its requests, those that failed included; of a simulated target invented. `null`: unknown. */
  billedCostNanoUsd: nanoUsdSumSchema.nullable(),
  /**
   * Successful answers per dollar, scaled to 10 for the best of the run; simulated targets among themselves. `null`:
   * the cost is unknown, or there was none to divide by.
   */
  costEfficiency: z.number().nullable(),
});
export type MeasuredTarget = z.infer<typeof measuredTargetSchema>;

export const benchmarkReportSchema = z.object({
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  profile: z.string(),
  /** To each target. */
  requests: count,
  concurrency: count,
  targets: z.array(measuredTargetSchema),
});
export type BenchmarkReport = z.infer<typeof benchmarkReportSchema>;
