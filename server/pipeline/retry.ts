/**
 * Tries the same target again where the failure table says that this may help. Above breaker and limiter, so that every
 * try is observed and paid for; below failover, so that another target is the next resort.
 */
import { sleep } from '../clock.ts';
import { RequestError } from '../request-error.ts';
import { type RetryWait, retryWait } from '../resilience/backoff.ts';
import { mayRetryHere, rowOf } from '../resilience/failure-table.ts';
import type { RetryBudget } from '../resilience/retry-budget.ts';
import { HeldUntilCommit } from './commit.ts';
import { besideOthers, remainingMs } from './patience.ts';
import type { Layer, RequestContext, TargetRequest } from './service.ts';

export interface RetryParts {
  /** From 0 to below 1. */
  random(): number;
  budgetOf(target: string): RetryBudget;
}

export function retry({ random, budgetOf }: RetryParts): Layer<TargetRequest> {
  return (inner) =>
    async function* withRetry(request, context) {
      const budget = budgetOf(request.target.name);
      budget.deposit(context.clock.monotonicMs());
      let told: RequestError | null = null;
      for (let tries = 1; ; tries += 1) {
        const held = new HeldUntilCommit(request.collected);
        try {
          for await (const part of inner(request, context)) for (const ready of held.with(part)) yield ready;
          for (const ready of held.rest()) yield ready;
          return;
        } catch (error) {
          if (held.committed || context.signal.aborted || !(error instanceof RequestError)) throw error;
          // Refused by ourselves on a further try: what the upstream said before tells more.
          if (told !== null && rowOf(error).evidence === 'own') throw told;
          told = error;
          const wait = waitBefore(tries, error, request, context, random());
          // Its breaker has just opened: nothing is gained by waiting for a refusal.
          if (wait === null || request.isShutIn(wait.waitMs) || !request.furtherTries.take()) throw error;
          if (!budget.withdraw(context.clock.monotonicMs())) throw error;
          await sleep(context.clock, wait.waitMs, context.signal);
        }
      }
    };
}

/** How long to wait before the next try here; `null`: this target is not tried again. */
function waitBefore(
  tries: number,
  error: RequestError,
  request: TargetRequest,
  context: RequestContext,
  random: number,
): RetryWait | null {
  const { baseMs, capMs } = request.policy.retry;
  const leftMs = remainingMs(context);
  const otherTargetAvailable = request.othersLeft() === 'available';
  const situation = { triesHere: tries, otherTargetAvailable, remainingMs: leftMs };
  if (!mayRetryHere(error, situation)) return null;
  const about = { retry: tries, hintMs: error.retryAfterMs ?? null, leftMs };
  const wait = retryWait(about, { baseMs, capMs: besideOthers(request, capMs) }, random);
  return wait.decision === 'wait' ? wait : null;
}
