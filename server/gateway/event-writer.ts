/** Writes the events of a stream: those that come together leave together, none later than it could have. */
import type { ServerResponse } from 'node:http';
import type { Readers } from './readers.ts';

/** Characters that are gathered at most before they leave. */
const mostWaiting = 64 * 1024;

export class EventWriter {
  readonly #response: ServerResponse;
  readonly #ended: AbortSignal;
  readonly #readers: Readers;
  #waiting = '';
  #hasBegun = false;

  /** `ended`: aborted when the request is to end, and so when the reader goes away. */
  constructor(response: ServerResponse, ended: AbortSignal, readers: Readers) {
    this.#response = response;
    this.#ended = ended;
    this.#readers = readers;
  }

  /**
   * Takes an event; the result is to be awaited where there is one: the reader has to catch up first, unless it goes away
   * or the request is to end.
   */
  write(event: string): Promise<void> | null {
    if (!this.#hasBegun) return this.#begin(event);
    // The tick ends when all that has been read from the upstream is handled; Node sends nothing earlier either.
    if (this.#waiting === '') process.nextTick(() => this.#flush());
    this.#waiting += event;
    if (this.#waiting.length > mostWaiting) this.#flush();
    return this.#response.writableNeedDrain ? this.#readers.caughtUp(this.#response, this.#ended) : null;
  }

  /** The first event leaves at once: somebody waits for it, while much may have come together with it. */
  #begin(event: string): Promise<void> | null {
    this.#hasBegun = true;
    this.#response.write(event);
    // Node holds back what is written until the tick ends.
    this.#response.socket?.uncork();
    return this.#response.writableNeedDrain ? this.#readers.caughtUp(this.#response, this.#ended) : null;
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
