/**
 * A limit of so much a minute: every permit taken comes back one minute later, each for itself.
 *
 * So a full bucket can be emptied at once, yet no minute, wherever it begins, holds more than the limit; there is no
 * boundary at which two bursts meet, and steady demand gets all of it. Why not a counter that trickles full again
 * stands in `docs/decisions/051-rate-limit.md`. It never waits and knows no clock: `nowMs` is monotonic.
 */
const minuteMs = 60_000;
/** Permits taken within this fraction of a period come back together, with the last: it bounds what is kept. */
const slotsPerPeriod = 1_200;
/** 0.55 × 100 is 55.00000000000001 to a computer, and meant to be 55. */
const rounding = 1e-9;

/** Permits taken together. */
interface Batch {
  readonly firstAtMs: number;
  lastAtMs: number;
  amount: number;
}

/** What was taken by one `take`; hand it back to `reconcile` or `giveBack`, of which only the first counts. */
export interface Permits {
  readonly amount: number;
  readonly batch: Batch;
  /** All that was ever taken, these permits included: says what was taken after them. */
  readonly takenBy: number;
  settled: boolean;
}

export type Take =
  | { readonly result: 'taken'; readonly permits: Permits }
  /** `waitMs`: when it would fit if nobody else took anything. */
  | { readonly result: 'wait'; readonly waitMs: number }
  /** It would never fit. */
  | { readonly result: 'too-large'; readonly capacity: number };

/** How full it is, for refusals, headers and the panel. */
export interface BucketLevel {
  readonly capacity: number;
  /** Never negative. */
  readonly available: number;
  /** Until a whole bucket could be taken; 0: now. */
  readonly fullInMs: number;
}

/** What the upstream says is left, and in how long all of it is there again. */
export interface UpstreamLevel {
  readonly remaining: number;
  readonly resetMs: number;
  /** What there is in all, where it comes back bit by bit until the reset; absent: not said, or all at once. */
  readonly limit?: number;
}

export class TokenBucket {
  readonly #nominalPeriodMs: number;
  /** Whole permits in a period; with a fractional limit the period is longer than asked, so that no fraction is lost. */
  #capacity = 0;
  #periodMs = 0;
  /** Oldest first. */
  #batches: Batch[] = [];
  /** The sum of `#batches`; above the capacity when more was used than was reserved. */
  #used = 0;
  #taken = 0;
  /** What the upstream counts and we do not: used by others, held until its reset. */
  #foreign: { readonly amount: number; readonly untilMs: number; readonly takenBy: number } | null = null;

  /**
   * `perMinute` is above 0 and may be a fraction. A shorter `periodMs` spreads the same limit more evenly: with 5,000 no
   * more than a twelfth of it leaves at once.
   */
  constructor(perMinute: number, periodMs = minuteMs) {
    this.#nominalPeriodMs = periodMs;
    this.setLimit(perMinute);
  }

  /** Another limit from here on; what is taken stays taken. */
  setLimit(perMinute: number): void {
    const perPeriod = (perMinute * this.#nominalPeriodMs) / minuteMs;
    this.#capacity = Math.max(1, Math.ceil(perPeriod - rounding));
    this.#periodMs = (this.#capacity / perMinute) * minuteMs;
  }

  /** Takes `amount` permits in one step, or none of them. Throws `RangeError` for an amount that is no number from 0. */
  take(amount: number, nowMs: number): Take {
    const refusal = this.check(amount, nowMs);
    if (refusal !== null) return refusal;
    const batch = this.#add(amount, nowMs);
    return { result: 'taken', permits: { amount, batch, takenBy: this.#taken, settled: false } };
  }

  /** What `take` would answer, without taking; `null`: it would succeed. */
  check(amount: number, nowMs: number): Exclude<Take, { result: 'taken' }> | null {
    if (!(amount >= 0 && Number.isFinite(amount)))
      throw new RangeError(`amount must be a number from 0, got ${amount}`);
    if (amount > this.#capacity) return { result: 'too-large', capacity: this.#capacity };
    const waitMs = this.#waitMs(amount, nowMs);
    return waitMs > 0 ? { result: 'wait', waitMs } : null;
  }

  /** Corrects a reservation to what was used: the difference returns, or is taken on top although it may not fit. */
  reconcile(permits: Permits, used: number, nowMs: number): void {
    if (permits.settled) return;
    permits.settled = true;
    this.#forget(nowMs);
    const excess = used - permits.amount;
    if (excess > 0) this.#add(excess, nowMs);
    else if (this.#batches.includes(permits.batch)) this.#reduce(permits.batch, -excess);
  }

  /** Returns all of it: the attempt never left, or never reached the upstream. */
  giveBack(permits: Permits, nowMs: number): void {
    this.reconcile(permits, 0, nowMs);
  }

  /**
   * Believes the upstream where it counts more than we do. Its figure is as of the attempt that `permits` were for:
   * what was taken since is subtracted, and a figure older than the last one believed is passed over.
   */
  believe(level: UpstreamLevel, permits: Permits, nowMs: number): void {
    if (this.#foreign !== null && permits.takenBy < this.#foreign.takenBy) return;
    this.#forget(nowMs);
    const left = Math.max(0, level.remaining - (this.#taken - permits.takenBy));
    const amount = Math.max(0, this.#capacity - this.#used - left);
    this.#foreign = { amount, untilMs: nowMs + level.resetMs, takenBy: permits.takenBy };
  }

  level(nowMs: number): BucketLevel {
    const fullInMs = this.#waitMs(this.#capacity, nowMs);
    const free = this.#capacity - this.#used - this.#foreignAmount(nowMs);
    return { capacity: this.#capacity, available: Math.max(0, free), fullInMs };
  }

  /** Until `amount` fits, going by what is known now. */
  #waitMs(amount: number, nowMs: number): number {
    this.#forget(nowMs);
    const foreign = this.#foreignAmount(nowMs);
    let missing = amount + this.#used + foreign - this.#capacity;
    if (missing <= 0) return 0;
    const returns = this.#batches.map((batch) => ({ amount: batch.amount, atMs: batch.lastAtMs + this.#periodMs }));
    if (foreign > 0) returns.push({ amount: foreign, atMs: this.#foreign?.untilMs ?? nowMs });
    returns.sort((one, other) => one.atMs - other.atMs);
    for (const back of returns) {
      missing -= back.amount;
      if (missing <= 0) return Math.max(0, back.atMs - nowMs);
    }
    return 0;
  }

  #foreignAmount(nowMs: number): number {
    return this.#foreign !== null && nowMs < this.#foreign.untilMs ? this.#foreign.amount : 0;
  }

  #add(amount: number, nowMs: number): Batch {
    this.#used += amount;
    this.#taken += amount;
    const last = this.#batches.at(-1);
    if (last !== undefined && nowMs - last.firstAtMs < this.#periodMs / slotsPerPeriod) {
      last.lastAtMs = nowMs;
      last.amount += amount;
      return last;
    }
    const batch = { firstAtMs: nowMs, lastAtMs: nowMs, amount };
    this.#batches.push(batch);
    return batch;
  }

  #reduce(batch: Batch, amount: number): void {
    batch.amount -= amount;
    this.#used -= amount;
  }

  /** What was taken a period ago is back. */
  #forget(nowMs: number): void {
    const kept = this.#batches.findIndex(({ lastAtMs }) => lastAtMs + this.#periodMs > nowMs);
    const gone = this.#batches.splice(0, kept === -1 ? this.#batches.length : kept);
    for (const { amount } of gone) this.#used -= amount;
  }
}
