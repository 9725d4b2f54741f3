/** What came of one request of a fire drill, as numbers and as a sentence. Pure. */
import type { DrillAttempt } from '../../protocol/drill.ts';
import { drillSentence } from '../../protocol/drill-sentences.ts';
import type { FailureKind } from '../../protocol/failure.ts';
import type { AttemptRow } from '../../protocol/spend.ts';
import { english } from '../../protocol/translate.ts';

export interface Played {
  /** `cut`: part of an answer, marked as such. */
  readonly outcome: 'complete' | 'cut' | FailureKind;
  readonly text: string;
  /** As they were booked, in their order. */
  readonly rows: readonly AttemptRow[];
  /** The target that was asked first. */
  readonly first: string;
  /** Requests that the two upstreams saw meanwhile. */
  readonly sent: number;
  readonly totalMs: number;
}

export function attemptsOf({ rows, first }: Pick<Played, 'rows' | 'first'>): DrillAttempt[] {
  return rows.map(({ target, outcome }) => ({ target: target === first ? 'first' : 'second', outcome }));
}

/** From the last failure before another target was tried; `null`: none was. */
export function failoverMsOf(rows: readonly AttemptRow[]): number | null {
  const at = rows.findIndex(({ target }, index) => index > 0 && target !== rows[index - 1]?.target);
  const [before, after] = [rows[at - 1], rows[at]];
  if (before === undefined || after === undefined) return null;
  return Math.max(0, Math.round(Date.parse(after.startedAt) - Date.parse(before.startedAt) - before.totalMs));
}

/** Every attempt is a row of its own, numbered as it was made, and nothing else is. */
export function isBooked({ rows, sent }: Pick<Played, 'rows' | 'sent'>): boolean {
  return rows.length === sent && rows.every(({ attempt }, index) => attempt === index + 1);
}

export function sentenceOf(played: Played): string {
  return drillSentence({ attempts: attemptsOf(played), outcome: played.outcome }, english);
}
