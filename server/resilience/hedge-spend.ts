/** Keeps what hedging costs besides, the attempts that lose, at or under a share of what was spent over the last day. */
import { SlidingCount } from './sliding-count.ts';

const defaultHedgeShare = 0.05;

const windowMs = 86_400_000;

/** Amounts are nano-USD; `nowMs` is monotonic. */
export class HedgeSpend {
  readonly #share: number;
  readonly #spent = new SlidingCount(windowMs);
  readonly #lost = new SlidingCount(windowMs);
  #heldNanoUsd = 0;

  constructor(share = defaultHedgeShare) {
    this.#share = share;
  }

  /** Anything that was booked, hedges included. */
  spent(nanoUsd: number, nowMs: number): void {
    this.#spent.add(nowMs, nanoUsd);
  }

  /** What an attempt cost that another one overtook. */
  lost(nanoUsd: number, nowMs: number): void {
    this.#lost.add(nowMs, nanoUsd);
  }

  /**
   * Holds the most a second attempt may cost if that fits; false: wait for the attempt that runs. What is free always
   * fits, and what may cost anything (`null`) never does.
   */
  hold(mostNanoUsd: number | null, nowMs: number): boolean {
    if (mostNanoUsd === null) return false;
    const room = this.#share * this.#spent.total(nowMs) - this.#lost.total(nowMs) - this.#heldNanoUsd;
    if (mostNanoUsd > 0 && mostNanoUsd > room) return false;
    this.#heldNanoUsd += mostNanoUsd;
    return true;
  }

  /** Once the race is over; what the loser cost is told by `lost`. */
  release(mostNanoUsd: number): void {
    this.#heldNanoUsd -= mostNanoUsd;
  }
}
