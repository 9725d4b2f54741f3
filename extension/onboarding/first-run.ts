/**
 * Once, after the first answer of a simulated model while there is no track: what else could answer. Nothing opens by
 * itself, and who closes the notification is not asked again.
 */
import { ConfigurationTarget, commands, type Disposable, l10n, type Memento, window, workspace } from 'vscode';
import type { DaemonConnection } from '../daemon/connection.ts';
import { onOverviewInFocus } from '../daemon/overview-in-focus.ts';
import type { ProfileChoice } from '../profile-choice.ts';
import { offerFor } from './first-offer.ts';

const offeredKey = 'onboarding.offered';

export interface FirstRunParts {
  readonly daemon: DaemonConnection;
  readonly profile: ProfileChoice;
  /** Of the person, not of the workspace. */
  readonly memory: Memento;
  readonly warn: (error: unknown) => void;
}

export class FirstRun implements Disposable {
  readonly #parts: FirstRunParts;
  readonly #listener: Disposable;
  #hasLooked = false;

  constructor(parts: FirstRunParts) {
    this.#parts = parts;
    this.#listener = onOverviewInFocus(parts.daemon, ({ today }) => {
      if (today.simulatedRequests === 0 || this.#hasLooked || parts.memory.get(offeredKey) === true) return;
      this.#hasLooked = true;
      this.#offer().catch(parts.warn);
    });
  }

  dispose(): void {
    this.#listener.dispose();
  }

  async #offer(): Promise<void> {
    const { daemon, memory } = this.#parts;
    // Loaded now: activation does without schemas.
    const { methods } = await import('../../protocol/methods.ts');
    const { targets } = await daemon.request(methods.targets, {});
    const offer = offerFor(targets);
    if (offer.kind === 'none') return;
    await memory.update(offeredKey, true);
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
    else if (chosen !== undefined && local.includes(chosen)) await this.#useLocalServer();
  }

  /** For all windows, as a setting that can be seen and changed. */
  async #useLocalServer(): Promise<void> {
    await workspace.getConfiguration('dualtrack').update('activeProfile', 'local-first', ConfigurationTarget.Global);
    await this.#parts.profile.choose(undefined);
  }
}
