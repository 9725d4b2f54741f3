/** Counts what the daemon does, for Prometheus: all requests, whoever asked. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AttemptRow } from '../../protocol/spend.ts';
import { Batch } from '../ledger/batch.ts';
import type { Ended, Requests } from '../requests.ts';

/** Read when somebody asks for the metrics. */
export interface Levels {
  running(): number;
  queued(): number;
  /** Every target of the configuration; `closed` also where nothing was tried yet. */
  breakers(): readonly { readonly target: string; readonly state: string }[];
}

export interface Metrics {
  /** Prometheus text, with its content type. */
  render(levels: Levels): Promise<{ readonly contentType: string; readonly text: string }>;
}

const firstPartBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120];
const totalBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const breakerStates = ['closed', 'open', 'half-open', 'disabled'];

/** Counts from now on. */
export function createMetrics(of: Pick<Requests, 'onEnd' | 'onSettle'>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'dualtrack_requests_total',
    help: 'Requests that ended, by routing profile and outcome.',
    labelNames: ['profile', 'outcome'] as const,
    registers,
  });
  const attempts = new Counter({
    name: 'dualtrack_attempts_total',
    help: 'Attempts that reached an upstream, by target and outcome.',
    labelNames: ['target', 'outcome'] as const,
    registers,
  });
  const tokens = new Counter({
    name: 'dualtrack_tokens_total',
    help: 'Tokens, by target and kind; every token is counted under one kind.',
    labelNames: ['target', 'kind'] as const,
    registers,
  });
  const cost = new Counter({
    name: 'dualtrack_billed_cost_usd_total',
    help: 'Billed cost in US dollars, simulated attempts left out. The ledger is exact; this is a floating-point sum.',
    labelNames: ['target'] as const,
    registers,
  });
  const unknownCost = new Counter({
    name: 'dualtrack_unknown_cost_attempts_total',
    help: 'Attempts whose cost is unknown: with any of these the cost is a lower bound.',
    labelNames: ['target'] as const,
    registers,
  });
  const firstPart = new Histogram({
    name: 'dualtrack_first_part_seconds',
    help: 'Time of successful attempts to their first content part.',
    labelNames: ['target'] as const,
    buckets: firstPartBuckets,
    registers,
  });
  const total = new Histogram({
    name: 'dualtrack_attempt_seconds',
    help: 'Time of successful attempts from sending to the end.',
    labelNames: ['target'] as const,
    buckets: totalBuckets,
    registers,
  });
  const running = new Gauge({ name: 'dualtrack_running_requests', help: 'Requests being served.', registers });
  const queued = new Gauge({ name: 'dualtrack_queued_requests', help: 'Requests waiting for a place.', registers });
  const breaker = new Gauge({
    name: 'dualtrack_breaker_state',
    help: 'State of each target’s circuit breaker: 1 for the state it is in.',
    labelNames: ['target', 'state'] as const,
    registers,
  });

  function count(row: AttemptRow): void {
    const { target } = row;
    attempts.inc({ target, outcome: row.outcome });
    for (const [kind, count] of tokenKinds(row)) if (count > 0) tokens.inc({ target, kind }, count);
    if (row.billedCostNanoUsd === null) unknownCost.inc({ target });
    else if (!row.simulated) cost.inc({ target }, row.billedCostNanoUsd / 1e9);
    if (row.outcome !== 'success') return;
    if (row.firstPartMs !== null) firstPart.observe({ target }, row.firstPartMs / 1000);
    total.observe({ target }, row.totalMs / 1000);
  }

  const rows = new Batch(count);
  const ends = new Batch(({ profile, outcome }: Ended) => requests.inc({ profile, outcome }));
  of.onSettle((row) => rows.add(row));
  of.onEnd((ended) => ends.add(ended));
  return {
    async render(levels) {
      rows.countAll();
      ends.countAll();
      running.set(levels.running());
      queued.set(levels.queued());
      breaker.reset();
      for (const { target, state } of levels.breakers()) {
        for (const one of breakerStates) breaker.set({ target, state: one }, one === state ? 1 : 0);
      }
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

function tokenKinds({ usage }: AttemptRow): readonly (readonly [kind: string, count: number])[] {
  if (usage === null) return [];
  return [
    ['input', usage.inputTokens],
    ['cache_read', usage.cacheReadTokens],
    ['cache_write', usage.cacheWriteTokens + usage.cacheWrite1hTokens],
    ['output', usage.outputTokens],
    ['reasoning', usage.reasoningTokens],
    ['image_input', usage.imageInputTokens],
    ['audio_input', usage.audioInputTokens],
    ['image_output', usage.imageOutputTokens],
    ['audio_output', usage.audioOutputTokens],
  ];
}
