/** Results and totals for tests, each with what a test wants to be different. */
import type { AskResult } from '../../protocol/ask.ts';
import { noTotals, type Totals } from '../../protocol/spend.ts';
import type { Overview } from '../../protocol/status.ts';
import { noUsage } from '../../protocol/usage.ts';
import { noMonth } from '../support/month.ts';

export function resultWith(different: Partial<AskResult> = {}): AskResult {
  return {
    requestId: 'r1',
    text: 'It adds.',
    complete: true,
    finishReason: 'stop',
    target: 'gpt-4.1@relay',
    profile: 'default',
    attempts: 1,
    usage: { ...noUsage, inputTokens: 1234, outputTokens: 56 },
    measured: true,
    listCostNanoUsd: 10_320_000,
    billedCostNanoUsd: 10_320_000,
    simulated: false,
    firstPartMs: 145,
    totalMs: 1240,
    route: [{ target: 'gpt-4.1@relay', outcome: 'served', reason: 'first of the profile' }],
    ...different,
  };
}

export function overviewWith(today: Partial<Totals>, different: Partial<Overview> = {}): Overview {
  return {
    revision: 1,
    activeProfile: 'cheap',
    profiles: [
      { name: 'cheap', description: 'Lowest price', strategy: 'cheapest', targets: ['a@relay'], builtIn: false },
    ],
    today: { ...noTotals, ...today },
    month: noMonth,
    budgets: [],
    latency: [],
    running: [],
    recent: [],
    problems: [],
    ...different,
  };
}
