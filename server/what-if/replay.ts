/** Sets what another profile, or other prices, would have made of past requests beside what became of them. */

import { targetParts } from '../../protocol/target.ts';
import type { WhatIfReport, WhatIfSums } from '../../protocol/what-if.ts';
import { costOf } from '../ledger/money.ts';
import type { Target } from '../routing/target.ts';
import type { PastRequest } from './past-request.ts';
import { type Outcome, Tally } from './tally.ts';

/** Where a request would have gone. */
export type Course =
  /** Where it went, at the price it had. */
  | { readonly kind: 'same' }
  | { readonly kind: 'other'; readonly target: Target; readonly expected: Expected }
  | { readonly kind: 'unserved'; readonly reason: string };

/** How a target usually does. */
export interface Expected {
  /** Milliseconds; `null`: no idea. */
  readonly firstPartMs: number | null;
  readonly totalMs: number | null;
  /** 0 to 1. */
  readonly failureShare: number;
}

export type Replayed = Omit<WhatIfReport, 'from' | 'to' | 'profile' | 'simulated'>;

/** Distinct reasons are few; of those of a hostile configuration the first will do. */
const mostReasons = 20;

export class Replay {
  readonly #courseOf: (request: PastRequest) => Course;
  readonly #dayOf: (epochMs: number) => string;
  readonly #all = new Beside();
  readonly #byModel = new Map<string, Beside>();
  readonly #byDay = new Map<string, Beside>();
  readonly #unserved = new Map<string, number>();
  #measured = 0;
  #estimated = 0;

  constructor(courseOf: (request: PastRequest) => Course, dayOf: (epochMs: number) => string) {
    this.#courseOf = courseOf;
    this.#dayOf = dayOf;
  }

  /** One that goes on from here by itself. */
  copy(): Replay {
    const copy = new Replay(this.#courseOf, this.#dayOf);
    copy.#all.take(this.#all);
    for (const [key, beside] of this.#byModel) entry(copy.#byModel, key).take(beside);
    for (const [key, beside] of this.#byDay) entry(copy.#byDay, key).take(beside);
    for (const [reason, requests] of this.#unserved) copy.#unserved.set(reason, requests);
    copy.#measured = this.#measured;
    copy.#estimated = this.#estimated;
    return copy;
  }

  add(request: PastRequest): void {
    const day = entry(this.#byDay, this.#dayOf(request.startedAtMs));
    const actual = outcomeOf(request);
    for (const beside of [this.#all, day, entry(this.#byModel, targetParts(request.target).model)])
      beside.actual.add(actual);
    const course = this.#courseOf(request);
    if (course.kind === 'unserved') {
      this.#countUnserved(course.reason);
      return;
    }
    if (course.kind === 'same') this.#measured += 1;
    else this.#estimated += 1;
    const model = course.kind === 'same' ? targetParts(request.target).model : course.target.model;
    const outcome = course.kind === 'same' ? actual : expectedOutcome(request, course.target, course.expected);
    for (const beside of [this.#all, day, entry(this.#byModel, model)]) beside.whatif.add(outcome);
  }

  report(): Replayed {
    const reasons = [...this.#unserved].map(([reason, requests]) => ({ reason, requests }));
    return {
      ...this.#all.sums(),
      byModel: rows(this.#byModel),
      byDay: rows(this.#byDay),
      measured: this.#measured,
      estimated: this.#estimated,
      unserved: { requests: reasons.reduce((sum, { requests }) => sum + requests, 0), reasons },
    };
  }

  #countUnserved(reason: string): void {
    const counted = this.#unserved.has(reason) || this.#unserved.size < mostReasons ? reason : 'other reasons';
    this.#unserved.set(counted, (this.#unserved.get(counted) ?? 0) + 1);
  }
}

class Beside {
  readonly actual = new Tally();
  readonly whatif = new Tally();

  take(other: Beside): void {
    this.actual.take(other.actual);
    this.whatif.take(other.whatif);
  }

  sums(): { readonly actual: WhatIfSums; readonly whatif: WhatIfSums } {
    return { actual: this.actual.sums(), whatif: this.whatif.sums() };
  }
}

function entry(map: Map<string, Beside>, key: string): Beside {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = new Beside();
  map.set(key, made);
  return made;
}

function rows(map: ReadonlyMap<string, Beside>) {
  return [...map]
    .map(([key, beside]) => ({ key, ...beside.sums() }))
    .toSorted((one, other) => (one.key < other.key ? -1 : 1));
}

function outcomeOf(request: PastRequest): Outcome {
  const { succeeded, billedCostNanoUsd, listCostNanoUsd, firstPartMs, totalMs } = request;
  return {
    failed: succeeded ? 0 : 1,
    billedCostNanoUsd,
    listCostNanoUsd,
    firstPartMs: succeeded ? firstPartMs : null,
    totalMs: succeeded ? totalMs : null,
  };
}

/** The same tokens at the target's price. Where no tokens are known, neither is the cost. */
function expectedOutcome({ usage }: PastRequest, target: Target, expected: Expected): Outcome {
  const { nominalPrice: nominal, listPrice: list, track } = target;
  const cost =
    usage === null
      ? { billedCostNanoUsd: null, listCostNanoUsd: null }
      : costOf(usage, { nominal, list, terms: track.terms });
  const { billedCostNanoUsd, listCostNanoUsd } = cost;
  const { firstPartMs, totalMs, failureShare } = expected;
  return { failed: failureShare, billedCostNanoUsd, listCostNanoUsd, firstPartMs, totalMs };
}
