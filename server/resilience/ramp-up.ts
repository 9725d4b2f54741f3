/**
 * Lets a target that has just come back warm up: few requests at once, one more with every success.
 *
 * It counts what is in flight instead of refusing a share by chance: traffic that comes one by one is never refused,
 * a crowd doubles with each round trip, and the same events always give the same answer. See
 * `docs/decisions/050-circuit-breaker.md`.
 */
const firstInFlight = 2;

export class RampUp {
  /** From here on everything is admitted, whatever became of the leases: a lost one cannot hold the target down. */
  readonly endsAtMs: number;
  readonly #inFlight = new Set<number>();
  #allowed = firstInFlight;

  constructor(endsAtMs: number) {
    this.endsAtMs = endsAtMs;
  }

  /** Whether the lease `id` may go now; if so it counts as in flight until it is settled. */
  admit(id: number, nowMs: number): boolean {
    if (nowMs >= this.endsAtMs) return true;
    if (this.#inFlight.size >= this.#allowed) return false;
    this.#inFlight.add(id);
    return true;
  }

  settle(id: number, outcome: 'success' | 'failure' | 'ignored'): void {
    if (this.#inFlight.delete(id) && outcome === 'success') this.#allowed += 1;
  }
}
