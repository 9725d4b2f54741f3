/** Tells a person which setting is wrong, once, and leads to it; the other settings go on working. */
import { commands, type Disposable, l10n, window } from 'vscode';
import type { Overview, Problem } from '../../protocol/status.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import { onOverviewInFocus } from '../daemon/overview-in-focus.ts';
import { newProblems, settingOf } from './new-problems.ts';

export class SettingProblems implements Disposable {
  readonly #listening: Disposable;
  #told: ReadonlySet<string> = new Set();

  constructor(daemon: DaemonConnection) {
    this.#listening = onOverviewInFocus(daemon, (overview) => this.#tell(overview));
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #tell({ problems }: Overview): void {
    const [first, ...others] = newProblems(problems, this.#told);
    this.#told = new Set(problems.map(({ message }) => message));
    if (first !== undefined) void offerSetting(first, others.length);
  }
}

async function offerSetting(problem: Problem, others: number): Promise<void> {
  const open = l10n.t('Open Setting');
  const message = others === 0 ? problem.message : l10n.t('{0} (and {1} more)', problem.message, others);
  if ((await window.showWarningMessage(l10n.t('Dualtrack: {0}', message), open)) !== open) return;
  const key = settingOf(problem);
  await commands.executeCommand(
    'workbench.action.openSettingsJson',
    key === undefined ? {} : { revealSetting: { key } },
  );
}
