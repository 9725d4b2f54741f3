/** What the path of a request asks of the budgets: room for the worst case, and one end for what was held. */
import type { BudgetState } from '../../protocol/budget.ts';
import type { NanoUsd } from '../../protocol/money.ts';
import type { AttemptRow } from '../../protocol/spend.ts';
import type { Target } from '../routing/target.ts';
import type { Facts } from './budgets.ts';
import type { WorstCase } from './worst-case.ts';

export interface Reservation {
  readonly target: Target;
  readonly facts: Facts;
  readonly worstCase: WorstCase;
  /** The person said yes to going over a hard budget with this request: it is held and charged all the same. */
  readonly allowOver: boolean;
}

/** Ends once: by `charge` or by `release`, whichever comes first. */
export interface Hold {
  readonly nanoUsd: NanoUsd;
  /**
   * The attempt leaves now (milliseconds since 1970): from here on it is held in the windows of this instant. Throws
   * `RequestError` of kind `over-budget` when one of them has begun meanwhile and has no room.
   */
  begin(startedAtEpochMs: number): void;
  /** It was booked: what it counts for takes the place of what was held. */
  charge(row: AttemptRow): void;
  /** It never left. */
  release(): void;
}

export interface Budgets {
  /**
   * Holds the worst case in every budget that applies, or in none, once it is known what was used of those that may refuse.
   * Rejects with `RequestError` of kind `over-budget`, or `ledger-unwritable` when the ledger cannot say. What is free or
   * simulated is always let through and held nowhere.
   */
  reserve(reservation: Reservation): Promise<Hold>;
  /** Resolves when what was used of every budget has been counted; rejects with `RequestError` when the ledger cannot say. */
  ready(): Promise<void>;
  /** What is known now; before `ready`, what was used since the start. */
  states(): readonly BudgetState[];
  /** Called when a figure has changed that no request announces. The result takes the listener away. */
  onChange(listener: () => void): () => void;
}
