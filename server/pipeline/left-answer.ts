/** An answer whose caller may leave before its end: the upstream is then read on in the background until its usage comes. */
import type { Part } from '../../protocol/part.ts';
import type { Clock } from '../clock.ts';
import { RequestError } from '../request-error.ts';

/** Parts of one attempt, under a signal of their own: the caller's reaches the upstream through `stop` alone. */
export class LeavableAnswer {
  readonly #stop = new AbortController();
  readonly #parts: AsyncIterator<Part>;
  #pending: Promise<IteratorResult<Part>> | null = null;
  #isOpen = true;

  constructor(open: (signal: AbortSignal) => AsyncIterable<Part>) {
    this.#parts = open(this.#stop.signal)[Symbol.asyncIterator]();
  }

  /** Neither has its end been read nor has it failed. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Its end, where it came to one, is not the upstream's own. */
  get isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Parts until the caller's signal is aborted, which throws its reason at once and leaves the upstream as it is. */
  async *whileWanted(signal: AbortSignal): AsyncGenerator<Part> {
    const gone = Promise.withResolvers<never>();
    // Without a part pending nobody waits for it.
    gone.promise.catch(() => {});
    const leave = () => gone.reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    try {
      for (;;) {
        signal.throwIfAborted();
        const next = await Promise.race([this.#next(), gone.promise]);
        if (next.done === true) return;
        this.#pending = null;
        yield next.value;
      }
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** What still comes once the caller has left. Throws what the upstream throws. */
  async *rest(): AsyncGenerator<Part> {
    for (let next = await this.#next(); next.done !== true; next = await this.#next()) {
      this.#pending = null;
      yield next.value;
    }
  }

  /** Ends the exchange with the upstream; resolves when everything it held is given back. */
  async stop(reason: unknown): Promise<void> {
    this.#stop.abort(reason);
    await this.#parts.return?.().catch(() => {});
  }

  /** The part that was asked for when the caller left is not asked for twice. */
  #next(): Promise<IteratorResult<Part>> {
    this.#pending ??= this.#parts.next().then(
      (next) => {
        if (next.done === true) this.#isOpen = false;
        return next;
      },
      (error: unknown) => {
        this.#isOpen = false;
        throw error;
      },
    );
    return this.#pending;
  }
}

/** Bounds how many answers are read on at once, and each in time. */
export class Drains {
  readonly #most: number;
  readonly #longestMs: number;
  readonly #stops = new Map<LeavableAnswer, Promise<void>>();

  constructor(most = 8, longestMs = 10_000) {
    this.#most = most;
    this.#longestMs = longestMs;
  }

  get isFull(): boolean {
    return this.#stops.size >= this.#most;
  }

  /** Reads on; `ended` is told whether the answer came to its own end. */
  begin(answer: LeavableAnswer, clock: Clock, note: (part: Part) => void, ended: (whole: boolean) => void): void {
    const reading = this.#read(answer, clock, note).then(ended);
    this.#stops.set(answer, reading);
    void reading.finally(() => this.#stops.delete(answer));
  }

  /** Gives all up; resolves when they are booked. */
  async close(): Promise<void> {
    const reason = new RequestError('cancelled', 'the daemon ends');
    await Promise.all([...this.#stops].map(([answer, reading]) => Promise.all([answer.stop(reason), reading])));
  }

  async #read(answer: LeavableAnswer, clock: Clock, note: (part: Part) => void): Promise<boolean> {
    const tooLong = new RequestError('cancelled', `no usage within ${this.#longestMs} ms after the caller had gone`);
    const cancelTimer = clock.after(this.#longestMs, () => void answer.stop(tooLong));
    try {
      for await (const part of answer.rest()) note(part);
      return !answer.isStopped;
    } catch {
      return false;
    } finally {
      cancelTimer();
    }
  }
}
