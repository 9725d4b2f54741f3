/** `dualtrack budgets`: how each budget stands and when it resets. */
import type { BudgetState } from '../protocol/budget.ts';
import { scopeIn } from '../protocol/budget-scope.ts';
import { methods } from '../protocol/methods.ts';
import { formatNanoUsd } from '../protocol/money.ts';
import type { Translate } from '../protocol/translate.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { table } from './table.ts';

export interface BudgetsOptions extends GlobalOptions {
  readonly json?: boolean;
}

export async function printBudgets(options: BudgetsOptions, interrupted: AbortSignal, t: Translate): Promise<void> {
  const { budgets } = await withDaemon(options, interrupted, (daemon) =>
    daemon.request(methods.budgets, {}, { signal: interrupted }),
  );
  process.stdout.write(`${options.json ? JSON.stringify(budgets) : budgetsText(budgets, t)}\n`);
}

export function budgetsText(budgets: readonly BudgetState[], t: Translate): string {
  if (budgets.length === 0) return t('no budgets are configured');
  const heading = [
    t('budget'),
    t('counts'),
    t('period'),
    `>${t('limit')}`,
    `>${t('used')}`,
    `>${t('held')}`,
    `>${t('left')}`,
    t('kind'),
    t('resets'),
  ];
  const lines = budgets.flatMap((budget) => beyondBooked(budget, t));
  return [table([heading, ...budgets.map((budget) => row(budget, t))]), ...lines].join('\n');
}

/** Why more is used than was spent: what was spent at some attempts is not known. */
function beyondBooked({ name, beyondBookedNanoUsd }: BudgetState, t: Translate): readonly string[] {
  if (beyondBookedNanoUsd === 0) return [];
  const sum = formatNanoUsd(beyondBookedNanoUsd);
  return [t('{0}: of what is used, {1} stands for attempts whose cost is not known, at their worst case', name, sum)];
}

function row(budget: BudgetState, t: Translate): readonly string[] {
  const { name, scope, period, limitNanoUsd, usedNanoUsd, heldNanoUsd, sharePercent, hard, resetsAtLocal } = budget;
  const limit = formatNanoUsd(limitNanoUsd);
  return [
    name,
    scope === 'everything' ? t('everything') : scopeIn(scope, t),
    t(period),
    sharePercent === null ? limit : `${limit} (${sharePercent} %)`,
    formatNanoUsd(usedNanoUsd),
    formatNanoUsd(heldNanoUsd),
    formatNanoUsd(limitNanoUsd - usedNanoUsd - heldNanoUsd),
    hard ? t('hard') : t('soft'),
    resetsAtLocal ?? t('never'),
  ];
}
