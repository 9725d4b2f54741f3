/**
 * Keeps what is held of each budget. Every decision is made in one turn, so that no two requests are promised the same
 * money; what was used is counted from the ledger when a window begins and whenever the rules change. A request waits for
 * the counts of those budgets alone that may refuse it.
 */
import type { NanoUsd } from '../../protocol/money.ts';
import type { AttemptRow } from '../../protocol/spend.ts';
import type { Clock } from '../clock.ts';
import { Listeners } from '../listeners.ts';
import { dollarForDollar, pricedAt, type Target } from '../routing/target.ts';
import type { Budgets, Hold, Reservation } from './budget-port.ts';
import { BudgetStates } from './budget-states.ts';
import { type Level, leftIn, refusing } from './budgets.ts';
import type { Counter, HeldAmount } from './counter.ts';
import { type BudgetRules, type Kept, KeptCounters, levelOf } from './kept-counters.ts';
import { isFree, type Pricing } from './money.ts';
import { overBudget, withoutPrice } from './over-budget.ts';
import type { Ledger } from './port.ts';
import {
  countedNanoUsd,
  countedOf,
  outputTokensWithin,
  type WorstCase,
  worstCaseAt,
  worstCaseNanoUsd,
} from './worst-case.ts';

export interface BudgetParts {
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, 'counted' | 'onCorrected'>;
  /** The rules in force; the same object until they change. */
  rules(): BudgetRules;
}

export function createBudgets({ clock, ledger, rules }: BudgetParts): Budgets {
  const holds = new Set<HeldAmount>();
  const changes = new Listeners();
  const states = new BudgetStates();
  const counters = new KeptCounters({ ledger, rules, holds, onCounted: changes.tell });

  /**
   * Gives the rules once all of these counters have been counted, in the turn in which they have: counting takes a moment
   * after a start and at midnight, and a window may begin while it is waited for.
   */
  async function counted(wanted: () => Iterable<Counter>): Promise<BudgetRules> {
    while (true) {
      const current = counters.bringUpToDate(clock.epochMs());
      const missing = [...wanted()].filter(({ isCounted }) => !isCounted);
      if (missing.length === 0) return current;
      await Promise.all(missing.map((counter) => counter.counted()));
    }
  }

  async function reserve(asked: Reservation): Promise<Hold> {
    const { facts, worstCase, allowOver } = asked;
    const target = pricedAt(asked.target, clock.epochMs());
    if (target.simulated || isFree(target.nominalPrice)) return nothingHeld;
    // What could not be counted is counted again: nobody else asks for a soft one.
    for (const counter of counters.all()) counter.countAgain();
    const current = await counted(() => (allowOver ? [] : counters.decidingOn(facts)));
    const applying = counters.applyingTo(facts);
    const pricing = pricingFor(target, worstCase, current);
    const nanoUsd = pricing === null ? null : worstCaseNanoUsd(worstCase, pricing);
    if (nanoUsd === null && !allowOver) refuseUnpriced(target, applying.map(levelOf), current.timeZone);
    const amount: HeldAmount = { facts, nanoUsd: nanoUsd ?? 0, startedAtMs: clock.epochMs() };
    const request = { asked, pricing, timeZone: current.timeZone };
    if (!allowOver) refuseUnlessFits(applying, amount.nanoUsd, request);
    holds.add(amount);
    for (const counter of counters.all()) counter.hold(amount);
    return holdOf(amount, request);
  }

  function holdOf(amount: HeldAmount, request: Request): Hold {
    const letGo = (): boolean => {
      if (!holds.delete(amount)) return false;
      for (const counter of counters.all()) counter.letGo(amount);
      return true;
    };
    return {
      nanoUsd: amount.nanoUsd,
      begin(startedAtEpochMs) {
        if (!holds.has(amount)) return;
        const { timeZone } = counters.bringUpToDate(startedAtEpochMs);
        const begun = counters.applyingTo(amount.facts).filter(({ counter }) => !counter.holdsNow(amount));
        if (!request.asked.allowOver) refuseUnlessFits(begun, amount.nanoUsd, { ...request, timeZone });
        for (const counter of counters.all()) counter.letGo(amount);
        amount.startedAtMs = startedAtEpochMs;
        for (const counter of counters.all()) counter.hold(amount);
      },
      charge(row: AttemptRow) {
        if (!letGo()) return;
        const counts = countedOf(row, countedNanoUsd(row, amount.nanoUsd));
        for (const counter of counters.all()) counter.charge(amount, counts);
      },
      release: () => void letGo(),
    };
  }

  ledger.onCorrected((amount) => {
    for (const counter of counters.all()) counter.correct(amount);
    changes.tell();
  });

  return {
    reserve,
    async ready() {
      await counted(() => counters.all());
    },
    onChange: changes.add,
    states() {
      const { timeZone } = counters.bringUpToDate(clock.epochMs());
      return counters.budgets().map((kept) => states.of(kept, timeZone));
    },
  };
}

/** What is to fit, and by which prices and clock it is judged. */
interface Request {
  readonly asked: Reservation;
  readonly pricing: Pricing | null;
  readonly timeZone: string;
}

/** Throws the refusal of the tightest hard budget that the amount does not fit in. */
function refuseUnlessFits(applying: readonly Kept[], nanoUsd: NanoUsd, { asked, pricing, timeZone }: Request): void {
  const level = refusing(applying.map(levelOf), nanoUsd);
  if (level === null) return;
  throw overBudget({
    level,
    target: asked.target.name,
    amountNanoUsd: nanoUsd,
    outputTokensThatFit: pricing === null ? 0 : outputTokensWithin(leftIn(level), asked.worstCase, pricing),
    timeZone,
  });
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
