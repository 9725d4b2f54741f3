/** Ends a request when its time is up, whatever it waits for. Above all other layers, so that waiting anywhere counts. */
import { linkedAbort } from '../linked-abort.ts';
import { RequestError } from '../request-error.ts';
import type { ChatRequest, Layer } from './service.ts';

export function deadline(deadlineMsFor: (request: ChatRequest) => number): Layer<ChatRequest> {
  return (inner) =>
    async function* withDeadline(request, context) {
      const deadlineMs = deadlineMsFor(request);
      const ending = linkedAbort(context.signal);
      const stop = context.clock.after(deadlineMs, () =>
        ending.abort(new RequestError('deadline', `no complete answer within the deadline of ${deadlineMs} ms`)),
      );
      try {
        yield* inner(request, {
          ...context,
          signal: ending.signal,
          deadlineAtMs: context.clock.monotonicMs() + deadlineMs,
        });
      } finally {
        stop();
        ending.unlink();
      }
    };
}
