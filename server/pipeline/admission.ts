/**
 * Lets in only as many requests as can be served at once, and keeps a bounded queue of those that wait. Above failover:
 * one request takes one place, however often it is tried.
 */
import { RequestError } from '../request-error.ts';
import type { Places } from './places.ts';
import type { ChatRequest, Layer } from './service.ts';

export function admission(places: Places): Layer<ChatRequest> {
  return (inner) =>
    async function* withAdmission(request, context) {
      const release = await places.enter(request.origin.client, context.signal);
      if (release === null)
        throw new RequestError(
          'shed',
          `too much is waiting: ${places.running} requests are served and ${places.queued} queued; try again later`,
          { retryAfterMs: 1_000 },
        );
      try {
        yield* inner(request, context);
      } finally {
        release();
      }
    };
}
