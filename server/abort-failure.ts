/** Why a signal was aborted, as the failure of a request. */
import { RequestError } from './request-error.ts';

/** `null`: it was not. */
export function abortFailure(signal: AbortSignal): RequestError | null {
  if (!signal.aborted) return null;
  if (signal.reason instanceof RequestError) return signal.reason;
  return new RequestError('cancelled', 'The request was cancelled.', { cause: signal.reason });
}

export function throwIfAborted(signal: AbortSignal): void {
  const failure = abortFailure(signal);
  if (failure !== null) throw failure;
}
