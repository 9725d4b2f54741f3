/** What came of a fault of a fire drill, in a sentence, in the reader's language. */
import type { DrillAttempt, DrillScore } from './drill.ts';
import { recognisedIn, type Translate } from './translate.ts';

/** As the daemon says them, of an outage and of what could not be played; one that holds others stands before them. */
const toldByTheDaemon = [
  '{0} of {1} requests were answered; {2} of them touched the dead target with {3} attempts; {4}.',
  'the target that came back was not asked meanwhile',
  'it was found {0} ms after it was back',
  '{0} has {1} of the two targets that failover needs: the drill lent it another.',
  'All targets of {0} are on track {1}: when that fails as a whole, all of them do.',
  'Rules and constraints of {0} are not played: they are about its own targets.',
] as const;

/** A note of the daemon, or its sentence on an outage. */
export function drillNoteIn(note: string, t: Translate): string {
  return recognisedIn(note, toldByTheDaemon, t);
}

export function drillSentenceIn({ fault, sentence, attempts, outcome }: DrillScore, t: Translate): string {
  return fault === 'outage' ? drillNoteIn(sentence, t) : drillSentence({ attempts, outcome }, t);
}

/** Of one request: its attempts in their order, and what the caller got. */
export function drillSentence({ attempts, outcome }: Pick<DrillScore, 'attempts' | 'outcome'>, t: Translate): string {
  const [first, ...others] = grouped(attempts).map((tries) => triesText(tries, t));
  const tries =
    first === undefined ? t('no target was asked') : others.reduce((a, b) => t('{0}, then {1}', a, b), first);
  if (outcome === 'complete') return t('{0}: the caller got a whole answer.', tries);
  if (outcome === 'cut') return t('{0}: the caller got what had come, marked as cut off.', tries);
  return t('{0}: the caller was told {1}.', tries, t(outcome));
}

interface Tries extends DrillAttempt {
  readonly count: number;
}

function grouped(attempts: readonly DrillAttempt[]): readonly Tries[] {
  const groups: Tries[] = [];
  for (const attempt of attempts) {
    const last = groups.at(-1);
    const isSame = last?.target === attempt.target && last.outcome === attempt.outcome;
    if (isSame) groups.splice(-1, 1, { ...last, count: last.count + 1 });
    else groups.push({ ...attempt, count: 1 });
  }
  return groups;
}

function triesText({ target, outcome, count }: Tries, t: Translate): string {
  if (outcome === 'success' && target === 'first')
    return count === 1 ? t('the first target answered') : t('the first target answered {0} times', count);
  if (outcome === 'success')
    return count === 1 ? t('the second target answered') : t('the second target answered {0} times', count);
  if (target === 'first')
    return count === 1 ? t('{0} at the first', t(outcome)) : t('{0} at the first {1} times', t(outcome), count);
  return count === 1 ? t('{0} at the second', t(outcome)) : t('{0} at the second {1} times', t(outcome), count);
}
