/** Notices the first answer of a simulated model, after which a person without a track is made an offer, once. */
import type { Disposable, Memento } from 'vscode';
import { onOverviewInFocus } from '../daemon/overview-in-focus.ts';
import type { OfferParts } from './make-first-offer.ts';

const offeredKey = 'onboarding.offered';

export interface FirstRunParts extends OfferParts {
  /** Of the person, not of the workspace. */
  readonly memory: Memento;
  readonly warn: (error: unknown) => void;
}

export class FirstRun implements Disposable {
  readonly #listener: Disposable;
  #hasLooked = false;

  constructor(parts: FirstRunParts) {
    const { daemon, memory, warn } = parts;
    this.#listener = onOverviewInFocus(daemon, ({ today }) => {
      if (today.simulatedRequests === 0 || this.#hasLooked || memory.get(offeredKey) === true) return;
      this.#hasLooked = true;
      import('./make-first-offer.ts')
        .then(({ makeFirstOffer }) => makeFirstOffer(parts, () => memory.update(offeredKey, true)))
        .catch(warn);
    });
  }

  dispose(): void {
    this.#listener.dispose();
  }
}
