/** What a benchmark measured as CSV (RFC 4180): one line a target. */
import type { BenchmarkReport, MeasuredTarget } from './benchmark.ts';
import { csvCell } from './csv-cell.ts';

/** With a heading; an unknown value is an empty cell. */
export function benchmarkCsv({ startedAt, targets }: BenchmarkReport): string {
  const heading = ['startedAt', ...columns.map(([name]) => name)];
  const lines = targets.map((target) => [startedAt, ...columns.map(([, read]) => read(target))].map(csvCell));
  return [heading, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

type Column = readonly [name: string, read: (target: MeasuredTarget) => string | number | boolean | null];

const columns: readonly Column[] = [
  ['target', ({ target }) => target],
  ['simulated', ({ simulated }) => simulated],
  ['requests', ({ requests }) => requests],
  ['succeeded', ({ succeeded }) => succeeded],
  ['firstPartP50Ms', ({ firstPartMs }) => firstPartMs?.p50 ?? null],
  ['firstPartP95Ms', ({ firstPartMs }) => firstPartMs?.p95 ?? null],
  ['firstPartP99Ms', ({ firstPartMs }) => firstPartMs?.p99 ?? null],
  ['totalP50Ms', ({ totalMs }) => totalMs?.p50 ?? null],
  ['totalP95Ms', ({ totalMs }) => totalMs?.p95 ?? null],
  ['totalP99Ms', ({ totalMs }) => totalMs?.p99 ?? null],
  ['billedCostNanoUsd', ({ billedCostNanoUsd }) => billedCostNanoUsd],
  ['costEfficiency', ({ costEfficiency }) => costEfficiency],
  ['failures', ({ failures }) => failures.map(({ kind, count }) => `${kind} ${count}`).join('; ')],
];
