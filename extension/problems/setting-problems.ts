/** Tells a person which setting is wrong, once, and leads to it; the other settings go on working. */
import { commands, type Disposable, l10n, window } from 'vscode';
import type { Problem } from '../../protocol/status.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import { newProblems, settingOf } from './new-problems.ts';

export class SettingProblems implements Disposable {
  readonly #daemon: DaemonConnection;
  readonly #listeners: readonly Disposable[];
  #told: ReadonlySet<string> = new Set();

  constructor(daemon: DaemonConnection) {
    this.#daemon = daemon;
    // Every window hears of it; the one in use tells it.
    this.#listeners = [
      daemon.onDidChangeOverview(() => this.#tell()),
      window.onDidChangeWindowState(({ focused }) => focused && this.#tell()),
    ];
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  #tell(): void {
    const problems = this.#daemon.overview?.problems;
    if (problems === undefined || !window.state.focused) return;
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
