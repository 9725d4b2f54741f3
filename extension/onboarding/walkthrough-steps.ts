/** Tells the editor which steps of the walkthrough have happened, by context keys that its steps complete on. */
import { commands, Disposable, type Memento } from 'vscode';
import type { Overview } from '../../protocol/status.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import type { ProfileChoice } from '../profile-choice.ts';
import { isCheapFirst } from './cheap-first.ts';

type Step = 'answered' | 'trackVerified' | 'cheapFirst' | 'panelSeen' | 'budgetSet' | 'profileSwitched';

const happenedKey = 'walkthrough.happened';

export interface WalkthroughParts {
  readonly daemon: DaemonConnection;
  readonly profile: ProfileChoice;
  /** Of the person, not of the workspace. */
  readonly memory: Memento;
}

export class WalkthroughSteps implements Disposable {
  readonly #parts: WalkthroughParts;
  readonly #listeners: Disposable;

  constructor(parts: WalkthroughParts) {
    this.#parts = parts;
    // The walkthrough is there from now on: the editor opens by itself what is there when an extension is installed.
    void commands.executeCommand('setContext', 'dualtrack.active', true);
    this.#listeners = Disposable.from(
      parts.daemon.onDidChangeOverview(() => this.#look()),
      parts.profile.onDidChange(() => {
        this.mark('profileSwitched');
        this.#look();
      }),
    );
  }

  /** The editor hears of steps only while it has had the page open: those that happened before are told anew. */
  async open(): Promise<void> {
    await commands.executeCommand('workbench.action.openWalkthrough', 'dualtrack.dualtrack#dualtrack.weekOne', false);
    for (const step of this.#happened()) await tell(step);
  }

  mark(step: Step): void {
    const happened = this.#happened();
    if (!happened.includes(step)) void this.#parts.memory.update(happenedKey, [...happened, step]);
    void tell(step);
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  #look(): void {
    const { daemon, profile } = this.#parts;
    const { overview } = daemon;
    if (overview === undefined) return;
    const seen: readonly Step[] = [
      ...(hasAnswered(overview) ? (['answered'] as const) : []),
      ...(isCheapFirst(overview, profile.current()) ? (['cheapFirst'] as const) : []),
      ...(overview.budgets.length > 0 ? (['budgetSet'] as const) : []),
    ];
    const happened = this.#happened();
    for (const step of seen) if (!happened.includes(step)) this.mark(step);
  }

  #happened(): readonly Step[] {
    return this.#parts.memory.get<readonly Step[]>(happenedKey, []);
  }
}

/** True for a moment only: what is true already when the editor comes to know the walkthrough never completes a step. */
async function tell(step: Step): Promise<void> {
  await commands.executeCommand('setContext', `dualtrack.${step}`, true);
  await commands.executeCommand('setContext', `dualtrack.${step}`, false);
}

function hasAnswered({ recent }: Overview): boolean {
  return recent.some(({ outcome }) => outcome === 'success');
}
