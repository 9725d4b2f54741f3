/** What the rest of the daemon asks of the ledger. Behind it: journal, prices applied, rollups, snapshot. */
import type { FailureKind } from '../../protocol/failure.ts';
import type { AttemptRow, Latency, SpendParams, SpendReport, Totals } from '../../protocol/spend.ts';
import type { Usage } from '../../protocol/usage.ts';
import type { Origin } from '../pipeline/service.ts';
import type { Target } from '../routing/target.ts';
import type { LedgerProblem } from './problems.ts';

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
  /** The most it is expected to use: held until it is settled. */
  readonly worstCase: { readonly inputTokens: number; readonly outputTokens: number };
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
  readonly firstPartMs: number | null;
  readonly totalMs: number;
  readonly servedModel: string | null;
}

export interface Ledger {
  /** Writes the intent before the request leaves. Throws `RequestError` of kind `ledger-unwritable`. */
  intend(intent: AttemptIntent): void;
  /** Writes the settlement before success is told; a second one for the same attempt changes nothing. */
  settle(requestId: string, attempt: number, end: AttemptEnd): AttemptRow;
  spend(params: SpendParams): Promise<SpendReport>;
  /** Since the last midnight of the daemon's time zone. */
  today(): Totals;
  latency(): readonly Latency[];
  /** Newest first. */
  recent(most: number): readonly AttemptRow[];
  /** What its owner should know: lines set aside, a journal that cannot be written, attempts left without an end. */
  problems(): readonly LedgerProblem[];
  /** Writes the snapshot and closes the journal. */
  close(): Promise<void>;
}
