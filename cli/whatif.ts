/** `dualtrack whatif`: what another profile, or other prices, would have made of past requests, beside what happened. */
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { methods } from '../protocol/methods.ts';
import { priceSchema } from '../protocol/model-configuration.ts';
import { formatNanoUsd, formatSum } from '../protocol/money.ts';
import type { WhatIfReport, WhatIfSums } from '../protocol/what-if.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { UsageError } from './exit.ts';
import { instant } from './spend.ts';
import { table } from './table.ts';

export interface WhatIfOptions extends GlobalOptions {
  readonly profile?: string;
  readonly prices?: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

export async function printWhatIf(options: WhatIfOptions, interrupted: AbortSignal): Promise<void> {
  const { profile, prices, from, to } = options;
  if (profile === undefined && prices === undefined)
    throw new UsageError('name what would have been otherwise: --profile NAME, --prices FILE, or both');
  const params = {
    profiles: [profile ?? null],
    ...(prices !== undefined && { prices: await readPrices(prices) }),
    ...(from !== undefined && { from: instant('from', from) }),
    ...(to !== undefined && { to: instant('to', to) }),
  };
  const { reports } = await withDaemon(options, interrupted, (daemon) =>
    daemon.request(methods.whatIf, params, { signal: interrupted }),
  );
  const [report] = reports;
  if (report === undefined) throw new Error('the daemon told no report');
  process.stdout.write(`${options.json ? JSON.stringify(report) : whatIfText(report)}\n`);
}

const pricesSchema = z.record(z.string(), priceSchema);

async function readPrices(file: string): Promise<z.input<typeof pricesSchema>> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UsageError(`--prices must be a file that can be read, got ${file}: ${error.message}`);
  });
  const parsed = pricesSchema.safeParse(parsedJson(text, file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(`--prices ${file}: ${issue?.path.join('.')} ${issue?.message}`);
}

function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(
      `--prices must be JSON such as { "gpt-4.1@relay": { "inputUsdPerMTok": 2, "outputUsdPerMTok": 8 } }, got ${file}`,
    );
  }
}

/** A table for everything, one by model and one by day; then what the figures rest on. */
export function whatIfText(report: WhatIfReport): string {
  const { profile, from, to, actual, whatif, byModel, byDay, measured, estimated, unserved, simulated } = report;
  const heading = (name: string) => [name, '>requests', '>failed', '>billed', '>list', '>first part', '>total'];
  const pair = (key: string, one: WhatIfSums, other: WhatIfSums) => [row(key, one), row('  what if', other)];
  const notes = [
    `${measured} measured (the same target and price), ${estimated} estimated (the same tokens at the other target's price, its usual times and failures)`,
    ...unserved.reasons.map(({ reason, requests }) => `${requests} no target could have taken: ${reason}`),
    ...(simulated > 0 ? [`${simulated} simulated, left out`] : []),
  ];
  return [
    `${profile === null ? 'other prices' : `profile ${profile}`}, ${from} to ${to}`,
    table([heading(''), ...pair('all', actual, whatif)]),
    '',
    table([heading('model'), ...byModel.flatMap(({ key, ...sums }) => pair(key, sums.actual, sums.whatif))]),
    '',
    table([heading('day'), ...byDay.flatMap(({ key, ...sums }) => pair(key, sums.actual, sums.whatif))]),
    '',
    differenceText(actual, whatif),
    ...notes,
  ].join('\n');
}

/** One sentence on the money; a lower bound says so. */
export function differenceText(actual: WhatIfSums, whatif: WhatIfSums): string {
  const difference = whatif.billedCostNanoUsd - actual.billedCostNanoUsd;
  const unknown = actual.unknownCost + whatif.unknownCost > 0 ? ', as far as costs are known' : '';
  if (difference === 0) return `It would have cost the same${unknown}.`;
  const than = difference > 0 ? 'more' : 'less';
  return `It would have cost ≈ ${formatNanoUsd(Math.abs(difference))} ${than} than what happened${unknown}.`;
}

function row(key: string, sums: WhatIfSums): readonly string[] {
  const { requests, failed, billedCostNanoUsd, listCostNanoUsd, unknownCost, firstPartMs, totalMs } = sums;
  const ms = (value: number | null) => (value === null ? '' : `${value} ms`);
  return [
    key,
    String(requests),
    String(Math.round(failed * 10) / 10),
    formatSum(billedCostNanoUsd, unknownCost),
    formatSum(listCostNanoUsd, unknownCost),
    ms(firstPartMs),
    ms(totalMs),
  ];
}
