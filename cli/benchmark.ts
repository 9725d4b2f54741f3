/** `dualtrack benchmark`: how fast, how reliable and how cheap each target is from here. The price comes first. */
import type { BenchmarkParams, BenchmarkPrice, BenchmarkReport, MeasuredTarget } from '../protocol/benchmark.ts';
import { benchmarkCsv } from '../protocol/benchmark-csv.ts';
import { methods } from '../protocol/methods.ts';
import { formatNanoUsd, formatSum } from '../protocol/money.ts';
import { confirmed } from './confirm.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { IncompleteAnswer, UsageError } from './exit.ts';
import { table } from './table.ts';

export interface BenchmarkOptions extends GlobalOptions {
  readonly models?: readonly string[];
  readonly profile?: string;
  readonly requests: number;
  readonly concurrency: number;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** The price and the question go to standard error, so that the result can be piped. */
export async function benchmark(options: BenchmarkOptions, interrupted: AbortSignal): Promise<void> {
  if (options.json && options.csv) throw new UsageError('choose one of --json and --csv');
  const { models, profile, requests, concurrency } = options;
  const params: BenchmarkParams = {
    requests,
    concurrency,
    ...(models !== undefined && { models: [...models] }),
    ...(profile !== undefined && { profile }),
  };
  const report = await withDaemon(options, interrupted, async (daemon) => {
    const price = await daemon.request(methods.benchmarkPrice, params, { signal: interrupted });
    console.error(priceText(price));
    if (price.targets.every(({ obstacle }) => obstacle !== null)) return null;
    if (!options.yes && !(await confirmed('Send them?', interrupted))) return null;
    return daemon.request(methods.benchmark, params, { signal: interrupted });
  });
  if (report === null) throw new IncompleteAnswer('nothing was sent');
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else process.stdout.write(options.csv ? benchmarkCsv(report) : `${reportText(report)}\n`);
}

/** One line a target, and what it comes to in all. */
export function priceText({ targets, requests, mostNanoUsd, unknownPrices }: BenchmarkPrice): string {
  const lines = targets.map(({ target, simulated, mostNanoUsd: most, obstacle }) => {
    if (obstacle !== null) return [target, '-', `cannot be asked: ${obstacle}`];
    if (simulated) return [target, '$0.00', 'simulated: costs nothing'];
    return [target, most === null ? '?' : formatNanoUsd(most), most === null ? 'its price is unknown' : ''];
  });
  const asked = targets.filter(({ obstacle }) => obstacle === null).length;
  return [
    table([['target', '>at most', 'note'], ...lines]),
    `${asked * requests} requests, ${requests} to each target; at most ${formatSum(mostNanoUsd, unknownPrices)}`,
  ].join('\n');
}

/** Times in milliseconds as p50/p95/p99. */
export function reportText({ targets }: BenchmarkReport): string {
  const heading = ['target', '>success', '>first part ms', '>total ms', '>cost', '>efficiency', 'note'];
  return table([heading, ...targets.map(rowOf)]);
}

function rowOf(one: MeasuredTarget): readonly string[] {
  const { target, simulated, requests, succeeded, failures, firstPartMs, totalMs, billedCostNanoUsd } = one;
  const failed = failures.map(({ kind, count }) => `${kind} ${count}`);
  return [
    target,
    requests === 0 ? '-' : `${Math.round((100 * succeeded) / requests)} %`,
    timesOf(firstPartMs),
    timesOf(totalMs),
    billedCostNanoUsd === null ? '?' : formatNanoUsd(billedCostNanoUsd),
    one.costEfficiency === null ? '-' : one.costEfficiency.toFixed(1),
    [...(simulated ? ['simulated'] : []), ...failed].join('; '),
  ];
}

function timesOf(times: MeasuredTarget['totalMs']): string {
  return times === null ? '-' : [times.p50, times.p95, times.p99].map((ms) => Math.round(ms)).join('/');
}
