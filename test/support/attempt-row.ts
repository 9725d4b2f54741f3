/** A row of the ledger for tests that read rows: one attempt that was answered and measured, and what a test wants to be different. */
import type { AttemptRow } from '../../protocol/spend.ts';
import { noUsage } from '../../protocol/usage.ts';
import { testOrigin } from './configuration.ts';

export function attemptRow(different: Partial<AttemptRow> = {}): AttemptRow {
  return {
    requestId: 'r1',
    attempt: 1,
    target: 'm@a',
    profile: 'default',
    ...testOrigin,
    outcome: 'success',
    billable: true,
    measured: true,
    simulated: false,
    usage: { ...noUsage, inputTokens: 100, outputTokens: 50 },
    listCostNanoUsd: 1_000,
    billedCostNanoUsd: 1_000,
    savingsNanoUsd: 0,
    startedAt: '2026-11-22T12:00:00.000Z',
    firstPartMs: 100,
    totalMs: 1_000,
    abortPolicy: null,
    ...different,
  };
}
