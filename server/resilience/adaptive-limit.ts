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
/**
 * Added over as many successes as the limit allows in a minute: at full use the limit grows by this share each minute, of
 * what was too much last time. Each minute without a 429 doubles that, so that a quota that comes back is found soon,
 * and a cap far above the quota costs no more refusals than one just above it.
 */
const increaseShare = 1 / 20;
const minuteMs = 60_000;
/** Growing slower than from here would leave much of a small quota unused. */
const lowestTooMuch = 60;
const lowestPerMinute = 1;

export class AdaptiveLimit {
  #capPerMinute: number;
  #perMinute: number;
  #tooMuchPerMinute = Number.POSITIVE_INFINITY;
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
  succeeded(nowMs: number): void {
    const quietMinutes = Math.floor((nowMs - this.#decreasedAtMs) / minuteMs);
    const tooMuch = Math.max(lowestTooMuch, this.#tooMuchPerMinute * 2 ** quietMinutes);
    const step = (Math.min(this.#capPerMinute, tooMuch) * increaseShare) / this.#perMinute;
    this.#perMinute = Math.min(this.#capPerMinute, this.#perMinute + step);
  }

  /** A 429 came for an attempt that left at `leftAtMs`; those that left before the last decrease do not count again. */
  refused(leftAtMs: number, nowMs: number): void {
    if (leftAtMs < this.#decreasedAtMs) return;
    this.#decreasedAtMs = nowMs;
    this.#tooMuchPerMinute = this.#perMinute;
    this.#perMinute = Math.max(Math.min(lowestPerMinute, this.#capPerMinute), this.#perMinute * decrease);
  }
}
