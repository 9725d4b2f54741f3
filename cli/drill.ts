/** `dualtrack drill`: sixteen faults of upstreams through a copy of a routing profile, simulated. Exit code 1 when a rule was missed. */
import type { DrillReport, DrillScore } from '../protocol/drill.ts';
import { drillNoteIn, drillSentenceIn } from '../protocol/drill-sentences.ts';
import { commaList } from '../protocol/joined.ts';
import { methods } from '../protocol/methods.ts';
import type { Translate } from '../protocol/translate.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { IncompleteAnswer } from './exit.ts';

export interface DrillOptions extends GlobalOptions {
  readonly profile?: string;
  readonly json?: boolean;
}

export async function drill(options: DrillOptions, interrupted: AbortSignal, t: Translate): Promise<void> {
  const { profile } = options;
  const report = await withDaemon(options, interrupted, (daemon) =>
    daemon.request(methods.drill, profile === undefined ? {} : { profile }, { signal: interrupted }),
  );
  process.stdout.write(`${options.json ? JSON.stringify(report) : drillText(report, t)}\n`);
  if (report.held < report.faults.length) throw new IncompleteAnswer('a rule was missed');
}

/** Two lines a fault: what it is, and what came of it; of one that was missed, the rule besides. */
export function drillText({ profile, strategy, notes, faults, held, totalMs }: DrillReport, t: Translate): string {
  const seconds = (totalMs / 1_000).toFixed(1);
  return [
    t('profile {0} ({1}), simulated: nothing real was asked, held or booked', profile, strategy),
    ...notes.map((note) => t('note: {0}', drillNoteIn(note, t))),
    ...faults.map((score) => scoreText(score, t)),
    t('{0} of {1} rules held; {2} s', held, faults.length, seconds),
  ].join('\n');
}

function scoreText(score: DrillScore, t: Translate): string {
  const { title, rule, held, attempts, failoverMs, totalMs } = score;
  const figures = [
    attempts.length === 1 ? t('1 attempt') : t('{0} attempts', attempts.length),
    t('{0} ms', Math.round(totalMs)),
    ...(failoverMs === null ? [] : [t('failover after {0} ms', failoverMs)]),
  ];
  // Both words stand in as many columns as what follows is set in by.
  const heading = held
    ? t('held    {0}: {1}', t(title), commaList(figures, t))
    : t('MISSED  {0}: {1}', t(title), commaList(figures, t));
  const lines = [drillSentenceIn(score, t), ...(held ? [] : [t('the rule: {0}', t(rule))])];
  return [heading, ...lines.map((line) => `        ${line}`)].join('\n');
}
