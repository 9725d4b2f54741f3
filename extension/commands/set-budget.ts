/** Sets a budget by two questions: a sum a day, week or month for everything, in the user's own settings. */
import { ConfigurationTarget, l10n, type QuickPickItem, window, workspace } from 'vscode';
import * as z from 'zod';

type Period = 'day' | 'week' | 'month';

interface BudgetItem extends QuickPickItem {
  readonly period: Period;
  readonly hard: boolean;
}

/** Budgets as they stand in the settings, whatever else is in them: this command touches those of its own names only. */
const budgetsSchema = z.array(z.looseObject({ name: z.string().optional() })).catch([]);

/** `changed` is called when the settings have been written. */
export async function setBudget(changed: () => Promise<void>): Promise<void> {
  const item = await window.showQuickPick(budgetItems(), {
    title: l10n.t('Set Budget'),
    placeHolder: l10n.t('For how long, and what happens when it is used up?'),
  });
  if (item === undefined) return;
  const configuration = workspace.getConfiguration('dualtrack');
  const budgets = budgetsSchema.parse(configuration.inspect('budgets')?.globalValue ?? []);
  const written = await window.showInputBox({
    title: `${l10n.t('Set Budget')}: ${item.label}`,
    prompt: l10n.t('US dollars; leave it empty to have no such budget.'),
    validateInput: (text) => (amountOf(text) === null ? l10n.t('Give a number from 0 to 1000000.') : undefined),
  });
  const limitUsd = written === undefined ? null : amountOf(written);
  if (limitUsd === null) return;
  const others = budgets.filter(({ name }) => name !== item.period);
  const budget = { name: item.period, period: item.period, limitUsd, hard: item.hard };
  await configuration.update('budgets', limitUsd === 'none' ? others : [...others, budget], ConfigurationTarget.Global);
  await changed();
}

function amountOf(text: string): number | 'none' | null {
  const trimmed = text.trim();
  if (trimmed === '') return 'none';
  const amount = Number(trimmed.replace(',', '.'));
  return Number.isFinite(amount) && amount >= 0 && amount <= 1_000_000 ? amount : null;
}

function budgetItems(): BudgetItem[] {
  const refuses = l10n.t('Refuses what does not fit');
  const warns = l10n.t('Warns only');
  const labels: Readonly<Record<Period, string>> = {
    day: l10n.t('Each day'),
    week: l10n.t('Each week'),
    month: l10n.t('Each month'),
  };
  return (['day', 'week', 'month'] as const).flatMap((period) =>
    [true, false].map(
      (hard): BudgetItem => ({ label: labels[period], description: hard ? refuses : warns, period, hard }),
    ),
  );
}
