/** The rows of “Set Budget…”: what can be set, how it stands now, and what can be removed. Pure. */
import * as z from 'zod';
import type { BudgetState } from '../../protocol/budget.ts';
import { formatNanoUsd } from '../../protocol/money.ts';
import type { Translate } from '../../protocol/translate.ts';

const periods = ['day', 'week', 'month'] as const;
export type Period = (typeof periods)[number];

/** Of a budget in the settings what the rows tell; what is written otherwise counts as not there. */
const budgetSchema = z
  .object({
    name: z.string().optional().catch(undefined),
    limitUsd: z.number().optional().catch(undefined),
    hard: z.boolean().optional().catch(undefined),
  })
  .catch({});
type OwnBudget = z.infer<typeof budgetSchema>;

export interface BudgetRow {
  readonly label: string;
  readonly description: string;
  readonly period: Period;
  /** What is to happen when it is used up. */
  readonly change: 'refuse' | 'warn' | 'remove';
  /** The sum it has now; absent: there is no such budget. */
  readonly nowUsd?: number;
}

/** `settings` are the person's own; of what the daemon tells, those by the same name say what is used. */
export function budgetRows(settings: unknown, states: readonly BudgetState[], t: Translate): readonly BudgetRow[] {
  const labels = periodLabels(t);
  const own = budgetsIn(settings).map((budget) => budgetSchema.parse(budget));
  const found = periods.map((period) => ({ period, budget: own.find(({ name }) => name === period) }));
  const set = found.flatMap(({ period, budget }) =>
    (['refuse', 'warn'] as const).map((change): BudgetRow => {
      const isNow = budget !== undefined && (change === 'refuse') === (budget.hard ?? false);
      const what = change === 'refuse' ? t('Refuses what does not fit') : t('Warns only');
      const description = [what, ...(isNow ? standing(period, budget.limitUsd, states, t) : [])].join(' · ');
      return { label: labels[period], description, period, change, ...nowOf(budget) };
    }),
  );
  const remove = found.flatMap(({ period, budget }): BudgetRow[] => {
    if (budget === undefined) return [];
    const description = standing(period, budget.limitUsd, states, t).join('');
    return [{ label: t('Remove: {0}', labels[period]), description, period, change: 'remove', ...nowOf(budget) }];
  });
  return [...set, ...remove];
}

/** The settings with another budget of this name, or none: whatever else is in them is kept as it is written. */
export function withBudget(settings: unknown, name: Period, budget?: object): readonly unknown[] {
  const others = budgetsIn(settings).filter((one) => budgetSchema.parse(one).name !== name);
  return budget === undefined ? others : [...others, budget];
}

export function periodLabels(t: Translate): Readonly<Record<Period, string>> {
  return { day: t('Each day'), week: t('Each week'), month: t('Each month') };
}

function budgetsIn(settings: unknown): readonly unknown[] {
  return Array.isArray(settings) ? settings : [];
}

function nowOf(budget: OwnBudget | undefined): { readonly nowUsd?: number } {
  return budget?.limitUsd === undefined ? {} : { nowUsd: budget.limitUsd };
}

function standing(
  period: Period,
  limitUsd: number | undefined,
  states: readonly BudgetState[],
  t: Translate,
): readonly string[] {
  if (limitUsd === undefined) return [];
  const limit = formatNanoUsd(Math.round(limitUsd * 1e9));
  const state = states.find(({ name }) => name === period);
  return [state === undefined ? t('now {0}', limit) : t('now {0}, used {1}', limit, formatNanoUsd(state.usedNanoUsd))];
}
