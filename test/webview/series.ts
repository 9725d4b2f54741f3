/** Figures over time to show in tests: thirty days of spend by model, and of two targets. */
import type { RequestsPage } from '../../protocol/books.ts';
import type { SpendGroup, SpendSeries, TargetSeries, TargetSlot } from '../../protocol/series.ts';
import { noTotals } from '../../protocol/spend.ts';
import { attemptRow, nowMs } from './overviews.ts';

const dayMs = 86_400_000;
const days = 30;
const starts = Array.from({ length: days }, (_, day) => {
  const today = Date.parse('2026-11-22T00:00:00.000Z');
  return new Date(today - (days - 1 - day) * dayMs).toISOString();
});

/** The same figures at every run, and yet not all alike. */
const wave = (day: number, shift: number) => Math.max(0, Math.sin(day / 2.3 + shift) + 0.8 + (day % 3) / 4);

function spendGroup(key: string | null, shift: number, dollars: number): SpendGroup {
  return {
    key,
    billedCostNanoUsd: starts.map((_, day) => Math.round(wave(day, shift) * dollars * 1e9)),
    unknownCost: starts.map((_, day) => (key === 'gpt-4.1' && day === 29 ? 2 : 0)),
    requests: starts.map((_, day) => Math.round(wave(day, shift) * 12)),
    tokens: starts.map((_, day) => Math.round(wave(day, shift) * 24_000)),
  };
}

export const spendSeries: SpendSeries = {
  unit: 'day',
  by: 'model',
  timeZone: 'UTC',
  starts,
  groups: [
    spendGroup('gpt-4.1', 0, 0.8),
    spendGroup('claude-sonnet-4.5', 1, 0.5),
    spendGroup('gemini-2.5-flash', 2, 0.3),
    spendGroup('deepseek-v3.2', 3, 0.12),
    spendGroup('llama-3.3-70b-instruct', 4, 0.05),
    spendGroup('gpt-4.1-mini', 5, 0.05),
    spendGroup('claude-haiku-4.5', 6, 0.05),
    spendGroup(null, 7, 0.04),
  ],
  totals: { ...noTotals, requests: 900, attempts: 940, billedCostNanoUsd: 31_200_000_000 },
  week: { ...noTotals, requests: 240, attempts: 250, billedCostNanoUsd: 8_410_000_000, unknownCost: 2 },
};

function targetSlot(day: number, firstPartMs: number): TargetSlot {
  if (day % 9 === 4) return { attempts: 0, failed: 0, failovers: 0, firstPart: null, total: null };
  const p50Ms = Math.round(firstPartMs * (0.8 + wave(day, 1) / 3));
  const of = (factor: number) => ({ p50Ms: p50Ms * factor, p95Ms: p50Ms * 2.7 * factor, p99Ms: p50Ms * 5.8 * factor });
  return {
    attempts: 12 + day,
    failed: day % 5 === 0 ? 2 : 0,
    failovers: day % 6 === 0 ? 1 : 0,
    firstPart: of(1),
    total: of(20),
  };
}

export const targetSeries: TargetSeries = {
  unit: 'day',
  timeZone: 'UTC',
  starts,
  targets: [
    { target: 'gpt-4.1@relay', slots: starts.map((_, day) => targetSlot(day, 52)) },
    { target: 'claude-sonnet-4.5@relay', slots: starts.map((_, day) => targetSlot(day, 68)) },
  ],
};

/** A page of requests that started a minute apart, the newest at `nowMs` less `first` minutes. */
export function requestsPage(first: number, count: number, next: string | null): RequestsPage {
  return {
    requests: Array.from({ length: count }, (_, index) => {
      const number = first + index;
      const startedAt = new Date(nowMs - number * 60_000).toISOString();
      const requestId = `past-${number}`;
      return { requestId, startedAt, attempts: [attemptRow({ requestId, startedAt, command: `command-${number}` })] };
    }),
    next,
  };
}
