/**
 * Ends an attempt that stays silent: before the headers, before the first content part, between two parts; one that takes
 * longer than its track allows; and one that finds all our connections taken, for which nobody is to blame but us. Below
 * rate-limit, because our own queueing is not the vendor's fault, and below breaker, so that it sees the silence.
 */
import { isContent, type Part } from '../../protocol/part.ts';
import type { Clock } from '../clock.ts';
import { type LinkedAbort, linkedAbort } from '../linked-abort.ts';
import { RequestError } from '../request-error.ts';
import { longestWaitBesideOthersMs, remainingMs } from './patience.ts';
import type { Layer, RequestContext, TargetRequest, WireObserver } from './service.ts';

/** A finished answer may still bring its usage; it is waited for this long, and not missed. */
const afterFinishMs = 2_000;

export const timeouts: Layer<TargetRequest> = (inner) =>
  async function* withTimeouts(request, context) {
    const silence = new Silence(request, context);
    const { signal } = silence;
    const parts = inner({ ...request, wire: silence.wire }, { ...context, signal })[Symbol.asyncIterator]();
    try {
      for (;;) {
        silence.waiting();
        const next = await parts.next();
        silence.heard(next.done === true ? null : next.value);
        if (next.done === true) return;
        yield next.value;
      }
    } catch (error) {
      if (!silence.hasEndedFinished) throw error;
    } finally {
      silence.stop();
      await parts.return?.();
    }
  };

/** Beyond its limit an attempt goes on while all others are shut; how often it is asked whether they still are. */
const lookAgainMs = 1_000;

interface Limit {
  readonly ms: number;
  /** On the monotonic clock. */
  readonly untilMs: number;
}

type Phase = 'unsent' | 'queued' | 'before-headers' | 'before-content' | 'in-content' | 'finished';

/** Watches one attempt. One timer at a time, set anew only when it fires or the phase changes, not at every part. */
class Silence {
  readonly #request: TargetRequest;
  readonly #clock: Clock;
  readonly #abort: LinkedAbort;
  /** By which the track wants an answer to be complete; `null`: the request's own deadline comes first. */
  readonly #trackDeadline: Limit | null;
  #phase: Phase = 'unsent';
  #queuedAtMs = 0;
  #sentAtMs = 0;
  /** Since when the attempt is waited for; `null` while its reader is busy, which is not the upstream's silence. */
  #waitingSinceMs: number | null = null;
  #openChoices: number;
  #cancelTimer: () => void = () => {};
  /** We have ended it; the caller's own end is another. */
  #hasEnded = false;

  constructor(request: TargetRequest, context: RequestContext) {
    this.#request = request;
    this.#abort = linkedAbort(context.signal);
    this.#clock = context.clock;
    this.#openChoices = request.chat.choices ?? 1;
    const ms = request.policy.timeouts.deadlineMs;
    this.#trackDeadline = ms < remainingMs(context) ? { ms, untilMs: context.clock.monotonicMs() + ms } : null;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get wire(): WireObserver {
    const outer = this.#request.wire;
    return {
      ...outer,
      queued: () => {
        outer.queued();
        this.#queuedAtMs = this.#clock.monotonicMs();
        this.#enter('queued');
      },
      sending: () => {
        outer.sending();
        this.#sentAtMs = this.#clock.monotonicMs();
        this.#enter('before-headers');
      },
      headers: (status, headers) => {
        if (this.#phase === 'before-headers') this.#enter('before-content');
        outer.headers(status, headers);
      },
    };
  }

  waiting(): void {
    this.#waitingSinceMs ??= this.#clock.monotonicMs();
  }

  heard(part: Part | null): void {
    // Counting goes on beside the answer: usage alone, however often it comes, is no answer going on.
    if (part?.type === 'usage') return;
    this.#waitingSinceMs = null;
    if (part === null) return;
    if (part.type === 'finish') this.#openChoices -= 1;
    if (this.#openChoices <= 0 && this.#phase !== 'finished') this.#enter('finished');
    else if (isContent(part) && this.#phase !== 'in-content' && this.#phase !== 'finished') this.#enter('in-content');
  }

  /** Whether all that failed is our own waiting for the usage of an answer that had already finished. */
  get hasEndedFinished(): boolean {
    return this.#phase === 'finished' && this.#hasEnded;
  }

  stop(): void {
    this.#cancelTimer();
    this.#abort.unlink();
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#check();
  }

  /** Aborts when the phase's time is up, else looks again when it would be. */
  #check = (): void => {
    this.#cancelTimer();
    const limit = this.#limit();
    if (limit === null) return;
    const leftMs = limit.untilMs - this.#clock.monotonicMs();
    if (leftMs <= 0) this.#end(this.#error(limit));
    else this.#cancelTimer = this.#clock.after(leftMs, this.#check);
  };

  #end(error: RequestError): void {
    this.#hasEnded = true;
    this.#abort.abort(error);
  }

  #limit(): Limit | null {
    const limit = this.#phaseLimit();
    const whole = this.#phase === 'finished' ? null : this.#trackDeadline;
    return limit === null || (whole !== null && whole.untilMs < limit.untilMs) ? whole : limit;
  }

  #phaseLimit(): Limit | null {
    const { headersMs, firstPartMs, idleMs } = this.#request.policy.timeouts;
    const idleSinceMs = this.#waitingSinceMs ?? this.#clock.monotonicMs();
    switch (this.#phase) {
      case 'unsent':
        return null;
      case 'queued':
        return this.#besideOthers(longestWaitBesideOthersMs, this.#queuedAtMs);
      case 'before-headers':
        return this.#besideOthers(headersMs, this.#sentAtMs);
      case 'before-content':
        return this.#besideOthers(firstPartMs, this.#sentAtMs);
      case 'in-content':
        return { ms: idleMs, untilMs: idleSinceMs + idleMs };
      case 'finished':
        return { ms: afterFinishMs, untilMs: idleSinceMs + afterFinishMs };
    }
  }

  /** A limit that holds while another target could take over; without one the deadline takes its place. */
  #besideOthers(ms: number, sinceMs: number): Limit | null {
    switch (this.#request.othersLeft()) {
      case 'none':
        return null;
      case 'shut':
        return { ms, untilMs: Math.max(sinceMs + ms, this.#clock.monotonicMs() + lookAgainMs) };
      case 'available':
        return { ms, untilMs: sinceMs + ms };
    }
  }

  #error(limit: Limit): RequestError {
    const target = this.#request.target.name;
    const { ms } = limit;
    if (limit === this.#trackDeadline) {
      const message = `${target} gave no complete answer within the ${ms} ms its track allows`;
      return new RequestError(this.#phase === 'in-content' ? 'truncated' : 'timeout', message, { target });
    }
    if (this.#phase === 'queued') {
      const message = `${target}: all our connections to it have been taken for ${ms} ms`;
      return new RequestError('limiter-full', message, { target });
    }
    if (this.#phase === 'before-headers') return timeout(`${target} sent no headers within ${ms} ms`, target);
    if (this.#phase === 'before-content') return timeout(`${target} sent no content within ${ms} ms`, target);
    return new RequestError('truncated', `${target} fell silent for ${ms} ms in the middle of its answer`, { target });
  }
}

function timeout(message: string, target: string): RequestError {
  return new RequestError('timeout', message, { target });
}
