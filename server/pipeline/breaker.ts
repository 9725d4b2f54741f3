/**
 * Refuses a target that is known to be dead, or that others wait for in vain, and learns from every attempt whether it
 * is. Above all that waits, so that such a target is refused at once; below retry, so that it sees every try.
 */
import { isContent } from '../../protocol/part.ts';
import { RequestError } from '../request-error.ts';
import type { Breakers } from '../resilience/breakers.ts';
import type { Refusal } from '../resilience/circuit-breaker.ts';
import { tripsBreaker } from '../resilience/failure-table.ts';
import { inSeconds } from '../seconds.ts';
import type { Layer, TargetRequest, WireObserver } from './service.ts';

export function breaker(breakers: Breakers): Layer<TargetRequest> {
  return (inner) =>
    async function* withBreaker(request, context) {
      const { clock } = context;
      const breaker = breakers.of(request.target.name, request.policy.breaker);
      const suspicion = breakers.suspicionOf(request.target.name);
      const suspectUntilMs = suspicion.untilMs(clock.monotonicMs(), request.policy.breaker.openMs);
      // Who has no other target is served no better by a refusal.
      if (suspectUntilMs !== null && request.othersLeft() === 'available') {
        throw suspect(request.target.name, suspectUntilMs - clock.monotonicMs());
      }
      const admission = breaker.admit(clock.monotonicMs());
      if (!admission.admitted) throw refusal(request.target.name, admission, clock.monotonicMs());
      const { id } = admission.lease;
      const wire: WireObserver = {
        ...request.wire,
        sending: () => {
          request.wire.sending();
          suspicion.asked(id, request.policy.timeouts.firstPartMs, clock.monotonicMs());
        },
      };
      try {
        let isHeard = false;
        for await (const part of inner({ ...request, wire }, context)) {
          if (!isHeard && isContent(part)) {
            isHeard = true;
            suspicion.heard(id, clock.monotonicMs());
          }
          yield part;
        }
        breaker.succeed(admission.lease, clock.monotonicMs());
      } catch (error) {
        if (error instanceof RequestError && tripsBreaker(error)) breaker.fail(admission.lease, clock.monotonicMs());
        throw error;
      } finally {
        // An attempt that was cancelled, or refused for its own sake, says nothing about the target.
        breaker.ignore(admission.lease);
        suspicion.ended(id);
      }
    };
}

function suspect(target: string, retryAfterMs: number): RequestError {
  const message = `${target} is silent, and who asked it before still waits; it is asked again in ${inSeconds(retryAfterMs)} at the latest`;
  return new RequestError('breaker-open', message, { target, retryAfterMs });
}

function refusal(target: string, { reason, retryAtMs }: Refusal, nowMs: number): RequestError {
  const retryAfterMs = retryAtMs === null ? undefined : Math.max(0, retryAtMs - nowMs);
  return new RequestError('breaker-open', sentence(target, reason, retryAfterMs), { target, retryAfterMs });
}

function sentence(target: string, reason: Refusal['reason'], retryAfterMs: number | undefined): string {
  const wait = inSeconds(retryAfterMs ?? 0);
  switch (reason) {
    case 'disabled':
      return `${target} is held out of service until it is put back`;
    case 'open':
      return `${target} failed too often; it is tried again in ${wait}`;
    case 'probing':
      return `${target} failed too often and is just being probed; more is let through in ${wait} at the latest`;
    case 'ramping-up':
      return `${target} has recovered and is given back its traffic step by step, all of it in ${wait}`;
  }
}
