/** The path of a request, top to bottom. Each line says why it stands where it stands; nothing else knows the set. */
import type { Estimator } from '../catalogue/estimate.ts';
import type { Budgets } from '../ledger/budget-port.ts';
import type { Ledger } from '../ledger/port.ts';
import type { Breakers } from '../resilience/breakers.ts';
import type { RoutePlan } from '../routing/route-plan.ts';
import { admission } from './admission.ts';
import { breaker } from './breaker.ts';
import { deadline } from './deadline.ts';
import { failover } from './failover.ts';
import { type HedgeParts, hedge } from './hedge.ts';
import type { Drains } from './left-answer.ts';
import type { Places } from './places.ts';
import { rateLimit, type TrackLimiters } from './rate-limit.ts';
import { type RetryParts, retry } from './retry.ts';
import type { ChatRequest, Layer, Service, TargetRequest } from './service.ts';
import { spend } from './spend.ts';
import { timeouts } from './timeouts.ts';

export interface PipelineParts {
  readonly places: Places;
  readonly breakers: Breakers;
  readonly limiters: TrackLimiters;
  readonly ledger: Ledger;
  readonly budgets: Budgets;
  readonly estimator: Estimator;
  readonly drains: Drains;
  readonly hedging: HedgeParts;
  readonly retries: RetryParts;
  plan(request: ChatRequest): RoutePlan;
  deadlineMs(request: ChatRequest): number;
  maxAttempts(plan: RoutePlan): number;
  /** Told whenever a request enters a layer: the order is asserted from it. */
  entered?(layer: string): void;
  /** The leaf: one exchange with the target's provider. */
  readonly provider: Service<TargetRequest>;
}

export function createPipeline(parts: PipelineParts): Service<ChatRequest> {
  const perTarget = stack<TargetRequest>(
    parts.entered,
    ['hedge', hedge(parts.hedging)], // above retry: a second try is a whole one
    ['retry', retry(parts.retries)], // above breaker and limiter: every try is observed and paid for
    ['breaker', breaker(parts.breakers)], // above all that waits: a dead target is refused at once
    ['spend', spend(parts)], // above rate-limit: an instant no comes before a wait
    ['rate-limit', rateLimit(parts.limiters, parts.estimator)], // here a try waits for room
    ['timeouts', timeouts], // closest to the wire: below our own queueing, and below breaker, which must see them
    ['provider', () => parts.provider],
  );
  const perRequest = stack<ChatRequest>(
    parts.entered,
    ['deadline', deadline(parts.deadlineMs)], // above all, so that waiting anywhere counts
    ['admission', admission(parts.places)], // above failover: one request, one place, however often it is tried
    ['failover', () => failover(parts)(perTarget)], // here a request becomes attempts
  );
  return perRequest;
}

type Named<Request> = readonly [name: string, layer: Layer<Request>];

/** Layers in the order a request meets them; the last has nothing below it. */
function stack<Request>(entered: PipelineParts['entered'], ...layers: readonly Named<Request>[]): Service<Request> {
  const bottom: Service<Request> = () => {
    throw new Error('the last of a stack of layers calls nothing below it');
  };
  return layers.reduceRight<Service<Request>>((inner, [name, layer]) => {
    const service = layer(inner);
    if (entered === undefined) return service;
    return (request, context) => {
      entered(name);
      return service(request, context);
    };
  }, bottom);
}
