/** The overview that the status bar and the panel show, and who is told when it changes: at most four times a second. */
import type { BreakerStatus, LimitStatus, Overview, Problem, ProfileSummary } from '../../protocol/status.ts';
import type { Clock } from '../clock.ts';
import type { ConfigurationStore, Profile } from '../configuration/port.ts';
import type { Budgets } from '../ledger/budget-port.ts';
import type { Ledger } from '../ledger/port.ts';
import { windowAt } from '../ledger/windows.ts';
import { monthSoFar } from '../month.ts';
import type { Ended, Requests } from '../requests.ts';
import { failureTable } from '../resilience/failure-table.ts';
import { targetNames } from '../routing/target.ts';
import { createDayWatch } from './day-watch.ts';

export interface OverviewParts {
  readonly configuration: ConfigurationStore;
  readonly ledger: Ledger;
  readonly budgets: Budgets;
  readonly requests: Requests;
  readonly clock: Clock;
  problems(): Problem[];
  importedGap?(): Overview['importedGap'];
  breakerStatuses?(): BreakerStatus[];
  limitStatuses?(): LimitStatus[];
  /** Where a day ends, of which everybody is told; absent: UTC. */
  timeZone?(): string;
}

/** Resolves when the client's system has taken the message; until then it is sent no other. */
type Tell = (overview: Overview) => Promise<void>;

export interface OverviewSource {
  current(): Overview;
  /** Something it shows has changed that nobody announces by themselves. */
  changed(): void;
  /** Tells of every change from now on; the result takes the subscription back. */
  subscribe(tell: Tell): () => void;
}

const tellEveryMs = 250;
const mostRecent = 50;

export function createOverviewSource({
  configuration,
  ledger,
  budgets,
  requests,
  clock,
  problems,
  importedGap,
  breakerStatuses,
  limitStatuses,
  timeZone = () => 'UTC',
}: OverviewParts): OverviewSource {
  let revision = 0;
  const refused = { since: new Date(clock.epochMs()).toISOString(), requests: 0, byBudget: 0 };
  const subscribers = new Set<Subscriber>();
  const current = (): Overview => {
    const { activeProfile, profiles, settings } = configuration.current();
    return {
      revision,
      activeProfile,
      profiles: [...profiles.values()].map(summarise),
      today: ledger.today(),
      month: monthSoFar(ledger, clock.epochMs(), settings.projection?.growth),
      budgets: [...budgets.states()],
      latency: [...ledger.latency()],
      running: [...requests.running()],
      breakers: breakerStatuses?.() ?? [],
      limits: limitStatuses?.() ?? [],
      recent: [...ledger.recent(mostRecent)],
      importedGap: importedGap?.() ?? null,
      refused: { ...refused },
      problems: problems(),
    };
  };
  const changed = () => {
    revision += 1;
    for (const subscriber of subscribers) subscriber.changed();
  };
  const days = createDayWatch(clock, (epochMs) => dayEnd(epochMs, timeZone()), changed);
  requests.onChange(changed);
  requests.onEnd(({ outcome }) => {
    if (!isRefusal(outcome)) return;
    refused.requests += 1;
    if (outcome === 'over-budget' || outcome === 'no-price') refused.byBudget += 1;
    changed();
  });
  configuration.onChange(changed);
  budgets.onChange(changed);
  return {
    current,
    changed,
    subscribe: (tell) => {
      const subscriber = new Subscriber(() => tell(current()), clock);
      subscribers.add(subscriber);
      days.watch();
      return () => {
        subscribers.delete(subscriber);
        subscriber.end();
        if (subscribers.size === 0) days.rest();
      };
    },
  };
}

/** Refused by ourselves: nothing was sent. */
function isRefusal(outcome: Ended['outcome']): boolean {
  return outcome !== 'success' && failureTable[outcome].evidence === 'own';
}

function dayEnd(epochMs: number, timeZone: string): number {
  return windowAt('day', epochMs, { timeZone, firstDayOfWeek: 'monday' }).endMs ?? Number.POSITIVE_INFINITY;
}

export function summarise({ name, description, settings, targets, builtIn }: Profile): ProfileSummary {
  return { name, description, strategy: settings.strategy, targets: targetNames(targets), builtIn };
}

/** The first change is told at once; those that follow wait for the interval and for the client to have read the last. */
class Subscriber {
  readonly #tell: () => Promise<void>;
  readonly #clock: Clock;
  #state: 'quiet' | 'resting' | 'resting-and-changed' | 'ended' = 'quiet';
  #cancelRest = () => {};

  constructor(tell: () => Promise<void>, clock: Clock) {
    this.#tell = tell;
    this.#clock = clock;
  }

  changed(): void {
    if (this.#state === 'resting') this.#state = 'resting-and-changed';
    if (this.#state === 'quiet') this.#send();
  }

  end(): void {
    this.#state = 'ended';
    this.#cancelRest();
  }

  #send(): void {
    this.#state = 'resting';
    const rested = new Promise<void>((resolve) => {
      this.#cancelRest = this.#clock.after(tellEveryMs, resolve);
    });
    // A client that cannot be told is gone; its connection ends the subscription.
    const told = this.#tell().catch(() => {});
    void Promise.all([rested, told]).then(() => this.#rested());
  }

  #rested(): void {
    if (this.#state === 'resting') this.#state = 'quiet';
    if (this.#state === 'resting-and-changed') this.#send();
  }
}
