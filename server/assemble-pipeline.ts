/** The path of a request with what every one of it has in common: how retries are spared, and how long and often it is tried. */
import type { Estimator } from './catalogue/estimate.ts';
import type { ConfigurationStore } from './configuration/port.ts';
import type { Budgets } from './ledger/budget-port.ts';
import type { Ledger } from './ledger/port.ts';
import type { HedgeParts } from './pipeline/hedge.ts';
import type { Drains } from './pipeline/left-answer.ts';
import { createPipeline } from './pipeline/pipeline.ts';
import type { Places } from './pipeline/places.ts';
import type { TrackLimiters } from './pipeline/rate-limit.ts';
import type { ChatRequest, Service, TargetRequest } from './pipeline/service.ts';
import type { Breakers } from './resilience/breakers.ts';
import { RetryBudget } from './resilience/retry-budget.ts';
import type { RoutePlanner } from './route-planner.ts';
import { deadlineMsOf } from './routing/policy.ts';

export interface PathParts {
  readonly configuration: Pick<ConfigurationStore, 'current'>;
  readonly ledger: Ledger;
  readonly budgets: Budgets;
  readonly places: Places;
  readonly breakers: Breakers;
  readonly limiters: TrackLimiters;
  readonly hedging: HedgeParts;
  readonly estimator: Estimator;
  readonly drains: Drains;
  readonly plan: RoutePlanner['plan'];
  /** From 0 up to 1. */
  random(): number;
  /** Told whenever a request enters a layer. */
  entered?(layer: string): void;
}

const defaultMaxAttempts = 6;

export function assemblePipeline(parts: PathParts, provider: Service<TargetRequest>): Service<ChatRequest> {
  const { configuration, random, ...shared } = parts;
  const retryBudgets = new Map<string, RetryBudget>();
  return createPipeline({
    ...shared,
    retries: {
      random,
      budgetOf: (target) => {
        const budget = retryBudgets.get(target) ?? new RetryBudget();
        retryBudgets.set(target, budget);
        return budget;
      },
    },
    deadlineMs: ({ profile: name }) => {
      const profile = configuration.current().profiles.get(name);
      return deadlineMsOf(profile?.settings ?? {}, profile?.targets ?? []);
    },
    maxAttempts: ({ profile }) => profile.settings.maxAttempts ?? defaultMaxAttempts,
    provider,
  });
}
