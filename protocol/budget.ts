/** Budgets as they are told: how each stands, and where the month is going. Times are ISO 8601 in UTC. */
import * as z from 'zod';
import { nanoUsdSumSchema } from './money-schema.ts';

export const budgetPeriods = ['day', 'week', 'month', 'total'] as const;
export type BudgetPeriod = (typeof budgetPeriods)[number];

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof weekdays)[number];

export const budgetStateSchema = z.object({
  name: z.string(),
  period: z.enum(budgetPeriods),
  /** What it counts: `everything`, or such as `model gpt-4.1, profile default`. */
  scope: z.string(),
  /** True: what does not fit is refused. False: a warning. */
  hard: z.boolean(),
  /** Of all spend of the window, in percent; `null`: the limit is a sum. */
  sharePercent: z.number().nullable(),
  limitNanoUsd: nanoUsdSumSchema,
  /** Counted so far in this window, held not included. */
  usedNanoUsd: nanoUsdSumSchema,
  /** Of it what goes beyond the costs that were booked: for attempts whose cost is unknown or a lower bound, up to their worst case. */
  beyondBookedNanoUsd: nanoUsdSumSchema,
  /** The most that requests under way may still cost. */
  heldNanoUsd: nanoUsdSumSchema,
  /** `null`: it never resets. */
  resetsAt: z.string().nullable(),
  /** The same as the person's clock shows it, with the time zone. */
  resetsAtLocal: z.string().nullable(),
  /** The highest percentage of the limit that was reached in this window and is warned of; `null`: none yet. */
  lastWarning: z.number().nullable(),
});
export type BudgetState = z.infer<typeof budgetStateSchema>;

/** The month so far, what it comes to if it goes on like this, and what was saved against list prices. */
export const monthSchema = z.object({
  /** Start of the month and of the next. */
  from: z.string(),
  to: z.string(),
  billedCostNanoUsd: nanoUsdSumSchema,
  listCostNanoUsd: nanoUsdSumSchema,
  /** List less billed; below zero where the track is dearer than the vendor. */
  savedNanoUsd: nanoUsdSumSchema,
  /** With any of these the figures are lower bounds. */
  unknownCost: z.number().int().nonnegative(),
  /** Of the billed costs what was booked by estimate. */
  estimatedCostNanoUsd: nanoUsdSumSchema.default(0),
  /** Billed so far, and for the days left the average of the days so far times `growth`. */
  projectedNanoUsd: nanoUsdSumSchema,
  growth: z.number(),
});
export type Month = z.infer<typeof monthSchema>;
