/** `dualtrack benchmark`: how fast, how reliable and how cheap each target is from here. The price comes first. */
import type { BenchmarkParams, BenchmarkPrice, BenchmarkReport, MeasuredTarget } from '../protocol/benchmark.ts';
import { benchmarkCsv } from '../protocol/benchmark-csv.ts';
import { semicolonList } from '../protocol/joined.ts';
import { methods } from '../protocol/methods.ts';
import { formatNanoUsd, formatSum } from '../protocol/money.ts';
import type { Translate } from '../protocol/translate.ts';
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
export async function benchmark(options: BenchmarkOptions, interrupted: AbortSignal, t: Translate): Promise<void> {
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
    console.error(priceText(price, t));
    if (price.targets.every(({ obstacle }) => obstacle !== null)) return null;
    if (!options.yes && !(await confirmed(t('Send them?'), interrupted, t))) return null;
    return daemon.request(methods.benchmark, params, { signal: interrupted });
  });
  if (report === null) throw new IncompleteAnswer('nothing was sent');
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else process.stdout.write(options.csv ? benchmarkCsv(report) : `${reportText(report, t)}\n`);
}

/** One line a target, and what it comes to in all. */
export function priceText(price: BenchmarkPrice, t: Translate): string {
  const { targets, requests, mostNanoUsd, unknownPrices } = price;
  const lines = targets.map(({ target, simulated, mostNanoUsd: ofTarget, obstacle }) => {
    if (obstacle !== null) return [target, '-', t('cannot be asked: {0}', obstacle)];
    if (simulated) return [target, '$0.00', t('simulated: costs nothing')];
    return ofTarget === null ? [target, '?', t('its price is unknown')] : [target, formatNanoUsd(ofTarget), ''];
  });
  const asked = targets.filter(({ obstacle }) => obstacle === null).length;
  const most = formatSum(mostNanoUsd, unknownPrices);
  return [
    table([[t('target'), `>${t('at most')}`, t('note')], ...lines]),
    asked * requests === 1
      ? t('1 request; at most {0}', most)
      : t('{0} requests, {1} to each target; at most {2}', asked * requests, requests, most),
  ].join('\n');
}

/** Times in milliseconds as p50/p95/p99. */
export function reportText({ targets }: BenchmarkReport, t: Translate): string {
  const figures = [t('success'), t('first part ms'), t('total ms'), t('cost'), t('efficiency')].map(
    (name) => `>${name}`,
  );
  return table([[t('target'), ...figures, t('note')], ...targets.map((target) => rowOf(target, t))]);
}

function rowOf(one: MeasuredTarget, t: Translate): readonly string[] {
  const { target, simulated, requests, succeeded, failures, firstPartMs, totalMs, billedCostNanoUsd } = one;
  const failed = failures.map(({ kind, count }) => `${t(kind)} ${count}`);
  return [
    target,
    requests === 0 ? '-' : `${Math.round((100 * succeeded) / requests)} %`,
    timesOf(firstPartMs),
    timesOf(totalMs),
    billedCostNanoUsd === null ? '?' : formatNanoUsd(billedCostNanoUsd),
    one.costEfficiency === null ? '-' : one.costEfficiency.toFixed(1),
    semicolonList([...(simulated ? [t('simulated')] : []), ...failed], t),
  ];
}

function timesOf(times: MeasuredTarget['totalMs']): string {
  return times === null ? '-' : [times.p50, times.p95, times.p99].map((ms) => Math.round(ms)).join('/');
}
