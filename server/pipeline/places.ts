/** Waiting for a place: what `ConcurrencyLimit` decides, as a promise. Fair between clients, bounded, cancellable. */
import { ConcurrencyLimit, type Ticket } from '../resilience/concurrency-limit.ts';

/** Gives the place back; only the first call counts. */
export type Release = () => void;

interface Waiter {
  readonly admit: () => void;
  readonly shed: () => void;
}

export class Places {
  readonly #limit: ConcurrencyLimit;
  readonly #waiters = new Map<Ticket, Waiter>();

  constructor(limit: number, maxQueued: number) {
    this.#limit = new ConcurrencyLimit(limit, maxQueued);
  }

  get running(): number {
    return this.#limit.running;
  }

  get queued(): number {
    return this.#limit.queued;
  }

  /** Whoever comes now waits. */
  get isFull(): boolean {
    return this.#limit.running >= this.#limit.limit || this.#limit.queued > 0;
  }

  setLimit(limit: number): void {
    this.#admit(this.#limit.setLimit(limit));
  }

  /**
   * Takes a place, after waiting for it if need be. `null`: the queue is full, or a client with fewer in it has taken
   * this one's place. Rejects with the signal's reason when it is aborted first.
   */
  async enter(client: string, signal: AbortSignal): Promise<Release | null> {
    signal.throwIfAborted();
    const entrance = this.#limit.enter(client);
    if (entrance.result === 'shed') return null;
    if (entrance.result === 'queued') {
      if (entrance.displaced !== null) this.#take(entrance.displaced)?.shed();
      if (!(await this.#wait(entrance.ticket, signal))) return null;
    }
    return this.#release();
  }

  /** Takes a place if one is free and nobody waits for it; `null`: `enter` would wait. */
  tryEnter(client: string): Release | null {
    if (this.isFull) return null;
    return this.#limit.enter(client).result === 'admitted' ? this.#release() : null;
  }

  #release(): Release {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#admit(this.#limit.leave());
    };
  }

  #wait(ticket: Ticket, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#take(ticket);
        this.#limit.abandon(ticket);
        reject(signal.reason);
      };
      const end = (admitted: boolean) => () => {
        signal.removeEventListener('abort', onAbort);
        resolve(admitted);
      };
      this.#waiters.set(ticket, { admit: end(true), shed: end(false) });
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #admit(tickets: readonly Ticket[]): void {
    for (const ticket of tickets) this.#take(ticket)?.admit();
  }

  #take(ticket: Ticket): Waiter | undefined {
    const waiter = this.#waiters.get(ticket);
    this.#waiters.delete(ticket);
    return waiter;
  }
}
