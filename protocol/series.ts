/** Figures over time as charts need them: spend by one grouping, and how targets did. Times are ISO 8601 in UTC. */
import * as z from 'zod';
import { nanoUsdSumSchema } from './money-schema.ts';
import { totalsSchema } from './spend.ts';

/** The last 24 hours, 30 days or 12 months, as the clocks of the daemon's time zone count them. */
const seriesUnits = ['hour', 'day', 'month'] as const;
export type SeriesUnit = (typeof seriesUnits)[number];

export const seriesGroupings = ['model', 'target', 'profile', 'workspace', 'branch', 'client'] as const;
export type SeriesGrouping = (typeof seriesGroupings)[number];

const count = z.number().int().nonnegative();

const slotsSchema = z.object({
  unit: z.enum(seriesUnits),
  /** IANA name of the zone whose hours, days or months these are. */
  timeZone: z.string(),
  /** Where each slot begins, oldest first; the last is the one under way. */
  starts: z.array(z.string()),
});

export const spendSeriesParamsSchema = z.object({ unit: z.enum(seriesUnits), by: z.enum(seriesGroupings) });
export type SpendSeriesParams = z.output<typeof spendSeriesParamsSchema>;

const spendGroupSchema = z.object({
  /** As in `spend`; `null`: all groups that are not among the dearest, together. */
  key: z.string().nullable(),
  /** One figure a slot. Real money only, as everywhere; a slot's unknown costs make it a lower bound. */
  billedCostNanoUsd: z.array(nanoUsdSumSchema),
  unknownCost: z.array(count),
  requests: z.array(count),
  /** In and out, of all kinds. */
  tokens: z.array(count),
});
export type SpendGroup = z.infer<typeof spendGroupSchema>;

export const spendSeriesSchema = slotsSchema.extend({
  by: z.enum(seriesGroupings),
  /** Dearest first, then those asked most; at most seven and the rest. */
  groups: z.array(spendGroupSchema),
  /** Of the whole range. */
  totals: totalsSchema,
  /** Since the first day of the week at midnight. */
  week: totalsSchema,
});
export type SpendSeries = z.infer<typeof spendSeriesSchema>;

const quantilesSchema = z.object({ p50Ms: z.number(), p95Ms: z.number(), p99Ms: z.number() });
export type Quantiles = z.infer<typeof quantilesSchema>;

const targetSlotSchema = z.object({
  attempts: count,
  /** Attempts that did not end with `success`. */
  failed: count,
  /** Attempts here that followed a failed one of the same request elsewhere. */
  failovers: count,
  /** Over successful attempts; `null`: there was none. */
  firstPart: quantilesSchema.nullable(),
  total: quantilesSchema.nullable(),
});
export type TargetSlot = z.infer<typeof targetSlotSchema>;

export const targetSeriesParamsSchema = z.object({ unit: z.enum(seriesUnits) });

/** Read from rows, so it may be some seconds old; never older than twenty times what reading them takes. */
export const targetSeriesSchema = slotsSchema.extend({
  /** Most tried first. */
  targets: z.array(z.object({ target: z.string(), slots: z.array(targetSlotSchema) })),
});
export type TargetSeries = z.infer<typeof targetSeriesSchema>;
