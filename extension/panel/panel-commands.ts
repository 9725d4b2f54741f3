/** Registers what the panel's buttons do besides acting on requests, as commands that the palette offers as well. */
import { commands, type Disposable, type LogOutputChannel } from 'vscode';
import { tellFailure } from '../commands/tell-failure.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import type { ProfileChoice } from '../profile-choice.ts';
import type { PanelEditor } from './panel-editor.ts';

export interface PanelCommandParts {
  readonly daemon: DaemonConnection;
  readonly profile: ProfileChoice;
  readonly log: LogOutputChannel;
  readonly panelEditor: PanelEditor;
}

export function registerPanelCommands({ daemon, profile, log, panelEditor }: PanelCommandParts): Disposable[] {
  return [
    commands.registerCommand('dualtrack.openPanelInEditor', () => panelEditor.open()),
    commands.registerCommand('dualtrack.setBudget', async () => {
      const { setBudget } = await import('../commands/set-budget.ts');
      await tellFailure(log, setBudget(daemon, profile));
    }),
    commands.registerCommand('dualtrack.exportLedger', async () => {
      const { exportLedger } = await import('../commands/export-ledger.ts');
      await tellFailure(log, exportLedger(daemon, new Date().toISOString().slice(0, 10)));
    }),
  ];
}
