/** Tells the editor which steps of the walkthrough have happened, by context keys that its steps complete on. */
import { commands, type Disposable } from 'vscode';
import type { Overview } from '../../protocol/status.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import type { ProfileChoice } from '../profile-choice.ts';
import { isCheapFirst } from './cheap-first.ts';

type Step = 'answered' | 'trackVerified' | 'cheapFirst';

/** The editor keeps what was completed; a step is told once a window. */
export function markStep(step: Step): void {
  void commands.executeCommand('setContext', `dualtrack.${step}`, true);
}

export class WalkthroughSteps implements Disposable {
  readonly #daemon: DaemonConnection;
  readonly #profile: ProfileChoice;
  readonly #listeners: Disposable[];
  readonly #marked = new Set<Step>();

  constructor(daemon: DaemonConnection, profile: ProfileChoice) {
    this.#daemon = daemon;
    this.#profile = profile;
    // The walkthrough is there from now on: the editor opens by itself what is there when an extension is installed.
    void commands.executeCommand('setContext', 'dualtrack.active', true);
    this.#listeners = [daemon.onDidChangeOverview(() => this.#look()), profile.onDidChange(() => this.#look())];
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  #look(): void {
    const { overview } = this.#daemon;
    if (overview === undefined) return;
    if (hasAnswered(overview)) this.#mark('answered');
    if (isCheapFirst(overview, this.#profile.current())) this.#mark('cheapFirst');
  }

  #mark(step: Step): void {
    if (this.#marked.has(step)) return;
    this.#marked.add(step);
    markStep(step);
  }
}

function hasAnswered({ recent }: Overview): boolean {
  return recent.some(({ outcome }) => outcome === 'success');
}
