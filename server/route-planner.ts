/** Plans requests as things are now: gives the router the configuration in force, live health, warm conversations and the user's clock. */
import type { Estimator } from './catalogue/estimate.ts';
import type { Clock } from './clock.ts';
import type { ConfigurationStore } from './configuration/port.ts';
import type { ChatRequest } from './pipeline/service.ts';
import type { Conversations } from './routing/conversations.ts';
import { type LocalTime, localTimeReader } from './routing/local-time.ts';
import type { RoutePlan } from './routing/route-plan.ts';
import { type Circumstances, type Health, planOthers, planRoute } from './routing/router.ts';

export interface RoutePlannerParts {
  readonly configuration: Pick<ConfigurationStore, 'current'>;
  readonly health: Health;
  readonly estimator: Estimator;
  readonly conversations: Conversations;
  readonly clock: Clock;
  /** Where rules that go by the time of day are, unless the configuration says otherwise. */
  readonly machineTimeZone: string;
}

export interface RoutePlanner {
  /** What plans are made by. */
  readonly circumstances: Circumstances;
  /** Throws like `planRoute`. */
  plan(request: ChatRequest): RoutePlan;
  /** How the targets stand that a plan leaves aside since its profile, or its caller, does not name them. */
  planOthers(plan: RoutePlan): RoutePlan;
  /** What the user's clock showed at an instant. */
  localTimeAt(epochMs: number): LocalTime;
}

export function createRoutePlanner(parts: RoutePlannerParts): RoutePlanner {
  const { configuration, health, estimator, conversations, clock, machineTimeZone } = parts;
  let timeZone: string | null = null;
  let read = (_epochMs: number): LocalTime => ({ weekday: 'monday', minute: 0 });
  const localTimeAt = (epochMs: number): LocalTime => {
    const wanted = configuration.current().settings.timeZone ?? machineTimeZone;
    if (wanted !== timeZone) {
      read = localTimeReader(wanted);
      timeZone = wanted;
    }
    return read(epochMs);
  };
  const circumstances: Circumstances = {
    health,
    estimator,
    warmth: ({ client, conversation }) =>
      conversation === null ? null : conversations.warmth({ client, conversation }, clock.monotonicMs()),
    localTime: () => localTimeAt(clock.epochMs()),
  };
  return {
    circumstances,
    plan: (request) => planRoute(request, configuration.current(), circumstances),
    planOthers: (plan) => planOthers(plan, configuration.current(), circumstances),
    localTimeAt,
  };
}
