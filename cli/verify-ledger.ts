/** `dualtrack ledger verify`: whether every line is whole and counted once. Exit code 1 when something is wrong. */
import type { VerifyReport } from '../protocol/books.ts';
import { methods } from '../protocol/methods.ts';
import { formatBilled } from '../protocol/money.ts';
import { problemMessageIn } from '../protocol/problem-messages.ts';
import type { Translate } from '../protocol/translate.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { IncompleteAnswer } from './exit.ts';
import { table } from './table.ts';

export interface VerifyOptions extends GlobalOptions {
  readonly json?: boolean;
}

export async function verifyLedger(options: VerifyOptions, interrupted: AbortSignal, t: Translate): Promise<void> {
  const report = await withDaemon(options, interrupted, (daemon) =>
    daemon.request(methods.verify, {}, { signal: interrupted }),
  );
  process.stdout.write(`${options.json ? JSON.stringify(report) : verifyText(report, t)}\n`);
  if (!report.sound) throw new IncompleteAnswer('the ledger is not sound');
}

export function verifyText(report: VerifyReport, t: Translate): string {
  const { segments, totals, findings, findingsInAll, daysCompared, sound } = report;
  const counts = [t('lines'), t('attempts'), t('corrections'), t('under way'), t('bytes')].map((name) => `>${name}`);
  const heading = [t('segment'), ...counts];
  const rows = segments.map(({ month, lines, attempts, corrections, underWay, bytes }) => [
    month,
    ...[lines, attempts, corrections, underWay, bytes].map(String),
  ]);
  const told = findings.map(({ kind, message }) => t('{0}: {1}', kind, problemMessageIn(message, t)));
  const more = findingsInAll > findings.length ? [t('and {0} more', findingsInAll - findings.length)] : [];
  const billed = formatBilled(totals);
  const sum =
    totals.attempts === 1 ? t('1 attempt, billed {0}', billed) : t('{0} attempts, billed {1}', totals.attempts, billed);
  const verdict = sound
    ? daysCompared === 1
      ? t('sound: every line is whole; the sums of 1 day agree; {0}', sum)
      : t('sound: every line is whole; the sums of {0} days agree; {1}', daysCompared, sum)
    : findingsInAll === 1
      ? t('NOT SOUND: 1 finding; {0}', sum)
      : t('NOT SOUND: {0} findings; {1}', findingsInAll, sum);
  return [table([heading, ...rows]), ...told, ...more, verdict].join('\n');
}
