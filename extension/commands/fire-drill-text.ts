/** The scorecard of a fire drill as a document. Pure. */
import type { DrillReport, DrillScore } from '../../protocol/drill.ts';
import { drillNoteIn, drillSentenceIn } from '../../protocol/drill-sentences.ts';
import type { Translate } from '../../protocol/translate.ts';
import { asCode, markdownTable } from './markdown-table.ts';

export function fireDrillText({ profile, strategy, notes, faults, held }: DrillReport, t: Translate): string {
  const heading = ['', t('Fault'), t('Attempts'), t('Failover, ms'), t('Total, ms'), t('What came of it')];
  const missed = faults.filter((score) => !score.held).map(({ title, rule }) => `- ${t(title)}: ${t(rule)}`);
  return `${[
    `# ${t('Fire drill')}`,
    t('Profile {0} ({1}): rules that held: {2} of {3}.', asCode(profile), strategy, held, faults.length),
    t('All of it was simulated: no upstream was asked, nothing was booked, no limit and no breaker was touched.'),
    ...notes.map((note) => `> ${drillNoteIn(note, t)}`),
    markdownTable([heading, ...faults.map((score) => rowOf(score, t))]),
    ...(missed.length === 0 ? [] : [`## ${t('Rules that were missed')}`, missed.join('\n')]),
  ].join('\n\n')}\n`;
}

function rowOf(score: DrillScore, t: Translate): readonly string[] {
  const { title, held, attempts, failoverMs, totalMs } = score;
  return [
    held ? `✓ ${t('held')}` : `✗ ${t('missed')}`,
    t(title),
    String(attempts.length),
    failoverMs === null ? '–' : String(failoverMs),
    String(Math.round(totalMs)),
    drillSentenceIn(score, t),
  ];
}
