/** `dualtrack drill`: sixteen faults of upstreams through a copy of a routing profile, simulated. Exit code 1 when a rule was missed. */
import type { DrillReport, DrillScore } from '../protocol/drill.ts';
import { methods } from '../protocol/methods.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { IncompleteAnswer } from './exit.ts';

export interface DrillOptions extends GlobalOptions {
  readonly profile?: string;
  readonly json?: boolean;
}

export async function drill(options: DrillOptions, interrupted: AbortSignal): Promise<void> {
  const { profile } = options;
  const report = await withDaemon(options, interrupted, (daemon) =>
    daemon.request(methods.drill, profile === undefined ? {} : { profile }, { signal: interrupted }),
  );
  process.stdout.write(`${options.json ? JSON.stringify(report) : drillText(report)}\n`);
  if (report.held < report.faults.length) throw new IncompleteAnswer('a rule was missed');
}

/** Two lines a fault: what it is, and what came of it; of one that was missed, the rule besides. */
export function drillText({ profile, strategy, notes, faults, held, totalMs }: DrillReport): string {
  const seconds = (totalMs / 1_000).toFixed(1);
  return [
    `profile ${profile} (${strategy}), simulated: nothing real was asked, held or booked`,
    ...notes.map((note) => `note: ${note}`),
    ...faults.map(scoreText),
    `${held} of ${faults.length} rules held; ${seconds} s`,
  ].join('\n');
}

function scoreText({ title, rule, held, sentence, attempts, failoverMs, totalMs }: DrillScore): string {
  const failover = failoverMs === null ? '' : `, failover after ${failoverMs} ms`;
  const figures = `${attempts.length} ${attempts.length === 1 ? 'attempt' : 'attempts'}, ${Math.round(totalMs)} ms${failover}`;
  const lines = [`${held ? 'held  ' : 'MISSED'}  ${title}: ${figures}`, `        ${sentence}`];
  return [...lines, ...(held ? [] : [`        the rule: ${rule}`])].join('\n');
}
