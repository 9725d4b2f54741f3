/**
 * Keeps what is used and held of each budget. Every decision is made in one turn, so that no two requests are promised
 * the same money; what was used is counted from the ledger when a window begins and whenever the rules change. A request
 * waits for the counts of those budgets alone that may refuse it.
 */
import type { BudgetState } from '../../protocol/budget.ts';
import type { NanoUsd } from '../../protocol/money.ts';
import type { AttemptRow } from '../../protocol/spend.ts';
import type { Clock } from '../clock.ts';
import { Listeners } from '../listeners.ts';
import { dollarForDollar, pricedAt, type Target } from '../routing/target.ts';
import type { Budgets, Hold, Reservation } from './budget-port.ts';
import {
  type Budget,
  type Facts,
  type Level,
  leftIn,
  limitOf,
  matches,
  refusing,
  type Scope,
  warningAt,
  writeScope,
} from './budgets.ts';
import { Counter, type HeldAmount } from './counter.ts';
import { isFree, type Pricing } from './money.ts';
import { overBudget, withoutPrice } from './over-budget.ts';
import type { Ledger } from './port.ts';
import { type WindowSettings, writeReset } from './windows.ts';
import {
  type Counted,
  countedNanoUsd,
  countedOf,
  outputTokensWithin,
  type WorstCase,
  worstCaseAt,
  worstCaseNanoUsd,
} from './worst-case.ts';

/** What the configuration says of budgets; replaced as a whole when it changes. */
export interface BudgetRules extends WindowSettings {
  readonly budgets: readonly Budget[];
  /** `worst-case`: a target without a price counts like the dearest that has one, and like its vendor's at least. */
  readonly unknownPrice: 'worst-case' | 'refuse';
  /** Every target with a price, for that. */
  readonly targets: readonly Target[];
}

export interface BudgetParts {
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, 'counted' | 'onCorrected'>;
  /** The rules in force; the same object until they change. */
  rules(): BudgetRules;
}

/** A budget with the counters it reads; shares read the whole of their window besides. */
interface Kept {
  readonly budget: Budget;
  readonly counter: Counter;
  readonly whole: Counter | null;
}

export function createBudgets({ clock, ledger, rules }: BudgetParts): Budgets {
  const holds = new Set<HeldAmount>();
  const changes = new Listeners();
  /** By budget name: the highest warning of a window, so that a share that sinks again does not warn twice. */
  const warned = new Map<string, { readonly startMs: number | null; readonly percent: number }>();
  let inForce: BudgetRules | null = null;
  let counters: ReadonlyMap<string, Counter> = new Map();
  let kept: readonly Kept[] = [];

  /** Takes up changed rules and windows that have begun, so that what follows in this turn is of this instant. */
  function bringUpToDate(nowMs: number): BudgetRules {
    const current = rules();
    if (current !== inForce) {
      inForce = current;
      const inUse = new Map<string, Counter>();
      kept = current.budgets.map((budget) => ({
        budget,
        counter: counterOf(budget, budget.scope, nowMs, inUse),
        whole: budget.limit.kind === 'share' ? counterOf(budget, {}, nowMs, inUse) : null,
      }));
      counters = inUse;
    }
    for (const counter of counters.values()) counter.moveTo(nowMs, holds);
    return current;
  }

  /** Budgets of one period and scope share a counter, also from one configuration to the next: one number is used. */
  function counterOf({ period }: Budget, scope: Scope, nowMs: number, inUse: Map<string, Counter>): Counter {
    const settings = rules();
    const key = JSON.stringify([period, scope, settings.timeZone, settings.firstDayOfWeek]);
    const counter =
      inUse.get(key) ??
      counters.get(key) ??
      new Counter({ period, scope, settings, ledger, onCounted: changes.tell }, nowMs, holds);
    inUse.set(key, counter);
    return counter;
  }

  const levelOf = ({ budget, counter, whole }: Kept): Level => ({
    budget,
    window: counter.window,
    usedNanoUsd: counter.usedNanoUsd,
    heldNanoUsd: counter.heldNanoUsd,
    wholeNanoUsd: whole === null ? 0 : whole.usedNanoUsd + whole.heldNanoUsd,
  });

  /** Throws the refusal of the tightest hard budget that the amount does not fit in. */
  function refuseUnlessFits(
    applying: readonly Kept[],
    nanoUsd: NanoUsd,
    asked: Reservation,
    pricing: Pricing | null,
  ): void {
    const level = refusing(applying.map(levelOf), nanoUsd);
    if (level === null || inForce === null) return;
    throw overBudget({
      level,
      target: asked.target.name,
      amountNanoUsd: nanoUsd,
      outputTokensThatFit: pricing === null ? 0 : outputTokensWithin(leftIn(level), asked.worstCase, pricing),
      timeZone: inForce.timeZone,
    });
  }

  /**
   * Gives the rules once all of these counters have been counted, in the turn in which they have: counting takes a moment
   * after a start and at midnight, and a window may begin while it is waited for.
   */
  async function counted(wanted: () => readonly Counter[]): Promise<BudgetRules> {
    while (true) {
      const current = bringUpToDate(clock.epochMs());
      const missing = wanted().filter(({ isCounted }) => !isCounted);
      if (missing.length === 0) return current;
      await Promise.all(missing.map((counter) => counter.counted()));
    }
  }

  /** The counters that a request with these facts may be refused by. */
  function deciding(facts: Facts): readonly Counter[] {
    const hard = kept.filter(({ budget }) => budget.hard && matches(budget.scope, facts));
    return hard.flatMap(({ counter, whole }) => (whole === null ? [counter] : [counter, whole]));
  }

  async function reserve(asked: Reservation): Promise<Hold> {
    const { facts, worstCase, allowOver } = asked;
    const target = pricedAt(asked.target, clock.epochMs());
    if (target.simulated || isFree(target.nominalPrice)) return nothingHeld;
    // What could not be counted is counted again: nobody else asks for a soft one.
    for (const counter of counters.values()) counter.countAgain();
    const current = await counted(() => (allowOver ? [] : deciding(facts)));
    const applying = kept.filter(({ budget }) => matches(budget.scope, facts));
    const pricing = pricingFor(target, worstCase, current);
    const nanoUsd = pricing === null ? null : worstCaseNanoUsd(worstCase, pricing);
    if (nanoUsd === null && !allowOver) refuseUnpriced(target, applying.map(levelOf), current.timeZone);
    const amount: HeldAmount = { facts, nanoUsd: nanoUsd ?? 0, startedAtMs: clock.epochMs() };
    if (!allowOver) refuseUnlessFits(applying, amount.nanoUsd, asked, pricing);
    holds.add(amount);
    for (const counter of counters.values()) counter.hold(amount);
    return holdOf(amount, asked, pricing);
  }

  function holdOf(amount: HeldAmount, asked: Reservation, pricing: Pricing | null): Hold {
    const letGo = (): boolean => {
      if (!holds.delete(amount)) return false;
      for (const counter of counters.values()) counter.letGo(amount);
      return true;
    };
    return {
      nanoUsd: amount.nanoUsd,
      begin(startedAtEpochMs) {
        if (!holds.has(amount)) return;
        bringUpToDate(startedAtEpochMs);
        const begun = kept.filter(
          ({ budget, counter }) => matches(budget.scope, amount.facts) && !counter.holdsNow(amount),
        );
        if (!asked.allowOver) refuseUnlessFits(begun, amount.nanoUsd, asked, pricing);
        for (const counter of counters.values()) counter.letGo(amount);
        amount.startedAtMs = startedAtEpochMs;
        for (const counter of counters.values()) counter.hold(amount);
      },
      charge(row: AttemptRow) {
        if (!letGo()) return;
        const counts = countedOf(row, countedNanoUsd(row, amount.nanoUsd));
        for (const counter of counters.values()) counter.charge(amount, counts);
      },
      release: () => void letGo(),
    };
  }

  ledger.onCorrected((amount) => {
    for (const counter of counters.values()) counter.correct(amount);
    changes.tell();
  });

  return {
    reserve,
    async ready() {
      await counted(() => [...counters.values()]);
    },
    onChange: changes.add,
    states() {
      const { timeZone } = bringUpToDate(clock.epochMs());
      return kept.map((one) => toState(levelOf(one), one.counter.used, timeZone, warned));
    },
  };
}

const nothingHeld: Hold = { nanoUsd: 0, begin() {}, charge() {}, release() {} };

/**
 * The target's own prices; where it has none for all that was sent or asked for, those it would be dearest at: of the
 * targets that have one, of the model's vendor, and what it has of its own. `null`: there are none.
 */
function pricingFor(target: Target, worstCase: WorstCase, rules: BudgetRules): Pricing | null {
  if (worstCaseAt(target, worstCase) !== null) return pricingOf(target);
  if (rules.unknownPrice === 'refuse') return null;
  const quoting = rules.targets.filter((other) => worstCaseAt(other, worstCase) !== null);
  const byVendor: Pricing = { nominal: target.listPrice, list: null, terms: dollarForDollar };
  let dearest: Pricing | null = null;
  let most = -1;
  for (const pricing of [byVendor, ...[target, ...quoting].map(pricingOf)]) {
    const cost = worstCaseNanoUsd(worstCase, pricing) ?? -1;
    if (cost <= most) continue;
    dearest = pricing;
    most = cost;
  }
  return dearest;
}

function pricingOf({ nominalPrice, listPrice, track }: Target): Pricing {
  return { nominal: nominalPrice, list: listPrice, terms: track.terms };
}

/** Only a hard budget minds: elsewhere an unknown cost is counted as such. */
function refuseUnpriced(target: Target, levels: readonly Level[], timeZone: string): void {
  const hard = levels.find(({ budget }) => budget.hard);
  if (hard !== undefined) throw withoutPrice(hard, target, timeZone);
}

function toState(
  level: Level,
  used: Counted,
  timeZone: string,
  warned: Map<string, { readonly startMs: number | null; readonly percent: number }>,
): BudgetState {
  const { budget, window } = level;
  const before = warned.get(budget.name);
  const known = before !== undefined && before.startMs === window.startMs ? before.percent : null;
  const now = warningAt(level);
  const lastWarning = now === null || known === null ? (now ?? known) : Math.max(now, known);
  if (lastWarning !== null) warned.set(budget.name, { startMs: window.startMs, percent: lastWarning });
  return {
    name: budget.name,
    period: budget.period,
    scope: writeScope(budget.scope),
    hard: budget.hard,
    sharePercent: budget.limit.kind === 'share' ? budget.limit.percent : null,
    limitNanoUsd: limitOf(level),
    usedNanoUsd: level.usedNanoUsd,
    beyondBookedNanoUsd: used.beyondBookedNanoUsd,
    heldNanoUsd: level.heldNanoUsd,
    resetsAt: window.endMs === null ? null : new Date(window.endMs).toISOString(),
    resetsAtLocal: window.endMs === null ? null : writeReset(window.endMs, timeZone),
    lastWarning,
  };
}
