/** A ledger that keeps what it is told in memory, priced at nothing: for tests of the path above it. */

import { type AttemptRow, noTotals } from '../../protocol/spend.ts';
import type { AttemptEnd, AttemptIntent, Ledger } from '../../server/ledger/port.ts';
import type { LedgerProblem } from '../../server/ledger/problems.ts';
import { nothingCounted } from '../../server/ledger/worst-case.ts';

export interface Booked {
  readonly intent: AttemptIntent;
  end: AttemptEnd | null;
}

export class RecordingLedger implements Ledger {
  readonly booked: Booked[] = [];
  /** Thrown by the next intent, when set. */
  refuseWith: Error | null = null;

  intend(intent: AttemptIntent): void {
    if (this.refuseWith !== null) throw this.refuseWith;
    this.booked.push({ intent, end: null });
  }

  settle(requestId: string, attempt: number, end: AttemptEnd): AttemptRow {
    const found = this.booked.find(({ intent }) => intent.requestId === requestId && intent.attempt === attempt);
    if (found === undefined) throw new Error(`no intent for ${requestId} attempt ${attempt}`);
    if (found.end !== null) throw new Error(`settled twice: ${requestId} attempt ${attempt}`);
    found.end = end;
    const { target, profile, origin, startedAtEpochMs } = found.intent;
    return {
      requestId,
      attempt,
      target: target.name,
      profile,
      ...origin,
      outcome: end.outcome,
      billable: end.billable,
      measured: end.measuredUsage !== null,
      simulated: target.simulated,
      usage: end.measuredUsage ?? end.estimatedUsage,
      savingsNanoUsd: 0,
      listCostNanoUsd: end.billable ? 1_000 : 0,
      billedCostNanoUsd: end.billable ? 1_000 : 0,
      startedAt: new Date(startedAtEpochMs).toISOString(),
      firstPartMs: end.firstPartMs,
      totalMs: end.totalMs,
      abortPolicy: end.abortPolicy,
    };
  }

  async spend() {
    return { from: '', to: '', totals: noTotals, groups: [] };
  }
  today() {
    return noTotals;
  }
  month() {
    return { startMs: 0, endMs: 0, totals: noTotals };
  }
  async counted() {
    return nothingCounted;
  }
  onCorrected() {
    return () => {};
  }
  latency() {
    return [];
  }
  recent() {
    return [];
  }
  problems(): readonly LedgerProblem[] {
    return [];
  }
  async close() {}
}
