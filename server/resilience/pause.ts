/** A pause that an upstream asked for: nothing is sent to its track meanwhile. Pure. */
import type { UpstreamLevel } from './token-bucket.ts';

/** An upstream that asks for more is asked again after a day all the same. */
const longestMs = 86_400_000;

export class Pause {
  #untilMs = 0;

  /** C2: only ever extended; who asked for longer before still means it. */
  extend(forMs: number, nowMs: number): void {
    this.#untilMs = Math.max(this.#untilMs, nowMs + Math.min(forMs, longestMs));
  }

  end(): void {
    this.#untilMs = 0;
  }

  leftMs(nowMs: number): number {
    return Math.max(0, this.#untilMs - nowMs);
  }
}

/**
 * Until `amount` is there again of a limit that we know only from what the upstream says, in milliseconds; 0 while
 * something is left.
 */
export function waitForMoreMs({ remaining, resetMs, limit }: UpstreamLevel, amount: number): number {
  if (remaining > 0) return 0;
  return limit === undefined ? resetMs : resetMs * Math.min(1, amount / Math.max(1, limit));
}
