/** `dualtrack ledger verify`: whether every line is whole and counted once. Exit code 1 when something is wrong. */
import type { VerifyReport } from '../protocol/books.ts';
import { methods } from '../protocol/methods.ts';
import { formatSum } from '../protocol/money.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { IncompleteAnswer } from './exit.ts';
import { table } from './table.ts';

export interface VerifyOptions extends GlobalOptions {
  readonly json?: boolean;
}

export async function verifyLedger(options: VerifyOptions, interrupted: AbortSignal): Promise<void> {
  const report = await withDaemon(options, interrupted, (daemon) =>
    daemon.request(methods.verify, {}, { signal: interrupted }),
  );
  process.stdout.write(`${options.json ? JSON.stringify(report) : verifyText(report)}\n`);
  if (!report.sound) throw new IncompleteAnswer('the ledger is not sound');
}

export function verifyText(report: VerifyReport): string {
  const { segments, totals, findings, findingsInAll, daysCompared, sound } = report;
  const heading = ['segment', '>lines', '>attempts', '>corrections', '>under way', '>bytes'];
  const rows = segments.map(({ month, lines, attempts, corrections, underWay, bytes }) => [
    month,
    ...[lines, attempts, corrections, underWay, bytes].map(String),
  ]);
  const told = findings.map(({ kind, message }) => `${kind}: ${message}`);
  const more = findingsInAll > findings.length ? [`and ${findingsInAll - findings.length} more`] : [];
  const sum = `${totals.attempts} attempts, billed ${formatSum(totals.billedCostNanoUsd, totals.unknownCost)}`;
  const verdict = sound
    ? `sound: every line is whole; the sums of ${daysCompared} days agree; ${sum}`
    : `NOT SOUND: ${findingsInAll} ${findingsInAll === 1 ? 'finding' : 'findings'}; ${sum}`;
  return [table([heading, ...rows]), ...told, ...more, verdict].join('\n');
}
