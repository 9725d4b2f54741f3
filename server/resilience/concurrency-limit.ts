/**
 * So many at once, a bounded queue behind them, and fairness between clients: places are given to the clients in turn,
 * and within a client in the order of arrival. It keeps the books only; who waits is woken by the caller.
 */

/** One place in the queue. */
export interface Ticket {
  readonly client: string;
  readonly number: number;
}

export type Entrance =
  | { readonly result: 'admitted' }
  /** `displaced`: lost its place to this one, because its client held the most of a full queue; it is to be shed. */
  | { readonly result: 'queued'; readonly ticket: Ticket; readonly displaced: Ticket | null }
  | { readonly result: 'shed' };

export class ConcurrencyLimit {
  #limit: number;
  readonly #maxQueued: number;
  #running = 0;
  #queued = 0;
  #tickets = 0;
  /** The client whose turn is next comes first. A client is in it only while it has tickets. */
  readonly #queues = new Map<string, Set<Ticket>>();

  constructor(limit: number, maxQueued: number) {
    this.#limit = limit;
    this.#maxQueued = maxQueued;
  }

  get limit(): number {
    return this.#limit;
  }

  get running(): number {
    return this.#running;
  }

  get queued(): number {
    return this.#queued;
  }

  /** Asks for a place: at once, in the queue, or not at all. */
  enter(client: string): Entrance {
    if (this.#running < this.#limit && this.#queued === 0) {
      this.#running += 1;
      return { result: 'admitted' };
    }
    const displaced = this.#queued < this.#maxQueued ? null : this.#displaceFor(client);
    if (displaced === null && this.#queued >= this.#maxQueued) return { result: 'shed' };
    const ticket = { client, number: ++this.#tickets };
    const queue = this.#queues.get(client) ?? new Set();
    this.#queues.set(client, queue.add(ticket));
    this.#queued += 1;
    return { result: 'queued', ticket, displaced };
  }

  /** One that was admitted has ended. Returns the tickets admitted in its place, at most one unless the limit has grown. */
  leave(): readonly Ticket[] {
    this.#running -= 1;
    return this.#admitNext();
  }

  /** The caller has gone; false: the ticket had been admitted, displaced or abandoned before. */
  abandon(ticket: Ticket): boolean {
    const queue = this.#queues.get(ticket.client);
    if (queue === undefined || !queue.delete(ticket)) return false;
    this.#queued -= 1;
    if (queue.size === 0) this.#queues.delete(ticket.client);
    return true;
  }

  /** Another limit from here on; who is running stays. Returns the tickets admitted by it. */
  setLimit(limit: number): readonly Ticket[] {
    this.#limit = limit;
    return this.#admitNext();
  }

  #admitNext(): readonly Ticket[] {
    const admitted: Ticket[] = [];
    while (this.#running < this.#limit) {
      const [turn] = this.#queues;
      if (turn === undefined) break;
      const [client, queue] = turn;
      const [ticket] = queue;
      this.#queues.delete(client);
      if (ticket === undefined) continue;
      queue.delete(ticket);
      if (queue.size > 0) this.#queues.set(client, queue);
      this.#queued -= 1;
      this.#running += 1;
      admitted.push(ticket);
    }
    return admitted;
  }

  /** Takes the newest ticket of the client that has most queued, if `client` will still have no more than it. */
  #displaceFor(client: string): Ticket | null {
    let largest: Set<Ticket> = new Set();
    for (const queue of this.#queues.values()) if (queue.size > largest.size) largest = queue;
    const own = this.#queues.get(client)?.size ?? 0;
    if (own + 1 >= largest.size) return null;
    const newest = [...largest].at(-1);
    if (newest !== undefined) this.abandon(newest);
    return newest ?? null;
  }
}
