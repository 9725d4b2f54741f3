/**
 * Ends an attempt that stays silent: before the headers, before the first content part, between two parts. Below
 * rate-limit, because our own queueing is not the vendor's fault, and below breaker, so that it sees the silence.
 */
import { isContent, type Part } from '../../protocol/part.ts';
import type { Clock } from '../clock.ts';
import { RequestError } from '../request-error.ts';
import type { CallContext, Layer, TargetRequest, WireObserver } from './service.ts';

/** A finished answer may still bring its usage; it is waited for this long, and not missed. */
const afterFinishMs = 2_000;

export const timeouts: Layer<TargetRequest> = (inner) =>
  async function* withTimeouts(request, context) {
    const silence = new Silence(request, context);
    const signal = AbortSignal.any([context.signal, silence.signal]);
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
      if (!silence.endedAfterFinish(error)) throw error;
    } finally {
      silence.stop();
      await parts.return?.();
    }
  };

type Phase = 'unsent' | 'before-headers' | 'before-content' | 'in-content' | 'finished';

/** Watches one attempt. One timer at a time, set anew only when it fires or the phase changes, not at every part. */
class Silence {
  readonly #request: TargetRequest;
  readonly #clock: Clock;
  readonly #abort = new AbortController();
  #phase: Phase = 'unsent';
  #sentAtMs = 0;
  /** Since when the attempt is waited for; `null` while its reader is busy, which is not the upstream's silence. */
  #waitingSinceMs: number | null = null;
  #openChoices: number;
  #cancelTimer: () => void = () => {};

  constructor(request: TargetRequest, context: CallContext) {
    this.#request = request;
    this.#clock = context.clock;
    this.#openChoices = request.chat.choices ?? 1;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get wire(): WireObserver {
    const outer = this.#request.wire;
    return {
      ...outer,
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

  /** Whether the error is only our own end of waiting for an answer that had already finished. */
  endedAfterFinish(error: unknown): boolean {
    return this.#phase === 'finished' && this.#abort.signal.aborted && error === this.#abort.signal.reason;
  }

  stop(): void {
    this.#cancelTimer();
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
    if (leftMs <= 0) this.#abort.abort(this.#error(limit));
    else this.#cancelTimer = this.#clock.after(leftMs, this.#check);
  };

  #limit(): { readonly ms: number; readonly untilMs: number } | null {
    const { headersMs, firstPartMs, idleMs } = this.#request.policy.timeouts;
    const idleSinceMs = this.#waitingSinceMs ?? this.#clock.monotonicMs();
    switch (this.#phase) {
      case 'unsent':
        return null;
      case 'before-headers':
        return this.#request.isLastTarget ? null : { ms: headersMs, untilMs: this.#sentAtMs + headersMs };
      case 'before-content':
        return this.#request.isLastTarget ? null : { ms: firstPartMs, untilMs: this.#sentAtMs + firstPartMs };
      case 'in-content':
        return { ms: idleMs, untilMs: idleSinceMs + idleMs };
      case 'finished':
        return { ms: afterFinishMs, untilMs: idleSinceMs + afterFinishMs };
    }
  }

  #error({ ms }: { readonly ms: number }): RequestError {
    const target = this.#request.target.name;
    if (this.#phase === 'before-headers') return timeout(`${target} sent no headers within ${ms} ms`, target);
    if (this.#phase === 'before-content') return timeout(`${target} sent no content within ${ms} ms`, target);
    return new RequestError('truncated', `${target} fell silent for ${ms} ms in the middle of its answer`, { target });
  }
}

function timeout(message: string, target: string): RequestError {
  return new RequestError('timeout', message, { target });
}
