/** Takes a request along its route plan, from target to target until one answers: here it becomes attempts. */
import type { Part } from '../../protocol/part.ts';
import { RequestError } from '../request-error.ts';
import type { Breakers } from '../resilience/breakers.ts';
import { mayFailOver } from '../resilience/failure-table.ts';
import type { PlannedTarget, RoutePlan } from '../routing/route-plan.ts';
import type { Target } from '../routing/target.ts';
import type { ChatRequest, Layer, RequestContext, Service, TargetRequest } from './service.ts';
import { targetRequest } from './target-request.ts';
import { type FailedTarget, whatToTell } from './what-to-tell.ts';

/** A target that failed before anything was delivered. */
interface Failed {
  readonly planned: PlannedTarget;
  readonly error: RequestError;
}

export interface FailoverParts {
  plan(request: ChatRequest): RoutePlan;
  maxAttempts(plan: RoutePlan): number;
  readonly breakers: Pick<Breakers, 'isShut'>;
}

export function failover({ plan: planFor, maxAttempts, breakers }: FailoverParts): Layer<ChatRequest, TargetRequest> {
  return (inner) =>
    async function* withFailover(request, context) {
      const plan = planFor(request);
      context.trace.note({ type: 'planned', plan });
      if (plan.refusal !== null) throw plan.refusal;
      const isShutIn = ({ name }: Target, waitMs: number) =>
        breakers.isShut(name, context.clock.monotonicMs() + waitMs);
      const failures: FailedTarget[] = [];
      let failed: Failed | null = null;
      for (const [index, planned] of plan.targets.entries()) {
        if (failed !== null && !mayGoOnTo(planned.target, failed)) {
          context.trace.note({ type: 'skipped', target: planned.target, error: failed.error });
          continue;
        }
        const attemptsLeft = maxAttempts(plan) - context.attempts.begun;
        if (failed !== null && attemptsLeft <= 0) break;
        context.trace.note({ type: 'trying', target: planned.target, reason: planned.reason });
        const later = plan.targets.slice(index + 1).map(({ target }) => target);
        const turn = { target: planned.target, later, attemptsLeft, isShutIn };
        const error: RequestError | null = yield* tryTarget(inner, targetRequest(request, plan, turn), context);
        if (error === null) return;
        failed = { planned, error };
        failures.push({ target: planned.target.name, error });
        context.trace.note({ type: 'failed', target: planned.target, error });
      }
      throw whatToTell(failures);
    };
}

/** A stream that was cut before anything was delivered is not yet a broken promise: another target may still answer. */
function mayGoOnTo(target: Target, { error, planned }: Failed): boolean {
  return error.kind === 'truncated' || mayFailOver(error, planned.target, target);
}

/**
 * Delivers one target's answer. Returns the error when it failed before the commit (the layer below lets nothing through
 * earlier); throws it when it failed after, or when the caller has gone.
 */
async function* tryTarget(
  inner: Service<TargetRequest>,
  request: TargetRequest,
  context: RequestContext,
): AsyncGenerator<Part, RequestError | null, undefined> {
  let committed = false;
  try {
    for await (const part of inner(request, context)) {
      committed = true;
      yield part;
    }
    return null;
  } catch (thrown) {
    const error = asRequestError(thrown, request.target);
    if (committed || context.signal.aborted) throw error;
    return error;
  }
}

/** Whatever is not a `RequestError` is a fault of ours: it fails this attempt with its cause kept, and nothing else. */
function asRequestError(thrown: unknown, target: Target): RequestError {
  if (thrown instanceof RequestError) return thrown;
  return new RequestError('network', `unexpected fault while asking ${target.name}: ${String(thrown)}`, {
    target: target.name,
    cause: thrown,
  });
}
