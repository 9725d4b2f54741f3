/** Writes the events of a stream: those that come together leave together, none later than it could have. */
import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import { drained } from './reply.ts';

/** Characters that are gathered at most before they leave. */
const mostWaiting = 64 * 1024;

export class EventWriter {
  readonly #response: ServerResponse;
  readonly #signal: AbortSignal;
  readonly #clock: Clock;
  #waiting = '';
  #hasBegun = false;

  /** `signal`: aborted when the reader goes away. */
  constructor(response: ServerResponse, signal: AbortSignal, clock: Clock) {
    this.#response = response;
    this.#signal = signal;
    this.#clock = clock;
  }

  /**
   * Takes an event; the result is to be awaited where there is one: the reader has to catch up first. Rejects when it
   * goes away or is stuck.
   */
  write(event: string): Promise<void> | null {
    if (!this.#hasBegun) return this.#begin(event);
    // The tick ends when all that has been read from the upstream is handled; Node sends nothing earlier either.
    if (this.#waiting === '') process.nextTick(() => this.#flush());
    this.#waiting += event;
    if (this.#waiting.length > mostWaiting) this.#flush();
    return this.#response.writableNeedDrain ? drained(this.#response, this.#signal, this.#clock) : null;
  }

  /** The first event leaves at once: somebody waits for it, while much may have come together with it. */
  #begin(event: string): Promise<void> | null {
    this.#hasBegun = true;
    this.#response.write(event);
    // Node holds back what is written until the tick ends.
    this.#response.socket?.uncork();
    return this.#response.writableNeedDrain ? drained(this.#response, this.#signal, this.#clock) : null;
  }

  /** What has not left yet, to be sent with what ends the stream. */
  takeWaiting(): string {
    const waiting = this.#waiting;
    this.#waiting = '';
    return waiting;
  }

  #flush(): void {
    const events = this.takeWaiting();
    if (events !== '' && !this.#response.destroyed) this.#response.write(events);
  }
}
