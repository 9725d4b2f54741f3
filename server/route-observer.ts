/** What is remembered of routes as requests run: the decision, to be explained, and where a conversation was answered. */
import type { RouteEntry } from '../protocol/ask.ts';
import type { FailureKind } from '../protocol/failure.ts';
import type { AttemptRow } from '../protocol/spend.ts';
import { totalInputTokens } from '../protocol/usage.ts';
import type { Clock } from './clock.ts';
import type { Decisions } from './decisions/keep-decisions.ts';
import type { Conversations } from './routing/conversations.ts';
import type { RoutePlan } from './routing/route-plan.ts';

/** Told of every request. */
export interface RouteObserver {
  planned(requestId: string, plan: RoutePlan): void;
  /** An attempt has been booked. */
  settled(row: AttemptRow): void;
  ended(requestId: string, end: RouteEnd): void;
}

export interface RouteEnd {
  readonly outcome: 'success' | FailureKind;
  /** Tries that reached an upstream. */
  readonly attempts: number;
  readonly route: readonly RouteEntry[];
}

export interface RouteObserverParts {
  readonly decisions: Pick<Decisions, 'planned' | 'ended'>;
  readonly conversations: Conversations;
  readonly clock: Clock;
}

export function createRouteObserver({ decisions, conversations, clock }: RouteObserverParts): RouteObserver {
  /** Of the requests that run and were planned: whether their caller named the target. */
  const pinned = new Map<string, boolean>();
  return {
    planned(requestId, plan) {
      pinned.set(requestId, plan.inputs.asked === 'target');
      decisions.planned({ requestId, atEpochMs: clock.epochMs(), plan });
    },
    settled({ requestId, outcome, client, conversation, profile, target, usage }) {
      if (outcome !== 'success' || conversation === null || usage === null) return;
      const isPinned = pinned.get(requestId) ?? false;
      const inputTokens = totalInputTokens(usage);
      conversations.answered({ client, conversation, profile, target, inputTokens, isPinned }, clock.monotonicMs());
    },
    ended(requestId, { outcome, attempts, route }) {
      if (pinned.delete(requestId)) decisions.ended({ requestId, outcome, attempts, route: [...route] });
    },
  };
}
