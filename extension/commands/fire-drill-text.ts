/** The scorecard of a fire drill as a document. Pure. What came of each fault is told by the daemon, in English, as failures are. */
import type { DrillFault, DrillReport, DrillScore } from '../../protocol/drill.ts';
import type { Translate } from '../../protocol/translate.ts';
import { asCode, markdownTable } from './markdown-table.ts';

export function fireDrillText({ profile, strategy, notes, faults, held }: DrillReport, t: Translate): string {
  const heading = ['', t('Fault'), t('Attempts'), t('Failover, ms'), t('Total, ms'), t('What came of it')];
  const missed = faults.filter((score) => !score.held).map(({ fault, rule }) => `- ${titleOf(fault, t)}: ${t(rule)}`);
  return `${[
    `# ${t('Fire drill')}`,
    t('Profile {0} ({1}): rules that held: {2} of {3}.', asCode(profile), strategy, held, faults.length),
    t('All of it was simulated: no upstream was asked, nothing was booked, no limit and no breaker was touched.'),
    ...notes.map((note) => `> ${note}`),
    markdownTable([heading, ...faults.map((score) => rowOf(score, t))]),
    ...(missed.length === 0 ? [] : [`## ${t('Rules that were missed')}`, missed.join('\n')]),
  ].join('\n\n')}\n`;
}

function rowOf({ fault, held, attempts, failoverMs, totalMs, sentence }: DrillScore, t: Translate): readonly string[] {
  return [
    held ? `✓ ${t('held')}` : `✗ ${t('missed')}`,
    titleOf(fault, t),
    String(attempts.length),
    failoverMs === null ? '–' : String(failoverMs),
    String(Math.round(totalMs)),
    sentence,
  ];
}

function titleOf(fault: DrillFault, t: Translate): string {
  switch (fault) {
    case 'rate-limit-with-hint':
      return t('429 with a short Retry-After');
    case 'rate-limit-without-hint':
      return t('429 without Retry-After');
    case 'server-error-once':
      return t('500, then fine');
    case 'unavailable':
      return t('503 again and again');
    case 'reset':
      return t('TCP reset');
    case 'silence':
      return t('Silence');
    case 'slow-first-part':
      return t('A slow first part');
    case 'cut':
      return t('Cut in the middle');
    case 'stall':
      return t('Stall in the middle');
    case 'malformed-chunk':
      return t('A malformed chunk');
    case 'no-terminator':
      return t('No terminator after the finish reason');
    case 'context-too-long':
      return t('Context too long');
    case 'content-refused':
      return t('Content refused');
    case 'request-rejected':
      return t('The request body is rejected');
    case 'outage':
      return t('An outage of 60 s, 15 requests');
    case 'accounting':
      return t('Failed attempts are booked');
  }
}
