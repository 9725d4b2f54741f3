/** What the rest of the daemon asks of the ledger. Behind it: journal, prices applied, rollups, snapshot. */
import type { FailureKind } from '../../protocol/failure.ts';
import type { NanoUsd } from '../../protocol/money.ts';
import type { AbortPolicy, AttemptRow, Latency, SpendParams, SpendReport, Totals } from '../../protocol/spend.ts';
import type { Usage } from '../../protocol/usage.ts';
import type { Origin } from '../pipeline/service.ts';
import type { Target } from '../routing/target.ts';
import type { CorrectedAmount, Scope } from './budgets.ts';
import type { LedgerProblem } from './problems.ts';
import type { Counted, WorstCase } from './worst-case.ts';

/** An attempt that is about to leave. */
export interface AttemptIntent {
  readonly requestId: string;
  /** Counts from 1 over the whole request. */
  readonly attempt: number;
  readonly target: Target;
  readonly profile: string;
  readonly origin: Origin;
  /** Milliseconds since 1970. */
  readonly startedAtEpochMs: number;
  /** The most it is expected to use. */
  readonly worstCase: Pick<WorstCase, 'inputTokens' | 'outputTokens'>;
  /** What is held for it in budgets until it is settled, and longer where its cost stays unknown. */
  readonly heldNanoUsd: NanoUsd;
}

/** How an attempt ended. */
export interface AttemptEnd {
  readonly outcome: 'success' | FailureKind;
  /** The upstream's count; `null`: it told none. */
  readonly measuredUsage: Usage | null;
  /** The provider's own usage block, kept on the row as it came. */
  readonly rawUsage: unknown;
  /** Ours, from what was sent and received: stands in where nothing was measured. */
  readonly estimatedUsage: Usage;
  /** Whether the vendor is expected to charge for it. */
  readonly billable: boolean;
  /** Where it was left before its end: the policy that its booking follows. */
  readonly abortPolicy: AbortPolicy | null;
  readonly firstPartMs: number | null;
  readonly totalMs: number;
  readonly servedModel: string | null;
}

/** A month up to now. */
export interface MonthTotals {
  readonly startMs: number;
  /** Exclusive. */
  readonly endMs: number;
  readonly totals: Totals;
}

export interface Ledger {
  /** Writes the intent before the request leaves. Throws `RequestError` of kind `ledger-unwritable`. */
  intend(intent: AttemptIntent): void;
  /** Writes the settlement before success is told; a second one for the same attempt changes nothing. */
  settle(requestId: string, attempt: number, end: AttemptEnd): AttemptRow;
  spend(params: SpendParams): Promise<SpendReport>;
  /** Since the last midnight of the daemon's time zone. */
  today(): Totals;
  /** Since the last midnight that began a month, in the same time zone. */
  month(): MonthTotals;
  /**
   * What the attempts of this scope that started within `[fromMs, toMs)` count for in budgets. `null`: without bound. Of
   * the moment it is asked: what is settled later is not in it.
   */
  counted(scope: Scope, fromMs: number | null, toMs: number | null): Promise<Counted>;
  /**
   * Called when a correction has been booked, in the same turn: what was counted before does not have it, what is counted
   * from here on does. The result takes the listener away.
   */
  onCorrected(listener: (amount: CorrectedAmount) => void): () => void;
  latency(): readonly Latency[];
  /** Newest first. */
  recent(most: number): readonly AttemptRow[];
  /** What its owner should know: lines set aside, a journal that cannot be written, attempts left without an end. */
  problems(): readonly LedgerProblem[];
  /** Writes the snapshot and closes the journal. */
  close(): Promise<void>;
}
