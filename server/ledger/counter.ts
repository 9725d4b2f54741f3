/** What counts of one scope in its current window: used, counted from the ledger and kept on, and held. */
import type { BudgetPeriod } from '../../protocol/budget.ts';
import type { NanoUsd } from '../../protocol/money.ts';
import { RequestError } from '../request-error.ts';
import { type CorrectedAmount, type Facts, matches, type Scope } from './budgets.ts';
import type { Ledger } from './port.ts';
import { holdsInstant, type Window, type WindowSettings, windowAt } from './windows.ts';
import { addCounted, type Counted, nothingCounted } from './worst-case.ts';

/** The most an attempt may cost, held until it has ended. */
export interface HeldAmount {
  readonly facts: Facts;
  readonly nanoUsd: NanoUsd;
  /** When it left, or while it has not, when it was reserved: the windows it is held in. Milliseconds since 1970. */
  startedAtMs: number;
}

export interface CounterParts {
  readonly period: BudgetPeriod;
  readonly scope: Scope;
  readonly settings: WindowSettings;
  readonly ledger: Pick<Ledger, 'counted'>;
  /** What was used has been counted from the ledger. */
  onCounted(): void;
}

export class Counter {
  readonly #parts: CounterParts;
  #window: Window;
  /** What the ledger had when this window was taken up; `null`: it is being counted. */
  #fromLedger: Counted | null = null;
  #chargedSince: Counted = nothingCounted;
  #held: NanoUsd = 0;
  #counting: Promise<void>;
  #failed = false;

  constructor(parts: CounterParts, nowMs: number, holds: Iterable<HeldAmount>) {
    this.#parts = parts;
    this.#window = windowAt(parts.period, nowMs, parts.settings);
    this.#counting = this.#begin(holds);
  }

  get window(): Window {
    return this.#window;
  }

  get used(): Counted {
    return addCounted(this.#fromLedger ?? nothingCounted, this.#chargedSince);
  }

  get usedNanoUsd(): NanoUsd {
    return this.used.nanoUsd;
  }

  get heldNanoUsd(): NanoUsd {
    return this.#held;
  }

  get isCounted(): boolean {
    return this.#fromLedger !== null;
  }

  /** Resolves when what was used is known. Rejects when the ledger cannot say; asked again, it counts again. */
  counted(): Promise<void> {
    if (this.#failed) this.#counting = this.#count();
    return this.#counting;
  }

  /** In the background, where the ledger could not say. */
  countAgain(): void {
    if (this.#failed) void this.counted().catch(() => {});
  }

  /** Resets when another window holds this instant: once, however long this machine slept, and back when a clock is set back. */
  moveTo(nowMs: number, holds: Iterable<HeldAmount>): void {
    if (holdsInstant(this.#window, nowMs)) return;
    this.#window = windowAt(this.#parts.period, nowMs, this.#parts.settings);
    this.#counting = this.#begin(holds);
  }

  holdsNow({ facts, startedAtMs }: Pick<HeldAmount, 'facts' | 'startedAtMs'>): boolean {
    return matches(this.#parts.scope, facts) && holdsInstant(this.#window, startedAtMs);
  }

  hold(amount: HeldAmount): void {
    if (this.holdsNow(amount)) this.#held += amount.nanoUsd;
  }

  letGo(amount: HeldAmount): void {
    if (this.holdsNow(amount)) this.#held -= amount.nanoUsd;
  }

  charge(amount: HeldAmount, counted: Counted): void {
    if (this.holdsNow(amount)) this.#chargedSince = addCounted(this.#chargedSince, counted);
  }

  /** A count under way may have met the row before or after: it begins again. */
  correct(amount: CorrectedAmount): void {
    if (!this.holdsNow(amount)) return;
    if (this.#fromLedger === null) this.#counting = this.#count();
    else this.#chargedSince = addCounted(this.#chargedSince, amount.difference);
  }

  #begin(holds: Iterable<HeldAmount>): Promise<void> {
    this.#held = 0;
    for (const amount of holds) this.hold(amount);
    return this.#count();
  }

  /** The ledger's answer is of this moment: what is charged from here on is added to it. */
  #count(): Promise<void> {
    this.#failed = false;
    this.#fromLedger = null;
    this.#chargedSince = nothingCounted;
    const { startMs, endMs } = this.#window;
    const counting = this.#parts.ledger.counted(this.#parts.scope, startMs, endMs).then(
      (counted) => {
        // Meanwhile another window has begun: that one is counted for itself.
        if (this.#counting !== counting) return;
        this.#fromLedger = counted;
        this.#parts.onCounted();
      },
      (error: unknown) => {
        if (this.#counting !== counting) return;
        this.#failed = true;
        throw new RequestError('ledger-unwritable', `what budgets have used cannot be counted: ${String(error)}`, {
          cause: error,
        });
      },
    );
    // Whoever waits for it is told; a view shows what was charged since.
    counting.catch(() => {});
    return counting;
  }
}
