/**
 * Whether a target that says nothing is to be taken for dead before the time of whoever waits for it is up.
 *
 * A breaker learns of silence only when a first-part limit has passed; all that comes meanwhile would wait as long. So
 * a target that has been asked and has begun no answer for a good part of that time is suspect: whoever has another
 * target goes there first. It never waits and knows no clock: `nowMs` is monotonic. See
 * `docs/decisions/017-silent-targets.md`.
 */

/** Share of the first-part limit. While little is known of a target, a shorter silence means nothing. */
const leastPatience = 1 / 3;
/** Patience with a target nobody knows, however long its limit: in an outage of a minute at most four of fifteen requests may find out for themselves. */
const unknownPatienceMs = 8_000;
/** The least patience with a target that is known, however fast it usually is. */
const leastPatienceMs = 4_000;
/** A silence is out of the ordinary when it lasts this many times as long as one of its slow answers. */
const slowAnswers = 2;
/** After this many answers it is known how slow the target is. */
const enoughAnswers = 20;

/** An attempt that has been sent and has brought no content yet. */
interface Waiting {
  readonly sinceMs: number;
  readonly limitMs: number;
}

export class Suspicion {
  readonly #waiting = new Map<number, Waiting>();
  /** What share of its limit each of the latest answers took to begin: so short and long limits can be compared. */
  readonly #shares: number[] = [];
  /** The 95th percentile of these, 0 where nothing is known; `null` until somebody asks for it. */
  #usualShare: number | null = 0;
  #heardAtMs = Number.NEGATIVE_INFINITY;
  #askedAtMs = Number.NEGATIVE_INFINITY;

  /** The attempt has left; `limitMs` is what it has until its first content. */
  asked(attempt: number, limitMs: number, nowMs: number): void {
    this.#waiting.set(attempt, { sinceMs: nowMs, limitMs });
    this.#askedAtMs = nowMs;
  }

  /** Its first content has come. */
  heard(attempt: number, nowMs: number): void {
    const waiting = this.#waiting.get(attempt);
    if (waiting === undefined) return;
    this.#waiting.delete(attempt);
    this.#heardAtMs = nowMs;
    if (this.#shares.length === enoughAnswers) this.#shares.shift();
    this.#shares.push((nowMs - waiting.sinceMs) / waiting.limitMs);
    this.#usualShare = null;
  }

  /** It has ended, however it did: what that says of the target is the breaker's business. */
  ended(attempt: number): void {
    this.#waiting.delete(attempt);
  }

  /**
   * Until when the target is suspect at the latest; `null`: it is not. An attempt whose time is up says no more: the
   * breaker has heard of it, or it is its caller's only hope and waits for its deadline. Where limits are long, somebody
   * is let through every `openMs`, as an open breaker would.
   */
  untilMs(nowMs: number, openMs: number): number | null {
    const nextMs = this.#askedAtMs + openMs;
    if (this.#waiting.size === 0 || nowMs >= nextMs) return null;
    let untilMs: number | null = null;
    for (const { sinceMs, limitMs } of this.#waiting.values()) {
      const silentForMs = nowMs - Math.max(sinceMs, this.#heardAtMs);
      const endsMs = sinceMs + limitMs;
      if (this.#isTooLong(silentForMs, limitMs) && nowMs < endsMs) untilMs = Math.max(untilMs ?? endsMs, endsMs);
    }
    return untilMs === null ? null : Math.min(untilMs, nextMs);
  }

  #isTooLong(silentForMs: number, limitMs: number): boolean {
    const isKnown = this.#shares.length >= enoughAnswers;
    const leastMs = Math.min(leastPatience * limitMs, isKnown ? leastPatienceMs : unknownPatienceMs);
    return silentForMs >= leastMs && silentForMs >= slowAnswers * this.#usual() * limitMs;
  }

  #usual(): number {
    if (this.#usualShare === null) {
      const sorted = this.#shares.toSorted((one, other) => one - other);
      this.#usualShare = sorted[Math.floor(0.95 * (sorted.length - 1))] ?? 0;
    }
    return this.#usualShare;
  }
}
