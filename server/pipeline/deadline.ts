/**
 * Ends a request when its time is up, whatever it waits for: also for its reader, while all layers stand still. Above
 * all other layers, so that waiting anywhere counts.
 */
import { RequestError } from '../request-error.ts';
import type { ChatRequest, Layer } from './service.ts';

export function deadline(deadlineMsFor: (request: ChatRequest) => number): Layer<ChatRequest> {
  return (inner) =>
    async function* withDeadline(request, context) {
      const deadlineMs = deadlineMsFor(request);
      const stop = context.clock.after(deadlineMs, () =>
        context.end(new RequestError('deadline', `no complete answer within the deadline of ${deadlineMs} ms`)),
      );
      try {
        yield* inner(request, { ...context, deadlineAtMs: context.clock.monotonicMs() + deadlineMs });
      } finally {
        stop();
      }
    };
}
