/** The budgets as they are shown: how much of each is used and held, and when it resets. */
import type { BudgetState } from '../protocol/budget.ts';
import { scopeIn } from '../protocol/budget-scope.ts';
import { formatNanoUsd } from '../protocol/money.ts';
import type { Language } from './language.ts';

export interface BudgetRow {
  readonly name: string;
  /** What it counts, and its window. */
  readonly about: string;
  /** Used of limit. */
  readonly figures: string;
  /** What is held, and when it resets; empty when there is nothing to say. */
  readonly note: string;
  /** Of the bar, in percent; together at most 100. */
  readonly usedPercent: number;
  readonly heldPercent: number;
  /** The bar in words. */
  readonly inWords: string;
  /** `warned`: a mark was passed. `full`: nothing is left. */
  readonly level: 'fine' | 'warned' | 'full';
}

export function budgetRows(budgets: readonly BudgetState[], language: Language): readonly BudgetRow[] {
  return budgets.map((budget) => budgetRow(budget, language));
}

function budgetRow(budget: BudgetState, { say, translate }: Language): BudgetRow {
  const { name, scope, period, hard, usedNanoUsd, heldNanoUsd, limitNanoUsd, resetsAtLocal, lastWarning } = budget;
  const { beyondBookedNanoUsd } = budget;
  const kind = say(hard ? 'budgets.hard' : 'budgets.soft');
  const usedPercent = percentOf(usedNanoUsd, limitNanoUsd);
  const heldPercent = Math.min(100 - usedPercent, percentOf(heldNanoUsd, limitNanoUsd));
  const notes = [
    ...(beyondBookedNanoUsd > 0 ? [say('budgets.beyondBooked', { sum: formatNanoUsd(beyondBookedNanoUsd) })] : []),
    ...(heldNanoUsd > 0 ? [say('budgets.held', { held: formatNanoUsd(heldNanoUsd) })] : []),
    ...(resetsAtLocal === null ? [] : [say('budgets.resets', { at: resetsAtLocal })]),
  ];
  const isFull = usedNanoUsd + heldNanoUsd >= limitNanoUsd;
  return {
    name,
    about: say('budgets.about', {
      scope: scope === 'everything' ? say('budgets.everything') : scopeIn(scope, translate),
      period: say(`budgets.period.${period}`),
      kind,
    }),
    figures: say('budgets.figures', { used: formatNanoUsd(usedNanoUsd), limit: formatNanoUsd(limitNanoUsd) }),
    note: notes.join(' · '),
    usedPercent,
    heldPercent,
    inWords: say('budgets.bar', { used: String(Math.round(usedPercent)), held: String(Math.round(heldPercent)) }),
    level: isFull ? 'full' : lastWarning === null ? 'fine' : 'warned',
  };
}

/** A limit of nothing is used up from the start. */
function percentOf(amount: number, limit: number): number {
  if (limit <= 0) return 100;
  return Math.min(100, (amount * 100) / limit);
}
