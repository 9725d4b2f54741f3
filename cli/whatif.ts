/** `dualtrack whatif`: what another profile, or other prices, would have made of past requests, beside what happened. */
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { ruleOf } from '../protocol/issue-rule.ts';
import { methods } from '../protocol/methods.ts';
import { priceSchema } from '../protocol/model-configuration.ts';
import { formatNanoUsd, formatSum } from '../protocol/money.ts';
import { problemMessageIn } from '../protocol/problem-messages.ts';
import { routeReasonIn } from '../protocol/route-reasons.ts';
import type { Translate } from '../protocol/translate.ts';
import type { WhatIfReport, WhatIfSums } from '../protocol/what-if.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { UsageError } from './exit.ts';
import { fileTrouble } from './file-trouble.ts';
import { orWrongName } from './named.ts';
import { table } from './table.ts';
import { type RangeOptions, rangeOf } from './time-options.ts';

export interface WhatIfOptions extends GlobalOptions, RangeOptions {
  readonly profile?: string;
  readonly prices?: string;
  readonly json?: boolean;
}

export async function printWhatIf(options: WhatIfOptions, interrupted: AbortSignal, t: Translate): Promise<void> {
  const { profile, prices } = options;
  if (profile === undefined && prices === undefined)
    throw new UsageError('name what would have been otherwise: --profile NAME, --prices FILE, or both');
  const params = {
    profiles: [profile ?? null],
    ...(prices !== undefined && { prices: await readPrices(prices, t) }),
    ...rangeOf(options),
  };
  const { reports } = await withDaemon(options, interrupted, (daemon) =>
    orWrongName(
      daemon,
      { ...(profile !== undefined && { profile }) },
      daemon.request(methods.whatIf, params, { signal: interrupted }),
    ),
  );
  const [report] = reports;
  if (report === undefined) throw new Error('the daemon told no report');
  process.stdout.write(`${options.json ? JSON.stringify(report) : whatIfText(report, t)}\n`);
}

const pricesSchema = z.record(z.string(), priceSchema);

async function readPrices(file: string, t: Translate): Promise<z.input<typeof pricesSchema>> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UsageError('--prices must be a file that can be read, got {0}: {1}', file, fileTrouble(error));
  });
  const parsed = pricesSchema.safeParse(parsedJson(text, file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const broken = issue === undefined ? '' : `${issue.path.join('.') || 'the parameters'} ${ruleOf(issue)}`;
  throw new UsageError('--prices {0}: {1}', file, problemMessageIn(broken, t));
}

function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(
      '--prices must be JSON such as { "gpt-4.1@relay": { "inputUsdPerMTok": 2, "outputUsdPerMTok": 8 } }, got {0}',
      file,
    );
  }
}

/** A table for everything, one by model and one by day; then what the figures rest on. */
function whatIfText(report: WhatIfReport, t: Translate): string {
  const { profile, from, to, actual, whatif, byModel, byDay, measured, estimated, unserved, simulated } = report;
  const leftOut = simulated > 0 ? [t('{0} simulated, left out', simulated)] : [];
  const about =
    profile === null ? t('other prices, {0} to {1}', from, to) : t('profile {0}, {1} to {2}', profile, from, to);
  if (actual.requests === 0)
    return [about, t('There were no real requests: there is nothing to compare.'), ...leftOut].join('\n');
  const figures = [t('requests'), t('failed'), t('billed'), t('list'), t('first part'), t('total')];
  const heading = (name: string) => [name, ...figures.map((figure) => `>${figure}`)];
  const pair = (key: string, one: WhatIfSums, other: WhatIfSums) => [
    row(key, one, t),
    row(`  ${t('what if')}`, other, t),
  ];
  const notes = [
    t(
      "{0} measured (the same target and price), {1} estimated (the same tokens at the other target's price, its usual times and failures)",
      measured,
      estimated,
    ),
    ...unserved.reasons.map(({ reason, requests }) =>
      t('{0} no target could have taken: {1}', requests, routeReasonIn(reason, t)),
    ),
    ...leftOut,
  ];
  return [
    about,
    table([heading(''), ...pair(t('all'), actual, whatif)]),
    '',
    table([heading(t('model')), ...byModel.flatMap(({ key, ...sums }) => pair(key, sums.actual, sums.whatif))]),
    '',
    table([heading(t('day')), ...byDay.flatMap(({ key, ...sums }) => pair(key, sums.actual, sums.whatif))]),
    '',
    differenceText(actual, whatif, t),
    ...notes,
  ].join('\n');
}

/** One sentence on the money; a lower bound says so. */
function differenceText(actual: WhatIfSums, whatif: WhatIfSums, t: Translate): string {
  const difference = whatif.billedCostNanoUsd - actual.billedCostNanoUsd;
  const amount = formatNanoUsd(Math.abs(difference));
  if (actual.unknownCost + whatif.unknownCost === 0) {
    if (difference === 0) return t('It would have cost the same.');
    return difference > 0
      ? t('It would have cost ≈ {0} more than what happened.', amount)
      : t('It would have cost ≈ {0} less than what happened.', amount);
  }
  if (difference === 0) return t('It would have cost the same, as far as costs are known.');
  return difference > 0
    ? t('It would have cost ≈ {0} more than what happened, as far as costs are known.', amount)
    : t('It would have cost ≈ {0} less than what happened, as far as costs are known.', amount);
}

function row(key: string, sums: WhatIfSums, t: Translate): readonly string[] {
  const { requests, failed, billedCostNanoUsd, listCostNanoUsd, unknownCost, firstPartMs, totalMs } = sums;
  const ms = (value: number | null) => (value === null ? '' : t('{0} ms', value));
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
