/** `dualtrack budgets`: how each budget stands and when it resets. */
import type { BudgetState } from '../protocol/budget.ts';
import { methods } from '../protocol/methods.ts';
import { formatNanoUsd } from '../protocol/money.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { table } from './table.ts';

export interface BudgetsOptions extends GlobalOptions {
  readonly json?: boolean;
}

export async function printBudgets(options: BudgetsOptions, interrupted: AbortSignal): Promise<void> {
  const { budgets } = await withDaemon(options, interrupted, (daemon) =>
    daemon.request(methods.budgets, {}, { signal: interrupted }),
  );
  process.stdout.write(`${options.json ? JSON.stringify(budgets) : budgetsText(budgets)}\n`);
}

export function budgetsText(budgets: readonly BudgetState[]): string {
  if (budgets.length === 0) return 'no budgets are configured';
  const heading = ['budget', 'counts', 'period', '>limit', '>used', '>held', '>left', 'kind', 'resets'];
  return table([heading, ...budgets.map(row)]);
}

function row(budget: BudgetState): readonly string[] {
  const { name, scope, period, limitNanoUsd, usedNanoUsd, heldNanoUsd, sharePercent, hard, resetsAtLocal } = budget;
  const limit = formatNanoUsd(limitNanoUsd);
  return [
    name,
    scope,
    period,
    sharePercent === null ? limit : `${limit} (${sharePercent} %)`,
    formatNanoUsd(usedNanoUsd),
    formatNanoUsd(heldNanoUsd),
    formatNanoUsd(limitNanoUsd - usedNanoUsd - heldNanoUsd),
    hard ? 'hard' : 'soft',
    resetsAtLocal ?? 'never',
  ];
}
