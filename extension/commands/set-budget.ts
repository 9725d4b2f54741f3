/** Sets a budget by two questions: a sum a day, week or month for everything, in the user's own settings. */
import { ConfigurationTarget, l10n, type QuickPickItem, window, workspace } from 'vscode';
import { methods } from '../../protocol/methods.ts';
import { formatNanoUsd } from '../../protocol/money.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import { said } from '../language.ts';
import type { ProfileChoice } from '../profile-choice.ts';
import { type BudgetRow, budgetRows, type Period, periodLabels, withBudget } from './budget-rows.ts';

interface BudgetItem extends QuickPickItem {
  readonly row: BudgetRow;
}

export async function setBudget(daemon: DaemonConnection, profile: ProfileChoice): Promise<void> {
  const picked = await window.showQuickPick(budgetItems(daemon), {
    title: l10n.t('Set Budget'),
    placeHolder: l10n.t('For how long, and what happens when it is used up?'),
    matchOnDescription: true,
  });
  if (picked === undefined) return;
  const { period, change, nowUsd } = picked.row;
  if (change === 'remove') {
    await write(period);
    await daemon.sendSettings();
    void window.showInformationMessage(l10n.t('The budget is removed: {0}.', periodLabels(said)[period]));
    return;
  }
  const limitUsd = await amountFromPerson(picked.label, nowUsd);
  if (limitUsd === undefined) return;
  await write(period, { name: period, period, limitUsd, hard: change === 'refuse' });
  await daemon.sendSettings();
  await tellSet(daemon, profile, period, change);
}

async function budgetItems(daemon: DaemonConnection): Promise<BudgetItem[]> {
  const { budgets } = await daemon.request(methods.budgets, {});
  return budgetRows(ownBudgets(), budgets, said).map((row): BudgetItem => {
    const icon = row.change === 'remove' ? '$(trash) ' : '';
    return { label: icon + row.label, description: row.description, row };
  });
}

async function amountFromPerson(label: string, nowUsd: number | undefined): Promise<number | undefined> {
  const written = await window.showInputBox({
    title: `${l10n.t('Set Budget')}: ${label}`,
    prompt: l10n.t('US dollars, from 0 to 1000000'),
    value: nowUsd === undefined ? '' : String(nowUsd),
    validateInput: (text) => (amountOf(text) === undefined ? l10n.t('Give a number from 0 to 1000000.') : undefined),
  });
  return written === undefined ? undefined : amountOf(written);
}

function amountOf(text: string): number | undefined {
  const trimmed = text.trim();
  const amount = Number(trimmed.replace(',', '.'));
  return trimmed !== '' && amount >= 0 && amount <= 1_000_000 ? amount : undefined;
}

function ownBudgets(): unknown {
  return workspace.getConfiguration('dualtrack').inspect('budgets')?.globalValue;
}

/** Read anew, since the settings may have changed while the person was asked. */
async function write(period: Period, budget?: object): Promise<void> {
  const budgets = withBudget(ownBudgets(), period, budget);
  await workspace.getConfiguration('dualtrack').update('budgets', budgets, ConfigurationTarget.Global);
}

async function tellSet(
  daemon: DaemonConnection,
  profile: ProfileChoice,
  period: Period,
  change: 'refuse' | 'warn',
): Promise<void> {
  const chosen = profile.current();
  const [{ budgets }, { targets, inProfile }] = await Promise.all([
    daemon.request(methods.budgets, {}),
    daemon.request(methods.targets, chosen === undefined ? {} : { profile: chosen }),
  ]);
  const state = budgets.find(({ name }) => name === period);
  // What is wrong with it has been told as a problem of the settings.
  if (state === undefined) return;
  const [limit, used] = [formatNanoUsd(state.limitNanoUsd), formatNanoUsd(state.usedNanoUsd)];
  const label = periodLabels(said)[period];
  const sentence =
    change === 'refuse'
      ? l10n.t('{0} at most {1}, of which {2} is used: what does not fit is refused.', label, limit, used)
      : l10n.t('{0} {1}, of which {2} is used: you are warned when it runs out.', label, limit, used);
  const isSimulated = inProfile > 0 && targets.slice(0, inProfile).every(({ simulated }) => simulated);
  const sandbox = l10n.t('Simulated requests cost nothing, so it has no effect before a real track is asked.');
  void window.showInformationMessage(isSimulated ? `${sentence} ${sandbox}` : sentence);
}
