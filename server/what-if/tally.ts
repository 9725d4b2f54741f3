/** Adds up what requests cost and took, for one side of a comparison. */
import type { WhatIfSums } from '../../protocol/what-if.ts';

/** One request's share. */
export interface Outcome {
  /** 0 or 1 of what happened; a probability of what would have. */
  readonly failed: number;
  /** `null`: unknown. */
  readonly billedCostNanoUsd: number | null;
  readonly listCostNanoUsd: number | null;
  readonly firstPartMs: number | null;
  readonly totalMs: number | null;
}

export class Tally {
  #requests = 0;
  #failed = 0;
  #billed = 0;
  #list = 0;
  #unknown = 0;
  readonly #firstPart = new Mean();
  readonly #total = new Mean();

  add(outcome: Outcome): void {
    this.#requests += 1;
    this.#failed += outcome.failed;
    this.#billed += outcome.billedCostNanoUsd ?? 0;
    this.#list += outcome.listCostNanoUsd ?? 0;
    if (outcome.billedCostNanoUsd === null) this.#unknown += 1;
    this.#firstPart.add(outcome.firstPartMs);
    this.#total.add(outcome.totalMs);
  }

  /** Adds all that another has added. */
  take(other: Tally): void {
    this.#requests += other.#requests;
    this.#failed += other.#failed;
    this.#billed += other.#billed;
    this.#list += other.#list;
    this.#unknown += other.#unknown;
    this.#firstPart.take(other.#firstPart);
    this.#total.take(other.#total);
  }

  sums(): WhatIfSums {
    return {
      requests: this.#requests,
      // Sums of shares carry the noise of floating point; a thousandth of a request is more than enough.
      failed: Math.round(this.#failed * 1000) / 1000,
      billedCostNanoUsd: this.#billed,
      listCostNanoUsd: this.#list,
      unknownCost: this.#unknown,
      firstPartMs: this.#firstPart.value(),
      totalMs: this.#total.value(),
    };
  }
}

class Mean {
  #sum = 0;
  #count = 0;

  add(value: number | null): void {
    if (value === null) return;
    this.#sum += value;
    this.#count += 1;
  }

  take(other: Mean): void {
    this.#sum += other.#sum;
    this.#count += other.#count;
  }

  value(): number | null {
    return this.#count === 0 ? null : Math.round(this.#sum / this.#count);
  }
}
