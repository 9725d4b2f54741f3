/** Tells a person when a budget has passed a mark: once in each window of the budget, in the editor window in use. */
import { commands, type Disposable, l10n, type Memento, window } from 'vscode';
import type { Overview } from '../../protocol/status.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import { onOverviewInFocus } from '../daemon/overview-in-focus.ts';
import { said } from '../language.ts';
import type { Told } from './warnings.ts';

const key = 'budgetWarnings';

export class BudgetWarnings implements Disposable {
  /** Shared by all editor windows, so that what one has told the others do not. */
  readonly #memento: Memento;
  readonly #listening: Disposable;

  constructor(daemon: DaemonConnection, globalState: Memento) {
    this.#memento = globalState;
    this.#listening = onOverviewInFocus(daemon, (overview) => {
      if (overview.budgets.length > 0) void this.#tell(overview);
    });
  }

  dispose(): void {
    this.#listening.dispose();
  }

  async #tell({ budgets }: Overview): Promise<void> {
    const { newWarnings } = await import('./warnings.ts');
    const { sentences, told } = newWarnings(budgets, this.#memento.get<Told>(key, {}), said);
    if (sentences.length === 0) return;
    void this.#memento.update(key, told);
    for (const sentence of sentences) void offerPanel(sentence);
  }
}

async function offerPanel(sentence: string): Promise<void> {
  const show = l10n.t('Show Spend and Latency');
  const chosen = await window.showWarningMessage(l10n.t('Dualtrack: {0}', sentence), show);
  if (chosen === show) await commands.executeCommand('dualtrack.showPanel');
}
