/** The path of a request, top to bottom. Each line says why it stands where it stands; nothing else knows the set. */
import type { Clock } from '../clock.ts';
import type { Ledger } from '../ledger/port.ts';
import type { RoutePlan } from '../routing/route-plan.ts';
import { deadline } from './deadline.ts';
import { failover } from './failover.ts';
import type { ChatRequest, Layer, Service, TargetRequest } from './service.ts';
import { spend } from './spend.ts';
import { timeouts } from './timeouts.ts';

export interface PipelineParts {
  readonly clock: Clock;
  readonly ledger: Ledger;
  plan(request: ChatRequest): RoutePlan;
  deadlineMs(request: ChatRequest): number;
  maxAttempts(plan: RoutePlan): number;
  /** The leaf: one HTTP exchange at the target's provider. */
  readonly provider: Service<TargetRequest>;
}

export function createPipeline(parts: PipelineParts): Service<ChatRequest> {
  const perTarget = stack<TargetRequest>(
    spend(parts.ledger), // above timeouts and provider: every exchange that leaves is booked, however it ends
    timeouts, // closest to the wire: only the vendor's own silence is counted against the vendor
  )(parts.provider);
  return stack<ChatRequest>(
    deadline(parts.deadlineMs), // above all, so that waiting anywhere counts
  )(failover(parts.plan, parts.maxAttempts)(perTarget)); // here a request becomes attempts at targets
}

/** Layers in the order a request meets them. */
function stack<Request>(...layers: readonly Layer<Request>[]): Layer<Request> {
  return (service) => layers.reduceRight((inner, layer) => layer(inner), service);
}
