/** How budgets are configured: sums a window, and a model's share of what a window costs. */
import * as z from 'zod';
import { budgetPeriods } from './budget.ts';
import { percent, text, yesOrNo } from './field.ts';

const warnAtPercent = () =>
  z
    .array(percent(1000), 'must be a list of percentages, such as [50, 75, 90]')
    .optional()
    .describe('Percentages of the limit at which to warn, once in each window; 50, 75 and 90 unless said otherwise.');
const scopeSchema = z
  .strictObject({
    profile: text(100).optional(),
    workspace: text(1000).optional(),
    track: text(100).optional(),
    model: text(200).optional(),
    client: text(100).optional(),
  })
  .describe('Whose spend counts: what agrees in every field given; all of it where none is.');
const hardField = yesOrNo()
  .optional()
  .describe('true: what does not fit is refused, or asked about in the editor. Otherwise it is only warned of.');

export const sumBudgetSchema = z.strictObject({
  name: text(100),
  period: z.enum(budgetPeriods, `must be one of ${budgetPeriods.map((name) => `"${name}"`).join(', ')}`),
  limitUsd: z
    .number('must be a number of US dollars')
    .min(0, 'must not be negative')
    .max(1_000_000, 'must be at most 1000000'),
  hard: hardField,
  scope: scopeSchema.optional(),
  warnAtPercent: warnAtPercent(),
});
const sharePeriods = ['day', 'week', 'month'] as const;
export const shareBudgetSchema = z.strictObject({
  name: text(100).optional(),
  scope: z.strictObject({ model: text(200) }),
  shareOf: z.enum(sharePeriods, `must be one of ${sharePeriods.map((name) => `"${name}"`).join(', ')}`),
  percent: percent(100).describe('Of everything that is spent in the same window.'),
  hard: hardField,
  warnAtPercent: warnAtPercent(),
});

export const budgetSchema = z.union(
  [sumBudgetSchema, shareBudgetSchema],
  'must be { "name", "period", "limitUsd" } or { "scope": { "model" }, "shareOf", "percent" }',
);
export type BudgetSettings = z.infer<typeof budgetSchema>;

export const projectionSchema = z.strictObject({
  growth: percent(100)
    .optional()
    .describe('How much more the days to come cost than those so far: 1 is the same, 1.2 a fifth more.'),
});
