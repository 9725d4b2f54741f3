/** Decides which warnings of budgets a person has not been told yet, and how they read. Pure. */
import type { BudgetState } from '../../protocol/budget.ts';
import { formatNanoUsd } from '../../protocol/money.ts';
import type { Translate } from '../../protocol/translate.ts';

/** By budget: the window and the highest percentage that was told of. */
export type Told = Readonly<Record<string, { readonly resetsAt: string | null; readonly percent: number }>>;

export interface NewWarnings {
  readonly sentences: readonly string[];
  /** What has been told once these were. */
  readonly told: Told;
}

/** Each percentage is told once in a window; where several were passed at once, only the highest. */
export function newWarnings(budgets: readonly BudgetState[], before: Told, t: Translate): NewWarnings {
  const due = budgets.filter(({ name, resetsAt, lastWarning }) => {
    const known = before[name];
    return lastWarning !== null && (known?.resetsAt !== resetsAt || lastWarning > known.percent);
  });
  const told = due.map(({ name, resetsAt, lastWarning }) => [name, { resetsAt, percent: lastWarning ?? 0 }] as const);
  return { sentences: due.map((budget) => sentence(budget, t)), told: { ...before, ...Object.fromEntries(told) } };
}

function sentence(budget: BudgetState, t: Translate): string {
  const { name, lastWarning, usedNanoUsd, limitNanoUsd, resetsAtLocal } = budget;
  const used = formatNanoUsd(usedNanoUsd);
  const limit = formatNanoUsd(limitNanoUsd);
  const percent = lastWarning ?? 0;
  if (usedNanoUsd >= limitNanoUsd) {
    return resetsAtLocal === null
      ? t('Budget {0} is used up: {1} of {2} is used.', name, used, limit)
      : t('Budget {0} is used up: {1} of {2} is used. It resets at {3}.', name, used, limit, resetsAtLocal);
  }
  if (resetsAtLocal === null) return t('Budget {0} has passed {1} %: {2} of {3} is used.', name, percent, used, limit);
  return t(
    'Budget {0} has passed {1} %: {2} of {3} is used. It resets at {4}.',
    name,
    percent,
    used,
    limit,
    resetsAtLocal,
  );
}
