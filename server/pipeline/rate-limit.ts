/**
 * Keeps each track within its limits: here a try waits for room, or is refused. Below spend, so that an instant no comes
 * before a wait; above timeouts, because our own queueing is not the vendor's fault.
 */
import type { LimitStatus } from '../../protocol/status.ts';
import { totalInputTokens, totalOutputTokens } from '../../protocol/usage.ts';
import { type Estimator, expectedInputTokens, plainEstimator } from '../catalogue/estimate.ts';
import type { Clock } from '../clock.ts';
import { RequestError } from '../request-error.ts';
import type { Room } from '../routing/candidate.ts';
import type { Track } from '../routing/target.ts';
import type { Layer, RequestContext, TargetRequest } from './service.ts';
import { type Grant, TrackLimiter } from './track-limiter.ts';

/** While the plan has another target, nobody waits here for longer. */
const longestWaitBesideOthersMs = 1_000;

export function rateLimit(limiters: TrackLimiters, estimator = plainEstimator): Layer<TargetRequest> {
  return (inner) =>
    async function* withRateLimit(request, context) {
      const reserved = reserve(request, estimator);
      const grant = await limiters.of(request.target.track).acquire({
        client: request.origin.client,
        tokens: reserved,
        maxWaitMs: maxWaitMs(request, context),
        signal: context.signal,
      });
      let reached = false;
      let used: number | null = null;
      const wire = {
        ...request.wire,
        connected: () => {
          request.wire.connected();
          reached = true;
        },
        headers: (...told: Parameters<typeof request.wire.headers>) => {
          reached = true;
          grant.told(told[1]);
          request.wire.headers(...told);
        },
      };
      try {
        for await (const part of inner({ ...request, wire }, context)) {
          if (part.type === 'usage') used = totalInputTokens(part.usage) + totalOutputTokens(part.usage);
          yield part;
        }
        grant.succeeded();
      } catch (error) {
        noteRefusal(error, grant);
        throw error;
      } finally {
        // Unknown use is taken to be what was reserved; what never reached the upstream is returned whole.
        grant.end(reached ? (used ?? reserved) : null);
      }
    };
}

/** One limiter a track: all windows and tools on its key share it. */
export class TrackLimiters {
  readonly #clock: Clock;
  readonly #limiters = new Map<string, TrackLimiter>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Of the tracks that were used. */
  status(): readonly LimitStatus[] {
    return [...this.#limiters.values()].map((limiter) => limiter.status());
  }

  /** Other limits from here on: a request that holds an older plan is counted by these, too. */
  configure(tracks: Iterable<Track>): void {
    for (const { name, limits } of tracks) this.#limiters.get(name)?.configure(limits);
  }

  /** Whether a request of so many tokens would be let through now; a track that was never used is full of room. */
  room(track: string, tokens: number): Room {
    return this.#limiters.get(track)?.room(tokens) ?? 0;
  }

  of(track: Track): TrackLimiter {
    const known = this.#limiters.get(track.name);
    if (known !== undefined) return known;
    const limiter = new TrackLimiter(track.name, track.limits, this.#clock);
    this.#limiters.set(track.name, limiter);
    return limiter;
  }
}

function reserve({ chat, target, plainTokens }: TargetRequest, estimator: Estimator): number {
  const inputTokens = expectedInputTokens(estimator, target.name, plainTokens);
  return inputTokens + (chat.maxOutputTokens ?? 0) * (chat.choices ?? 1);
}

function maxWaitMs(request: TargetRequest, context: RequestContext): number {
  const own = request.target.track.limits.maxWaitMs;
  const leftMs =
    context.deadlineAtMs === null ? Number.POSITIVE_INFINITY : context.deadlineAtMs - context.clock.monotonicMs();
  const chosen = own ?? (request.othersLeft() === 'available' ? longestWaitBesideOthersMs : leftMs);
  return Math.min(chosen, leftMs);
}

/** Only the upstream's own 429 pauses a track; a Retry-After on anything else speaks for that answer alone. */
function noteRefusal(error: unknown, grant: Grant): void {
  if (error instanceof RequestError && error.kind === 'rate-limited') grant.refused(error.retryAfterMs);
}
