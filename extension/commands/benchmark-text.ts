/** What a benchmark measured, as a document. Pure. */
import type { BenchmarkReport, MeasuredTarget, Percentiles } from '../../protocol/benchmark.ts';
import { formatNanoUsd } from '../../protocol/money.ts';
import type { Translate } from '../../protocol/translate.ts';
import { asCode, markdownTable } from './markdown-table.ts';

export function benchmarkText(report: BenchmarkReport, t: Translate): string {
  const { startedAt, profile, requests, concurrency, targets } = report;
  const heading = [
    t('Target'),
    t('Success'),
    t('First part, ms (p50 / p95 / p99)'),
    t('Whole answer, ms (p50 / p95 / p99)'),
    t('Cost'),
    t('Cost efficiency'),
    t('Remarks'),
  ];
  const simulated = targets.some((one) => one.simulated)
    ? [t('Simulated targets invent their times and costs; they are compared among themselves.')]
    : [];
  return `${[
    `# ${t('Benchmark')}`,
    t(
      '{0}: requests to each target: {1}, at once: {2}, profile {3}.',
      startedAt,
      requests,
      concurrency,
      asCode(profile),
    ),
    markdownTable([heading, ...targets.map((one) => rowOf(one, t))]),
    t(
      'Times are what a caller waited, of answers that came whole. A percentile is a time that was measured; with few requests p99 is the slowest of them.',
    ),
    t('Cost efficiency: successful answers per dollar, 10 for the best of this run.'),
    ...simulated,
  ].join('\n\n')}\n`;
}

function rowOf(one: MeasuredTarget, t: Translate): readonly string[] {
  const { target, simulated, requests, succeeded, failures, firstPartMs, totalMs, billedCostNanoUsd } = one;
  const remarks = [
    ...(simulated ? [t('simulated')] : []),
    ...failures.map(({ kind, count }) => `${t(kind)} ×${count}`),
  ];
  return [
    asCode(target),
    requests === 0 ? '–' : `${Math.round((100 * succeeded) / requests)} %`,
    timesOf(firstPartMs),
    timesOf(totalMs),
    billedCostNanoUsd === null ? t('unknown') : formatNanoUsd(billedCostNanoUsd),
    one.costEfficiency === null ? '–' : one.costEfficiency.toFixed(1),
    remarks.join(', '),
  ];
}

function timesOf(times: Percentiles | null): string {
  return times === null ? '–' : [times.p50, times.p95, times.p99].map((ms) => Math.round(ms)).join(' / ');
}
