/**
 * Refuses a target that is known to be dead, and learns from every attempt whether it is. Above all that waits, so that
 * such a target is refused at once; below retry, so that it sees every try.
 */
import { RequestError } from '../request-error.ts';
import type { Breakers } from '../resilience/breakers.ts';
import type { Refusal } from '../resilience/circuit-breaker.ts';
import { tripsBreaker } from '../resilience/failure-table.ts';
import type { Layer, TargetRequest } from './service.ts';

export function breaker(breakers: Breakers): Layer<TargetRequest> {
  return (inner) =>
    async function* withBreaker(request, context) {
      const { clock } = context;
      const breaker = breakers.of(request.target.name, request.policy.breaker);
      const admission = breaker.admit(clock.monotonicMs());
      if (!admission.admitted) throw refusal(request.target.name, admission, clock.monotonicMs());
      try {
        yield* inner(request, context);
        breaker.succeed(admission.lease, clock.monotonicMs());
      } catch (error) {
        if (error instanceof RequestError && tripsBreaker(error.kind))
          breaker.fail(admission.lease, clock.monotonicMs());
        throw error;
      } finally {
        // An attempt that was cancelled, or refused for its own sake, says nothing about the target.
        breaker.ignore(admission.lease);
      }
    };
}

function refusal(target: string, { reason, retryAtMs }: Refusal, nowMs: number): RequestError {
  const retryAfterMs = retryAtMs === null ? undefined : Math.max(0, retryAtMs - nowMs);
  return new RequestError('breaker-open', sentence(target, reason, retryAfterMs), { target, retryAfterMs });
}

function sentence(target: string, reason: Refusal['reason'], retryAfterMs: number | undefined): string {
  const seconds = ((retryAfterMs ?? 0) / 1000).toFixed(1);
  switch (reason) {
    case 'disabled':
      return `${target} is held out of service until it is put back`;
    case 'open':
      return `${target} failed too often; it is tried again in ${seconds} s`;
    case 'probing':
      return `${target} failed too often and is just being probed; more is let through in ${seconds} s at the latest`;
    case 'ramping-up':
      return `${target} has recovered and is given back its traffic step by step, all of it in ${seconds} s`;
  }
}
