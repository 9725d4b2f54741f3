/** `dualtrack spend`: what was spent, in all and by what one asks for. */
import type { Month } from '../protocol/budget.ts';
import { methods } from '../protocol/methods.ts';
import { formatBilled, formatNanoUsd, formatSum } from '../protocol/money.ts';
import type { SpendGrouping, SpendReport, Totals } from '../protocol/spend.ts';
import type { Translate } from '../protocol/translate.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { table } from './table.ts';
import { type RangeOptions, rangeOf } from './time-options.ts';

export interface SpendOptions extends GlobalOptions, RangeOptions {
  readonly by?: SpendGrouping;
  readonly json?: boolean;
}

export async function printSpend(options: SpendOptions, interrupted: AbortSignal, t: Translate): Promise<void> {
  const params = {
    ...rangeOf(options),
    ...(options.by !== undefined && { by: options.by }),
  };
  const report = await withDaemon(options, interrupted, (daemon) =>
    daemon.request(methods.spend, params, { signal: interrupted }),
  );
  process.stdout.write(
    `${options.json ? JSON.stringify(report) : `${spendText(report, options.by, t)}\n${monthText(report.month, t)}`}\n`,
  );
}

function spendText(report: SpendReport, by: SpendGrouping | undefined, t: Translate): string {
  const figures = [
    t('requests'),
    t('attempts'),
    t('failed'),
    t('tokens in'),
    t('tokens out'),
    t('billed'),
    t('list'),
    t('simulated'),
  ];
  const heading = [t(by ?? ''), ...figures.map((name) => `>${name}`)];
  const groups = report.groups.map(({ key, ...totals }) => row(key, totals));
  return `${t('{0} to {1}', report.from, report.to)}\n${table([heading, ...groups, row(t('total'), report.totals)])}`;
}

/** One line: the month so far, what it comes to if it goes on like this, and what the track saved. */
function monthText(month: Month, t: Translate): string {
  const { from, unknownCost, projectedNanoUsd, savedNanoUsd } = month;
  const billed = besideList(formatBilled(month), savedNanoUsd, t);
  const projected = `${unknownCost > 0 ? '≥ ' : ''}${formatNanoUsd(projectedNanoUsd)}`;
  return t('month since {0}: {1}; at this rate {2} by its end', from, billed, projected);
}

function besideList(sum: string, savedNanoUsd: number, t: Translate): string {
  if (savedNanoUsd === 0) return sum;
  return savedNanoUsd > 0
    ? t('{0}, {1} below list price', sum, formatNanoUsd(savedNanoUsd))
    : t('{0}, {1} above list price', sum, formatNanoUsd(-savedNanoUsd));
}

function row(name: string, totals: Totals): readonly string[] {
  return [
    name,
    String(totals.requests),
    String(totals.attempts),
    String(totals.failed),
    String(totals.inputTokens + totals.cacheReadTokens + totals.cacheWriteTokens),
    String(totals.outputTokens + totals.reasoningTokens),
    formatBilled(totals),
    formatSum(totals.listCostNanoUsd, totals.unknownCost),
    formatNanoUsd(totals.simulatedCostNanoUsd),
  ];
}
