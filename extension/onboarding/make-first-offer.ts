/** What else could answer than simulated models: nothing opens by itself, and who closes the notification is not asked again. */
import { ConfigurationTarget, commands, l10n, window, workspace } from 'vscode';
import { methods } from '../../protocol/methods.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import type { ProfileChoice } from '../profile-choice.ts';
import { offerFor } from './first-offer.ts';

export interface OfferParts {
  readonly daemon: DaemonConnection;
  readonly profile: ProfileChoice;
}

/** `onOffer` is waited for before the person is asked; where a track is configured there is no offer. */
export async function makeFirstOffer({ daemon, profile }: OfferParts, onOffer: () => Thenable<void>): Promise<void> {
  const { targets } = await daemon.request(methods.targets, {});
  const offer = offerFor(targets);
  if (offer.kind === 'none') return;
  await onOffer();
  const addTrack = l10n.t('Add a Track…');
  const stay = l10n.t('Stay on the Sandbox');
  const local = offer.server === null ? [] : [l10n.t('Use {0}', offer.server)];
  const chosen = await window.showInformationMessage(
    l10n.t('That answer was simulated, and cost nothing. Which model should answer from now on?'),
    addTrack,
    ...local,
    stay,
  );
  if (chosen === addTrack) await commands.executeCommand('dualtrack.addTrack');
  else if (chosen !== undefined && local.includes(chosen)) await useLocalServer(profile);
}

/** For all windows, as a setting that can be seen and changed. */
async function useLocalServer(profile: ProfileChoice): Promise<void> {
  await workspace.getConfiguration('dualtrack').update('activeProfile', 'local-first', ConfigurationTarget.Global);
  await profile.choose(undefined);
}
