/** `dualtrack spend`: what was spent, in all and by what one asks for. */
import type { Month } from '../protocol/budget.ts';
import { methods } from '../protocol/methods.ts';
import { formatNanoUsd, formatSum } from '../protocol/money.ts';
import type { SpendGrouping, SpendReport, Totals } from '../protocol/spend.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { UsageError } from './exit.ts';
import { table } from './table.ts';

export interface SpendOptions extends GlobalOptions {
  readonly from?: string;
  readonly to?: string;
  readonly by?: SpendGrouping;
  readonly json?: boolean;
}

export async function printSpend(options: SpendOptions, interrupted: AbortSignal): Promise<void> {
  const params = {
    ...(options.from !== undefined && { from: instant('from', options.from) }),
    ...(options.to !== undefined && { to: instant('to', options.to) }),
    ...(options.by !== undefined && { by: options.by }),
  };
  if (params.from !== undefined && params.to !== undefined && params.from >= params.to)
    throw new UsageError(`--to must be after --from, got ${options.from} to ${options.to}`);
  const report = await withDaemon(options, interrupted, (daemon) =>
    daemon.request(methods.spend, params, { signal: interrupted }),
  );
  process.stdout.write(
    `${options.json ? JSON.stringify(report) : `${spendText(report, options.by)}\n${monthText(report.month)}`}\n`,
  );
}

/** A day alone begins at midnight of this machine's time zone, as a person means it. */
export function instant(option: string, text: string): string {
  const parsed = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00` : text);
  if (Number.isFinite(parsed.getTime())) return parsed.toISOString();
  throw new UsageError(`--${option} must be a time such as 2026-11-01 or 2026-11-01T08:00:00Z, got ${text}`);
}

export function spendText(report: SpendReport, by: SpendGrouping | undefined): string {
  const heading = [
    by ?? '',
    '>requests',
    '>attempts',
    '>failed',
    '>tokens in',
    '>tokens out',
    '>billed',
    '>list',
    '>simulated',
  ];
  const groups = report.groups.map(({ key, ...totals }) => row(key, totals));
  return `${report.from} to ${report.to}\n${table([heading, ...groups, row('total', report.totals)])}`;
}

/** One line: the month so far, what it comes to if it goes on like this, and what the track saved. */
export function monthText({ from, billedCostNanoUsd, unknownCost, projectedNanoUsd, savedNanoUsd }: Month): string {
  const saved = savedNanoUsd === 0 ? '' : `, ${formatNanoUsd(savedNanoUsd)} below list price`;
  const known = unknownCost > 0 ? '≥ ' : '';
  return `month since ${from}: ${formatSum(billedCostNanoUsd, unknownCost)}${saved}; at this rate ${known}${formatNanoUsd(projectedNanoUsd)} by its end`;
}

function row(name: string, totals: Totals): readonly string[] {
  return [
    name,
    String(totals.requests),
    String(totals.attempts),
    String(totals.failed),
    String(totals.inputTokens + totals.cacheReadTokens + totals.cacheWriteTokens),
    String(totals.outputTokens + totals.reasoningTokens),
    formatSum(totals.billedCostNanoUsd, totals.unknownCost),
    formatSum(totals.listCostNanoUsd, totals.unknownCost),
    formatNanoUsd(totals.simulatedCostNanoUsd),
  ];
}
