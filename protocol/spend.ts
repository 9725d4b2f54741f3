/** What the ledger tells: rows, totals, groups, latency. Times are ISO 8601 in UTC. */
import * as z from 'zod';
import { failureKindSchema } from './failure.ts';
import { nanoUsdSchema, nanoUsdSumSchema } from './money-schema.ts';
import { timeRange } from './time-range.ts';
import { usageSchema } from './usage-schema.ts';

export const spendGroupings = [
  'target',
  'model',
  'track',
  'profile',
  'workspace',
  'branch',
  'client',
  'day',
  'hour',
] as const;
export type SpendGrouping = (typeof spendGroupings)[number];

const count = z.number().int().nonnegative();

/** Simulated attempts count as requests and attempts; their invented cost stands in `simulatedCostNanoUsd` alone. */
export const totalsSchema = z.object({
  requests: count,
  attempts: count,
  /** Attempts that did not end with `success`. */
  failed: count,
  inputTokens: count,
  outputTokens: count,
  cacheReadTokens: count,
  cacheWriteTokens: count,
  reasoningTokens: count,
  listCostNanoUsd: nanoUsdSumSchema,
  billedCostNanoUsd: nanoUsdSumSchema,
  /** Attempts whose cost is unknown: with any of these the sums are lower bounds. */
  unknownCost: count,
  /** Of the billed costs what was booked by estimate, since the upstream told no count and nobody has corrected it. */
  estimatedCostNanoUsd: nanoUsdSumSchema.default(0),
  simulatedRequests: count,
  simulatedCostNanoUsd: nanoUsdSumSchema,
});
export type Totals = z.infer<typeof totalsSchema>;

export const noTotals: Totals = {
  requests: 0,
  attempts: 0,
  failed: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  listCostNanoUsd: 0,
  billedCostNanoUsd: 0,
  unknownCost: 0,
  estimatedCostNanoUsd: 0,
  simulatedRequests: 0,
  simulatedCostNanoUsd: 0,
};

export const spendParamsSchema = z.object({
  /** Without a start it is that of today; without an end it is now. */
  ...timeRange,
  by: z.enum(spendGroupings).optional(),
});
export type SpendParams = z.infer<typeof spendParamsSchema>;

export const spendReportSchema = z.object({
  from: z.string(),
  to: z.string(),
  totals: totalsSchema,
  groups: z.array(totalsSchema.extend({ key: z.string() })),
});
export type SpendReport = z.infer<typeof spendReportSchema>;

/** How an answer is booked whose caller went away after it had begun. */
export const abortPolicies = ['estimate', 'drain-to-usage', 'do-not-bill'] as const;
export type AbortPolicy = (typeof abortPolicies)[number];

/** One attempt that reached an upstream, as the ledger keeps it. It holds no prompt and no answer. */
export const attemptRowSchema = z.object({
  requestId: z.string(),
  attempt: z.number().int().positive(),
  target: z.string(),
  profile: z.string(),
  client: z.string(),
  window: z.string().nullable(),
  workspace: z.string().nullable(),
  branch: z.string().nullable(),
  language: z.string().nullable(),
  command: z.string().nullable(),
  conversation: z.string().nullable(),
  /** The request this one follows or serves. */
  parentRequest: z.string().nullable().default(null),
  outcome: z.union([z.literal('success'), failureKindSchema, z.literal('unknown')]),
  /** Whether the vendor is expected to charge for it. */
  billable: z.boolean(),
  /** True: usage is the upstream's own count. False: our estimate. */
  measured: z.boolean(),
  simulated: z.boolean(),
  usage: usageSchema.nullable(),
  listCostNanoUsd: nanoUsdSchema.nullable(),
  billedCostNanoUsd: nanoUsdSchema.nullable(),
  /** List less billed cost, which may be negative; `null` where either is unknown. */
  savingsNanoUsd: nanoUsdSchema.nullable(),
  /** What it counts for in budgets: its worst case where the cost is unknown. Absent: an older daemon kept the row. */
  countedNanoUsd: nanoUsdSchema.optional(),
  startedAt: z.string(),
  firstPartMs: z.number().nullable(),
  totalMs: z.number(),
  /** What it was booked by, where its caller went away after the upstream had begun to answer; else `null`. */
  abortPolicy: z.enum(abortPolicies).nullable().default(null),
  /** The latest compensating entry, which the costs and `billable` here follow; absent: it was never corrected. */
  correction: z.object({ id: z.string(), at: z.string(), why: z.string() }).optional(),
});
export type AttemptRow = z.infer<typeof attemptRowSchema>;

/** Milliseconds over the latest successful attempts of a target; `null` before there is one. */
export const latencySchema = z.object({
  target: z.string(),
  attempts: count,
  failed: count,
  firstPartP50Ms: z.number().nullable(),
  firstPartP95Ms: z.number().nullable(),
  totalP50Ms: z.number().nullable(),
  totalP95Ms: z.number().nullable(),
});
export type Latency = z.infer<typeof latencySchema>;
