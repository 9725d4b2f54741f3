/** Who may use a connection now: as many exchanges at a time as connections may be open, the others in turn. */

/** Gives the turn back; only the first call counts. */
export type EndTurn = () => void;

interface Waiting {
  readonly host: string;
  readonly begin: () => void;
  readonly refuse: (reason: unknown) => void;
}

export class ConnectionTurns {
  readonly #perHost: number;
  readonly #inAll: number;
  readonly #byHost = new Map<string, number>();
  #running = 0;
  #line: Waiting[] = [];

  constructor(perHost: number, inAll: number) {
    this.#perHost = perHost;
    this.#inAll = inAll;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#line.length;
  }

  /** Rejects with the signal's reason when it is aborted first. */
  async take(host: string, signal: AbortSignal): Promise<EndTurn> {
    signal.throwIfAborted();
    if (!this.#isFree(host)) await this.#wait(host, signal);
    else this.#begin(host);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#end(host);
    };
  }

  /** Turns away all that wait. */
  close(reason: unknown): void {
    const line = this.#line;
    this.#line = [];
    for (const waiting of line) waiting.refuse(reason);
  }

  #wait(host: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#line = this.#line.filter((one) => one !== waiting);
        reject(signal.reason);
      };
      const leaveLine = () => signal.removeEventListener('abort', onAbort);
      const waiting: Waiting = {
        host,
        begin: () => {
          leaveLine();
          this.#begin(host);
          resolve();
        },
        refuse: (reason) => {
          leaveLine();
          reject(reason);
        },
      };
      this.#line.push(waiting);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #isFree(host: string): boolean {
    return this.#running < this.#inAll && (this.#byHost.get(host) ?? 0) < this.#perHost;
  }

  #begin(host: string): void {
    this.#running += 1;
    this.#byHost.set(host, (this.#byHost.get(host) ?? 0) + 1);
  }

  #end(host: string): void {
    this.#running -= 1;
    const left = (this.#byHost.get(host) ?? 0) - 1;
    if (left > 0) this.#byHost.set(host, left);
    else this.#byHost.delete(host);
    const next = this.#line.find((one) => this.#isFree(one.host));
    if (next === undefined) return;
    this.#line = this.#line.filter((one) => one !== next);
    next.begin();
  }
}
