/** The commands that ask no model: profile, panel, key, log, restart. */
import { commands, type Disposable, type LogOutputChannel, l10n, ProgressLocation, window } from 'vscode';
import { z } from 'zod';
import type { DaemonConnection } from '../daemon/connection.ts';
import type { Secrets } from '../daemon/secrets.ts';
import { panelViewId } from '../panel/panel-view.ts';
import type { ProfileChoice } from '../profile-choice.ts';
import { setApiKey } from './set-api-key.ts';
import { switchProfile } from './switch-profile.ts';
import { tellFailure } from './tell-failure.ts';

export interface HousekeepingParts {
  readonly daemon: DaemonConnection;
  readonly profile: ProfileChoice;
  readonly secrets: Secrets;
  readonly log: LogOutputChannel;
}

const argumentsSchema = z.object({ profile: z.string().optional() }).catch({});

export function registerHousekeepingCommands({ daemon, profile, secrets, log }: HousekeepingParts): Disposable[] {
  return [
    commands.registerCommand('dualtrack.switchProfile', (given: unknown) =>
      tellFailure(log, switchProfile(daemon, profile, argumentsSchema.parse(given).profile)),
    ),
    commands.registerCommand('dualtrack.showPanel', () => commands.executeCommand(`${panelViewId}.focus`)),
    commands.registerCommand('dualtrack.setApiKey', () => setApiKey(secrets)),
    commands.registerCommand('dualtrack.showLog', () => log.show()),
    commands.registerCommand('dualtrack.restartDaemon', () =>
      tellFailure(
        log,
        window.withProgress(
          {
            location: ProgressLocation.Notification,
            title: l10n.t('Dualtrack: restarting once running requests have ended'),
          },
          () => daemon.restart(),
        ),
      ),
    ),
  ];
}
