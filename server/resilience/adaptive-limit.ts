/**
 * Finds the rate an upstream without a fixed quota allows at the moment: up a little with every success, down by half
 * at a 429, never above what the user allows.
 *
 * It only decides on the rate; a `TokenBucket` with a short period (`adaptivePeriodMs`) gives out the permits, so that
 * a wrong guess costs a few attempts and not a minute's worth of them. The figures are in
 * `docs/decisions/051-rate-limit.md`.
 */
export const adaptivePeriodMs = 5_000;

const decrease = 0.5;
/** Added over as many successes as the limit allows in a minute: at full use the limit grows by this each minute. */
const increaseShareOfCap = 1 / 20;
const lowestPerMinute = 1;

export class AdaptiveLimit {
  #capPerMinute: number;
  #perMinute: number;
  #decreasedAtMs = Number.NEGATIVE_INFINITY;

  constructor(capPerMinute: number) {
    this.#capPerMinute = capPerMinute;
    this.#perMinute = capPerMinute;
  }

  get perMinute(): number {
    return this.#perMinute;
  }

  setCap(capPerMinute: number): void {
    this.#capPerMinute = capPerMinute;
    this.#perMinute = Math.min(this.#perMinute, capPerMinute);
  }

  /** Only use earns more: a limit nobody reaches for stays where it is. */
  succeeded(): void {
    const step = (this.#capPerMinute * increaseShareOfCap) / this.#perMinute;
    this.#perMinute = Math.min(this.#capPerMinute, this.#perMinute + step);
  }

  /** A 429 came for an attempt that left at `leftAtMs`; those that left before the last decrease do not count again. */
  refused(leftAtMs: number, nowMs: number): void {
    if (leftAtMs < this.#decreasedAtMs) return;
    this.#decreasedAtMs = nowMs;
    this.#perMinute = Math.max(Math.min(lowestPerMinute, this.#capPerMinute), this.#perMinute * decrease);
  }
}
