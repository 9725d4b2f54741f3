/** The limits of one track and its key: concurrency, requests a minute and tokens a minute, shared by everyone who uses it. */
import type { LimitStatus } from '../../protocol/status.ts';
import { type Clock, sleep } from '../clock.ts';
import { linkedAbort } from '../linked-abort.ts';
import type { RequestError } from '../request-error.ts';
import { AdaptiveLimit, adaptivePeriodMs } from '../resilience/adaptive-limit.ts';
import { adjusted, taken, waitOf } from '../resilience/optional-bucket.ts';
import { Pause, waitForMoreMs } from '../resilience/pause.ts';
import { type Headers, readRateLimitHeaders } from '../resilience/rate-limit-headers.ts';
import type { Permits, TokenBucket, UpstreamLevel } from '../resilience/token-bucket.ts';
import type { Room } from '../routing/candidate.ts';
import type { Limits } from '../routing/target.ts';
import { type FoundLimit, limitRefusal } from './limit-refusal.ts';
import { Places, type Release } from './places.ts';

/** What one attempt holds of a track; given back, or reconciled with what was used, exactly once. */
export interface Grant {
  /** Believes the limits an answer tells of. */
  told(headers: Headers): void;
  /** The upstream refused for its rate; `retryAfterMs` pauses the whole track. */
  refused(retryAfterMs: number | undefined): void;
  succeeded(): void;
  /** Ends the hold: `usedTokens` is what the upstream counted; `null`: it never saw the attempt. */
  end(usedTokens: number | null): void;
}

export interface Demand {
  readonly client: string;
  readonly tokens: number;
  readonly maxWaitMs: number;
  readonly signal: AbortSignal;
}

const mostQueued = 10_000;

export class TrackLimiter {
  readonly #track: string;
  readonly #clock: Clock;
  #limits: Limits;
  #slots: Places | null = null;
  #requests: TokenBucket | null = null;
  #tokens: TokenBucket | null = null;
  #adaptive: AdaptiveLimit | null = null;
  /** A track may be paused without having a limit of its own. */
  readonly #pause = new Pause();
  #running = 0;
  /** One at a time waits for the buckets; the others stand in line behind it, in turn by client. */
  readonly #turn = new Places(1, mostQueued);
  /** Has that one look again: what it waits for may be there sooner than it was worked out. */
  #lookAgain: () => void = () => {};

  constructor(track: string, limits: Limits, clock: Clock) {
    this.#track = track;
    this.#clock = clock;
    this.#limits = limits;
    this.configure(limits);
  }

  /** Other limits from here on; what is taken stays taken. */
  configure(limits: Limits): void {
    // A bucket of another period cannot be adjusted to; a new one forgets at most one period's use.
    if (limits.adaptive !== this.#limits.adaptive) this.#requests = null;
    this.#limits = limits;
    const { requestsPerMinute, tokensPerMinute, concurrency, safetyFactor } = limits;
    const requests = requestsPerMinute === null ? null : requestsPerMinute * safetyFactor;
    this.#adaptive = limits.adaptive && requests !== null ? (this.#adaptive ?? new AdaptiveLimit(requests)) : null;
    if (requests !== null) this.#adaptive?.setCap(requests);
    const periodMs = limits.adaptive ? adaptivePeriodMs : undefined;
    this.#requests = adjusted(this.#requests, this.#adaptive?.perMinute ?? requests, periodMs);
    this.#tokens = adjusted(this.#tokens, tokensPerMinute === null ? null : tokensPerMinute * safetyFactor);
    if (concurrency === null) this.#slots = null;
    else if (this.#slots === null) this.#slots = new Places(concurrency, mostQueued);
    else this.#slots.setLimit(concurrency);
    this.#lookAgain();
  }

  /**
   * Takes a request, its tokens and a slot together, or nothing of them. Throws `RequestError` of kind `limiter-full`
   * when that would take longer than `maxWaitMs`, at once where this is known beforehand.
   */
  async acquire(demand: Demand): Promise<Grant> {
    return this.#acquireAtOnce(demand) ?? this.#acquireWaiting(demand);
  }

  /** The common case, without a timer: nobody waits and everything is there. */
  #acquireAtOnce(demand: Demand): Grant | null {
    demand.signal.throwIfAborted();
    if (this.#turn.running > 0 || this.#waitMs(demand) > 0) return null;
    const slot = this.#slots === null ? () => {} : this.#slots.tryEnter(demand.client);
    return slot === null ? null : this.#take(demand, slot);
  }

  async #acquireWaiting(demand: Demand): Promise<Grant> {
    if (this.#waitMs(demand) > demand.maxWaitMs) throw this.#refusal(demand);
    const patience = linkedAbort(demand.signal);
    const stop = this.#clock.after(demand.maxWaitMs, () => patience.abort(this.#refusal(demand)));
    const { signal } = patience;
    let slot: Release | null = () => {};
    let turn: Release | null = null;
    try {
      if (this.#slots !== null) slot = await this.#slots.enter(demand.client, signal);
      turn = await this.#turn.enter(demand.client, signal);
      if (slot === null || turn === null) throw this.#refusal(demand);
      const grant = await this.#takeWhenThere(demand, signal, slot);
      slot = null;
      return grant;
    } finally {
      stop();
      patience.unlink();
      turn?.();
      slot?.();
    }
  }

  /** Whether a request of this size would be let through now; nothing is taken. */
  room(tokens: number): Room {
    if (this.#turn.running > 0 || this.#slots?.isFull === true) return 'busy';
    const waitMs = this.#waitMs({ tokens });
    return Number.isFinite(waitMs) ? waitMs : 'never';
  }

  /** Ends a pause the upstream asked for, because a person says so. */
  resume(): void {
    this.#pause.end();
  }

  status(): LimitStatus {
    const nowMs = this.#clock.monotonicMs();
    const level = (bucket: TokenBucket | null) => {
      if (bucket === null) return null;
      const { capacity, available } = bucket.level(nowMs);
      return { capacity, available };
    };
    return {
      track: this.#track,
      requests: level(this.#requests),
      tokens: level(this.#tokens),
      running: this.#running,
      waiting: (this.#slots?.queued ?? 0) + this.#turn.running + this.#turn.queued,
      pausedForMs: this.#pause.leftMs(nowMs),
    };
  }

  async #takeWhenThere(demand: Demand, signal: AbortSignal, slot: Release): Promise<Grant> {
    for (;;) {
      const waitMs = this.#waitMs(demand);
      if (waitMs === 0) return this.#take(demand, slot);
      if (waitMs > demand.maxWaitMs) throw this.#refusal(demand);
      await this.#sleepUntilChange(waitMs, signal);
    }
  }

  async #sleepUntilChange(waitMs: number, signal: AbortSignal): Promise<void> {
    const waiting = linkedAbort(signal);
    this.#lookAgain = () => waiting.abort(null);
    try {
      await sleep(this.#clock, waitMs, waiting.signal);
    } catch (error) {
      if (signal.aborted) throw error;
    } finally {
      this.#lookAgain = () => {};
      waiting.unlink();
    }
  }

  #take(demand: Demand, slot: Release): Grant {
    const nowMs = this.#clock.monotonicMs();
    const requests = this.#requests;
    const tokens = this.#tokens;
    const requestPermit = taken(requests, 1, nowMs);
    const tokenPermits = taken(tokens, demand.tokens, nowMs);
    let ended = false;
    this.#running += 1;
    return {
      told: (headers) => {
        const levels = readRateLimitHeaders(headers, this.#clock.epochMs());
        const heardAtMs = this.#clock.monotonicMs();
        const believe = (
          bucket: TokenBucket | null,
          permits: Permits | null,
          level: UpstreamLevel | null,
          amount: number,
        ) => {
          if (level === null) return;
          if (permits === null) this.#pause.extend(waitForMoreMs(level, amount), heardAtMs);
          else bucket?.believe(level, permits, heardAtMs);
        };
        believe(requests, requestPermit, levels.requests, 1);
        believe(tokens, tokenPermits, levels.tokens, demand.tokens);
        this.#lookAgain();
      },
      refused: (retryAfterMs) => {
        const heardAtMs = this.#clock.monotonicMs();
        if (retryAfterMs !== undefined) this.#pause.extend(retryAfterMs, heardAtMs);
        this.#adaptive?.refused(nowMs, heardAtMs);
        if (this.#adaptive !== null) requests?.setLimit(this.#adaptive.perMinute);
      },
      succeeded: () => {
        this.#adaptive?.succeeded(this.#clock.monotonicMs());
        if (this.#adaptive !== null) requests?.setLimit(this.#adaptive.perMinute);
        this.#lookAgain();
      },
      end: (usedTokens) => {
        if (ended) return;
        ended = true;
        this.#running -= 1;
        const endedAtMs = this.#clock.monotonicMs();
        if (usedTokens === null && requestPermit !== null) requests?.giveBack(requestPermit, endedAtMs);
        if (tokenPermits !== null) tokens?.reconcile(tokenPermits, usedTokens ?? 0, endedAtMs);
        slot();
        this.#lookAgain();
      },
    };
  }

  /** Until everything fits, going by what is known now. Milliseconds; infinite for what never fits. */
  #waitMs({ tokens }: Pick<Demand, 'tokens'>): number {
    const nowMs = this.#clock.monotonicMs();
    const pauseMs = this.#pause.leftMs(nowMs);
    return Math.max(pauseMs, waitOf(this.#requests, 1, nowMs), waitOf(this.#tokens, tokens, nowMs));
  }

  #refusal({ tokens }: Demand): RequestError {
    const nowMs = this.#clock.monotonicMs();
    return limitRefusal({
      track: this.#track,
      tokens,
      pauseMs: this.#pause.leftMs(nowMs),
      requestLimit: found(this.#requests, 1, nowMs),
      tokenLimit: found(this.#tokens, tokens, nowMs),
      concurrency: this.#limits.concurrency,
      ahead: (this.#slots?.queued ?? 0) + this.#turn.queued,
    });
  }
}

function found(bucket: TokenBucket | null, amount: number, nowMs: number): FoundLimit | null {
  return bucket === null ? null : { level: bucket.level(nowMs), waitMs: waitOf(bucket, amount, nowMs) };
}
