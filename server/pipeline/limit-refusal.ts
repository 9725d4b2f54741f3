/** Words the refusal of a request that a track's limits have no room for in time: which of them, how full, free when. */
import { RequestError } from '../request-error.ts';
import type { BucketLevel } from '../resilience/token-bucket.ts';
import { inSeconds } from '../seconds.ts';

/** A limit a minute as a request finds it. */
export interface FoundLimit {
  readonly level: BucketLevel;
  /** Until it has room for the request; infinite: the request is larger than the limit. */
  readonly waitMs: number;
}

/** What a request finds at a track; `null` is a limit the track does not have. */
export interface FoundLimits {
  readonly track: string;
  /** What the request may need, input and output. */
  readonly tokens: number;
  /** What is left of a pause the upstream asked for; 0: none. */
  readonly pauseMs: number;
  readonly requestLimit: FoundLimit | null;
  readonly tokenLimit: FoundLimit | null;
  readonly concurrency: number | null;
  /** How many wait before this request. */
  readonly ahead: number;
}

/** Names what keeps the request longest. Of kind `limiter-full`; without a `retryAfterMs` where no wait is known to help. */
export function limitRefusal(found: FoundLimits): RequestError {
  const { requestLimit, tokenLimit } = found;
  const waitMs = Math.max(found.pauseMs, requestLimit?.waitMs ?? 0, tokenLimit?.waitMs ?? 0);
  return new RequestError('limiter-full', `track ${found.track}: ${reason(found, waitMs)}`, {
    retryAfterMs: Number.isFinite(waitMs) ? waitMs : undefined,
    rateLimits: { requests: toldOf(requestLimit), tokens: toldOf(tokenLimit) },
  });
}

function reason(found: FoundLimits, waitMs: number): string {
  const { tokens, pauseMs, requestLimit, tokenLimit, concurrency, ahead } = found;
  const when = `; free in ${inSeconds(waitMs)}`;
  if (pauseMs > 0 && pauseMs >= waitMs) return `the upstream asked for a pause${when}`;
  if (tokenLimit !== null && tokenLimit.waitMs > 0 && tokenLimit.waitMs >= waitMs) {
    const { capacity, available } = tokenLimit.level;
    const limit = `its limit of ${capacity} tokens a minute`;
    if (!Number.isFinite(waitMs)) return `${limit} is smaller than this request of ${tokens}`;
    return `${limit} has ${Math.floor(available)} left and this request may need ${tokens}${when}`;
  }
  if (requestLimit !== null && waitMs > 0)
    return `its limit of ${requestLimit.level.capacity} requests a minute is used up${when}`;
  const limit = concurrency === null ? 'others are' : `its limit of ${concurrency} at once is reached, others are`;
  return `${limit} waiting before this request (${ahead} in line)`;
}

function toldOf(found: FoundLimit | null) {
  if (found === null) return null;
  const { capacity, available, fullInMs } = found.level;
  return { limit: capacity, remaining: available, resetMs: fullInMs };
}
