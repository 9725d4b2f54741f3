/** Overviews to show in tests: an empty one, a busy one, and rows to build others from. */
import type { BudgetState } from '../../protocol/budget.ts';
import { type AttemptRow, type Latency, noTotals } from '../../protocol/spend.ts';
import type { Overview, RunningRequest } from '../../protocol/status.ts';
import { noUsage } from '../../protocol/usage.ts';
import { noMonth } from '../support/month.ts';

export const now = '2026-11-22T14:30:00.000Z';
export const nowMs = Date.parse(now);

export const emptyOverview: Overview = {
  revision: 1,
  activeProfile: 'default',
  profiles: [],
  today: noTotals,
  month: noMonth,
  budgets: [],
  latency: [],
  running: [],
  recent: [],
  problems: [],
};

export function attemptRow(fields: Partial<AttemptRow> = {}): AttemptRow {
  return {
    requestId: 'request-1',
    attempt: 1,
    target: 'gpt-4.1@relay',
    profile: 'default',
    client: 'VS Code',
    window: 'window-1',
    workspace: null,
    branch: null,
    language: 'typescript',
    command: 'explain',
    conversation: null,
    parentRequest: null,
    outcome: 'success',
    billable: true,
    measured: true,
    simulated: false,
    usage: { ...noUsage, inputTokens: 1200, outputTokens: 340 },
    listCostNanoUsd: 12_320_000,
    savingsNanoUsd: 0,
    billedCostNanoUsd: 12_320_000,
    startedAt: '2026-11-22T14:28:12.000Z',
    firstPartMs: 412,
    totalMs: 2840,
    abortPolicy: null,
    ...fields,
  };
}

export function latencyOf(target: string, fields: Partial<Latency> = {}): Latency {
  return {
    target,
    attempts: 12,
    failed: 0,
    firstPartP50Ms: 52,
    firstPartP95Ms: 145,
    totalP50Ms: 1240,
    totalP95Ms: 3400,
    ...fields,
  };
}

export function runningRequest(fields: Partial<RunningRequest> = {}): RunningRequest {
  return {
    requestId: 'running-1',
    client: 'VS Code',
    profile: 'default',
    target: 'claude-sonnet-4.5@relay',
    command: 'review',
    startedAt: '2026-11-22T14:29:48.000Z',
    ...fields,
  };
}

export function budgetState(fields: Partial<BudgetState> = {}): BudgetState {
  return {
    name: 'day',
    period: 'day',
    scope: 'everything',
    hard: true,
    sharePercent: null,
    limitNanoUsd: 5_000_000_000,
    usedNanoUsd: 31_200_000_000,
    beyondBookedNanoUsd: 0,
    heldNanoUsd: 0,
    resetsAt: '2026-11-23T00:00:00.000Z',
    resetsAtLocal: '2026-11-23 00:00 (UTC)',
    lastWarning: null,
    ...fields,
  };
}

const nextMonth = {
  period: 'month',
  resetsAt: '2026-12-01T00:00:00.000Z',
  resetsAtLocal: '2026-12-01 00:00 (UTC)',
} as const;

export const busyOverview: Overview = {
  ...emptyOverview,
  revision: 7,
  activeProfile: 'dual-track',
  today: {
    ...noTotals,
    requests: 38,
    attempts: 42,
    failed: 4,
    inputTokens: 182_400,
    outputTokens: 21_900,
    cacheReadTokens: 48_000,
    listCostNanoUsd: 1_912_000_000,
    billedCostNanoUsd: 1_274_350_000,
    unknownCost: 2,
    simulatedRequests: 5,
    simulatedCostNanoUsd: 4_120_000,
  },
  month: {
    ...noMonth,
    billedCostNanoUsd: 31_200_000_000,
    listCostNanoUsd: 46_800_000_000,
    savedNanoUsd: 15_600_000_000,
    projectedNanoUsd: 43_500_000_000,
  },
  budgets: [
    budgetState({ usedNanoUsd: 1_274_350_000, heldNanoUsd: 310_000_000 }),
    budgetState({
      ...nextMonth,
      name: 'month',
      hard: false,
      limitNanoUsd: 40_000_000_000,
      lastWarning: 75,
    }),
    budgetState({
      ...nextMonth,
      name: 'gpt-4.1 5 %/month',
      scope: 'model gpt-4.1',
      sharePercent: 5,
      usedNanoUsd: 1_560_000_000,
      limitNanoUsd: 1_560_000_000,
    }),
  ],
  latency: [
    latencyOf('claude-sonnet-4.5@relay', { attempts: 9, firstPartP50Ms: 68, firstPartP95Ms: 189, totalP95Ms: 61_200 }),
    latencyOf('gpt-4.1@relay', { attempts: 18, failed: 3 }),
    latencyOf('gemini-2.5-flash@vertex-europe-west4', {
      attempts: 10,
      firstPartP50Ms: 41,
      firstPartP95Ms: 98,
      failed: 1,
    }),
    latencyOf('deepseek-v3.2@sandbox', { attempts: 5, firstPartP95Ms: null, firstPartP50Ms: null, totalP50Ms: 3 }),
  ],
  breakers: [
    {
      target: 'gpt-4.1@relay',
      state: 'open',
      failuresInARow: 0,
      reopensInMs: 12_000,
      trips: 3,
      lastTrip: { at: '2026-11-22T14:29:20.000Z', reason: 'failures-in-a-row' },
      recentTrips: [
        { at: '2026-11-22T14:29:20.000Z', reason: 'failures-in-a-row' },
        { at: '2026-11-22T13:40:00.000Z', reason: 'probe-failed' },
        { at: '2026-11-22T02:10:00.000Z', reason: 'failure-rate' },
      ],
    },
    {
      target: 'claude-sonnet-4.5@relay',
      state: 'closed',
      failuresInARow: 2,
      reopensInMs: null,
      trips: 0,
      lastTrip: null,
      recentTrips: [],
    },
    {
      target: 'llama-3.3-70b-instruct@ollama',
      state: 'disabled',
      failuresInARow: 0,
      reopensInMs: null,
      trips: 0,
      lastTrip: null,
      recentTrips: [],
    },
  ],
  limits: [
    {
      track: 'relay',
      requests: { capacity: 800, available: 712 },
      tokens: { capacity: 80_000, available: 4_100 },
      running: 2,
      waiting: 1,
      pausedForMs: 8_000,
    },
    { track: 'sandbox', requests: null, tokens: null, running: 0, waiting: 0, pausedForMs: 0 },
  ],
  running: [
    runningRequest(),
    runningRequest({ requestId: 'running-2', target: null, command: null, client: 'cli', startedAt: now }),
  ],
  recent: [
    attemptRow({
      requestId: 'r1',
      target: 'fast@relay',
      attempt: 2,
      startedAt: '2026-11-22T14:29:02.000Z',
      totalMs: 940,
    }),
    attemptRow({
      requestId: 'r1',
      outcome: 'overloaded',
      billable: false,
      usage: null,
      billedCostNanoUsd: null,
      startedAt: '2026-11-22T14:29:01.000Z',
      totalMs: 210,
    }),
    attemptRow({ requestId: 'r2', measured: false, outcome: 'truncated', billedCostNanoUsd: 4_870_000 }),
    attemptRow({
      requestId: 'r3',
      target: 'deepseek-v3.2@sandbox',
      simulated: true,
      command: 'ask',
      billedCostNanoUsd: 824_000,
      totalMs: 3,
      startedAt: '2026-11-22T14:21:40.000Z',
    }),
    attemptRow({
      requestId: 'r4',
      target: 'llama-3.3-70b-instruct@ollama',
      command: null,
      billedCostNanoUsd: null,
      startedAt: '2026-11-22T13:58:07.000Z',
      totalMs: 64_800,
    }),
    attemptRow({
      requestId: 'r5',
      target: 'claude-sonnet-4.5@relay',
      outcome: 'cancelled',
      command: 'write-tests',
      usage: { ...noUsage, inputTokens: 28_400, cacheReadTokens: 12_000, outputTokens: 81 },
      billedCostNanoUsd: 426_000_000,
      startedAt: '2026-11-22T13:12:44.000Z',
      totalMs: 5120,
    }),
    attemptRow({
      requestId: 'r6',
      target: 'gemini-2.5-flash@vertex-europe-west4',
      outcome: 'auth',
      billable: false,
      usage: null,
      billedCostNanoUsd: null,
      startedAt: '2026-11-21T17:03:10.000Z',
      totalMs: 88,
    }),
    attemptRow({
      requestId: 'r7',
      target: 'gpt-4.1@relay',
      command: 'refactor',
      billedCostNanoUsd: 112_400_000,
      startedAt: '2026-11-21T17:01:55.000Z',
      totalMs: 12_480,
    }),
  ],
};

export const problems: Overview['problems'] = [
  {
    source: 'file',
    field: 'tracks.relay.limits.requestsPerMinute',
    message: 'tracks.relay.limits.requestsPerMinute must be a whole number from 1 to 1000000000, got -5',
  },
  {
    source: 'settings',
    field: 'profiles.cheap.strategy',
    message: 'profiles.cheap.strategy must be one of "priority", "cheapest", "fastest", got "random"',
  },
  {
    source: 'ledger',
    field: '/home/ada/.dualtrack/ledger.json',
    message: '/home/ada/.dualtrack/ledger.json was made anew from the journal: its hash does not fit its content.',
  },
];
