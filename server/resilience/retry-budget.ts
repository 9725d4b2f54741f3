/**
 * Keeps retries a fraction of the traffic, so that an upstream in trouble is not buried under second tries.
 *
 * Every request pays in `ratio` of a retry, every retry takes out one, and a small number a second is free, so that
 * little traffic can retry, too. What was paid in lapses after `windowMs`: a calm hour saves up for no storm.
 */
import { SlidingCount } from './sliding-count.ts';

export interface RetryBudgetSettings {
  readonly ratio: number;
  readonly freePerSecond: number;
  readonly windowMs: number;
}

/** The figures Finagle and tower have settled on. */
const defaultRetryBudget: RetryBudgetSettings = { ratio: 0.2, freePerSecond: 10, windowMs: 10_000 };

export class RetryBudget {
  readonly #ratio: number;
  readonly #free: number;
  readonly #requests: SlidingCount;
  readonly #retries: SlidingCount;

  constructor({ ratio, freePerSecond, windowMs }: RetryBudgetSettings = defaultRetryBudget) {
    this.#ratio = ratio;
    this.#free = (freePerSecond * windowMs) / 1000;
    this.#requests = new SlidingCount(windowMs);
    this.#retries = new SlidingCount(windowMs);
  }

  /** A request has come; told once, not for its retries. */
  deposit(nowMs: number): void {
    this.#requests.add(nowMs);
  }

  /** Takes one retry out if there is one; false: fail instead of trying again. */
  withdraw(nowMs: number): boolean {
    if (this.available(nowMs) < 1) return false;
    this.#retries.add(nowMs);
    return true;
  }

  /** Retries left at this instant, fractions included. */
  available(nowMs: number): number {
    return this.#free + this.#ratio * this.#requests.total(nowMs) - this.#retries.total(nowMs);
  }
}
