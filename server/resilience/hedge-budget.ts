/** Keeps second, hedging attempts at or under one in `requestsPerHedge` requests, over any stretch from the start. */

const defaultRequestsPerHedge = 20;

/** So that a calm day does not save up for hedging every request of a bad minute. */
const mostSavedHedges = 10;

/** Counts in whole requests, so that no rounding ever gives one hedge too many. */
export class HedgeBudget {
  readonly #requestsPerHedge: number;
  #saved = 0;

  constructor(requestsPerHedge = defaultRequestsPerHedge) {
    this.#requestsPerHedge = requestsPerHedge;
  }

  deposit(): void {
    this.#saved = Math.min(this.#saved + 1, mostSavedHedges * this.#requestsPerHedge);
  }

  /** Takes one hedge out if there is one; false: wait for the attempt that runs. */
  withdraw(): boolean {
    if (this.#saved < this.#requestsPerHedge) return false;
    this.#saved -= this.#requestsPerHedge;
    return true;
  }
}
