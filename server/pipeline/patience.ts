/** How long a request may still be kept waiting: by its deadline, and for the sake of others that could take over. */
import type { RequestContext, TargetRequest } from './service.ts';

/** While another target could answer, nobody is kept waiting for this one for longer. */
export const longestWaitBesideOthersMs = 1_000;

/** Until the deadline; infinite above the layer that sets one. */
export function remainingMs({ deadlineAtMs, clock }: RequestContext): number {
  return deadlineAtMs === null ? Number.POSITIVE_INFINITY : deadlineAtMs - clock.monotonicMs();
}

/** `mostMs`, and no more than may be waited beside others where there are any. */
export function besideOthers(request: Pick<TargetRequest, 'othersLeft'>, mostMs: number): number {
  return request.othersLeft() === 'available' ? Math.min(mostMs, longestWaitBesideOthersMs) : mostMs;
}
