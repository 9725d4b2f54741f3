/** The counters that the budgets in force read: made, kept and moved on as rules change and windows begin. */
import type { Target } from '../routing/target.ts';
import { type Budget, type Facts, type Level, matches, type Scope } from './budgets.ts';
import { Counter, type CounterParts, type HeldAmount } from './counter.ts';
import type { WindowSettings } from './windows.ts';

/** What the configuration says of budgets; replaced as a whole when it changes. */
export interface BudgetRules extends WindowSettings {
  readonly budgets: readonly Budget[];
  /** `worst-case`: a target without a price counts like the dearest that has one, and like its vendor's at least. */
  readonly unknownPrice: 'worst-case' | 'refuse';
  /** Every target with a price, for that. */
  readonly targets: readonly Target[];
}

/** A budget with the counters it reads; shares read the whole of their window besides. */
export interface Kept {
  readonly budget: Budget;
  readonly counter: Counter;
  readonly whole: Counter | null;
}

export interface KeptCountersParts extends Pick<CounterParts, 'ledger' | 'onCounted'> {
  /** The rules in force; the same object until they change. */
  rules(): BudgetRules;
  /** Everything that is held now; a counter that is made, or moves on, counts what falls into its window. */
  readonly holds: Iterable<HeldAmount>;
}

export class KeptCounters {
  readonly #parts: KeptCountersParts;
  #inForce: BudgetRules | null = null;
  #counters: ReadonlyMap<string, Counter> = new Map();
  #kept: readonly Kept[] = [];

  constructor(parts: KeptCountersParts) {
    this.#parts = parts;
  }

  /** Takes up changed rules and windows that have begun, so that what follows in this turn is of this instant. */
  bringUpToDate(nowMs: number): BudgetRules {
    const rules = this.#parts.rules();
    if (rules !== this.#inForce) this.#takeUp(rules, nowMs);
    for (const counter of this.all()) counter.moveTo(nowMs, this.#parts.holds);
    return rules;
  }

  all(): Iterable<Counter> {
    return this.#counters.values();
  }

  /** In the order of the rules. */
  budgets(): readonly Kept[] {
    return this.#kept;
  }

  applyingTo(facts: Facts): readonly Kept[] {
    return this.#kept.filter(({ budget }) => matches(budget.scope, facts));
  }

  /** The counters that a request with these facts may be refused by. */
  decidingOn(facts: Facts): readonly Counter[] {
    const hard = this.applyingTo(facts).filter(({ budget }) => budget.hard);
    return hard.flatMap(({ counter, whole }) => (whole === null ? [counter] : [counter, whole]));
  }

  /** Budgets of one period and scope share a counter, also from one configuration to the next: one number is used. */
  #takeUp(rules: BudgetRules, nowMs: number): void {
    const inUse = new Map<string, Counter>();
    const counterOf = ({ period }: Budget, scope: Scope): Counter => {
      const key = JSON.stringify([period, scope, rules.timeZone, rules.firstDayOfWeek]);
      const counter =
        inUse.get(key) ?? this.#counters.get(key) ?? this.#made({ period, scope, settings: rules }, nowMs);
      inUse.set(key, counter);
      return counter;
    };
    this.#kept = rules.budgets.map((budget) => ({
      budget,
      counter: counterOf(budget, budget.scope),
      whole: budget.limit.kind === 'share' ? counterOf(budget, {}) : null,
    }));
    this.#counters = inUse;
    this.#inForce = rules;
  }

  #made(of: Pick<CounterParts, 'period' | 'scope' | 'settings'>, nowMs: number): Counter {
    const { ledger, onCounted, holds } = this.#parts;
    return new Counter({ ...of, ledger, onCounted }, nowMs, holds);
  }
}

export function levelOf({ budget, counter, whole }: Kept): Level {
  return {
    budget,
    window: counter.window,
    usedNanoUsd: counter.usedNanoUsd,
    heldNanoUsd: counter.heldNanoUsd,
    wholeNanoUsd: whole === null ? 0 : whole.usedNanoUsd + whole.heldNanoUsd,
  };
}
