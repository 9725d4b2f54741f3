/**
 * Keeps each track within its limits: here a try waits for room, or is refused. Below spend, so that an instant no comes
 * before a wait; above timeouts, because our own queueing is not the vendor's fault.
 */
import type { LimitStatus } from '../../protocol/status.ts';
import { totalInputTokens, totalOutputTokens, type Usage } from '../../protocol/usage.ts';
import { AnswerSize, type Estimator, expectedInputTokens } from '../catalogue/estimate.ts';
import type { Clock } from '../clock.ts';
import { RequestError } from '../request-error.ts';
import type { Room } from '../routing/candidate.ts';
import type { Track } from '../routing/target.ts';
import { besideOthers, remainingMs } from './patience.ts';
import type { Layer, RequestContext, TargetRequest } from './service.ts';
import { type Grant, TrackLimiter } from './track-limiter.ts';

export function rateLimit(limiters: TrackLimiters, estimator: Estimator): Layer<TargetRequest> {
  return (inner) =>
    async function* withRateLimit(request, context) {
      const inputTokens = expectedInputTokens(estimator, request.target.name, request.plainTokens);
      const grant = await limiters.of(request.target.track).acquire({
        client: request.origin.client,
        tokens: inputTokens + mostOutputTokens(request),
        maxWaitMs: maxWaitMs(request, context),
        signal: context.signal,
      });
      const answer = new AnswerSize();
      let reached = false;
      let isRefused = false;
      let isComplete = false;
      let told: Usage | null = null;
      const wire = {
        ...request.wire,
        connected: () => {
          request.wire.connected();
          reached = true;
        },
        headers: (...[status, headers]: Parameters<typeof request.wire.headers>) => {
          reached = true;
          isRefused = status < 200 || status >= 300;
          grant.told(headers);
          request.wire.headers(status, headers);
        },
      };
      try {
        for await (const part of inner({ ...request, wire }, context)) {
          if (part.type === 'usage') told = part.usage;
          else answer.add(part);
          yield part;
        }
        isComplete = true;
        grant.succeeded();
      } catch (error) {
        noteRefusal(error, grant);
        throw error;
      } finally {
        // What never reached the upstream is returned whole, its request too; what was refused used no tokens.
        if (!reached) grant.end(null);
        else grant.end(isRefused ? 0 : usedTokens({ told, isComplete, inputTokens, outputTokens: answer.tokens }));
      }
    };
}

interface Used {
  /** The latest count of the upstream's. */
  readonly told: Usage | null;
  readonly isComplete: boolean;
  /** By what is expected, and by the size of what came. */
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** As counted by the upstream. A count that came before an answer broke is a lower bound, and so is the size of what came. */
function usedTokens({ told, isComplete, inputTokens, outputTokens }: Used): number {
  if (told === null) return inputTokens + outputTokens;
  return totalInputTokens(told) + Math.max(totalOutputTokens(told), isComplete ? 0 : outputTokens);
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

  /** Whether a request of this size would be let through now; a track that was never used is full of room. */
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

function mostOutputTokens({ chat }: TargetRequest): number {
  return (chat.maxOutputTokens ?? 0) * (chat.choices ?? 1);
}

function maxWaitMs(request: TargetRequest, context: RequestContext): number {
  const leftMs = remainingMs(context);
  const { maxWaitMs: own } = request.target.track.limits;
  return own === null ? besideOthers(request, leftMs) : Math.min(own, leftMs);
}

/** Only the upstream's own 429 pauses a track; a Retry-After on anything else speaks for that answer alone. */
function noteRefusal(error: unknown, grant: Grant): void {
  if (error instanceof RequestError && error.kind === 'rate-limited') grant.refused(error.retryAfterMs);
}
