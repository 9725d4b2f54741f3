/** What the panel asks for next: figures over time when they are out of date, pages of requests when they are looked for. Pure. */
import type { FromPanel, Load } from '../protocol/panel.ts';
import type { Asked, AskedLoads } from './asked.ts';
import type { PanelState } from './panel-state.ts';

/** While requests run, sums follow within this time, and what is read from rows within the longer one. */
const everyMs: Readonly<Record<'spend' | 'targets', number>> = { spend: 1000, targets: 5000 };
const retryAfterMs = 10_000;

interface Question {
  readonly load: Load;
  readonly question: string;
  readonly message: FromPanel;
}

export interface DueLoads {
  readonly messages: readonly FromPanel[];
  readonly asked: AskedLoads;
  /** When to look again; `null`: not before something changes. */
  readonly againInMs: number | null;
}

/** Asks nothing without a daemon that has told of itself. `endIsNear`: the list is scrolled to its end. */
export function dueLoads(state: PanelState, nowMs: number, endIsNear: boolean): DueLoads {
  const { revision, asked } = state;
  if (revision === null || state.daemon.state !== 'ready') return { messages: [], asked, againInMs: null };
  let againInMs = Number.POSITIVE_INFINITY;
  const due = questionsOf(state, endIsNear).filter(({ load, question }) => {
    const waitMs = waitBefore(load, question, asked[load], revision, nowMs);
    if (waitMs > 0) againInMs = Math.min(againInMs, waitMs);
    return waitMs <= 0;
  });
  const nowAsked = due.map(({ load, question }): [Load, Asked] => [
    load,
    { question, revision, atMs: nowMs, answer: { kind: 'pending' } },
  ]);
  return {
    messages: due.map(({ message }) => message),
    asked: due.length === 0 ? asked : { ...asked, ...Object.fromEntries(nowAsked) },
    againInMs: Number.isFinite(againInMs) ? againInMs : null,
  };
}

function questionsOf({ choices, past }: PanelState, endIsNear: boolean): Question[] {
  const { unit, by } = choices;
  const questions: Question[] = [
    { load: 'spend', question: `${unit} ${by}`, message: { type: 'load-spend', unit, by } },
    { load: 'targets', question: unit, message: { type: 'load-targets', unit } },
  ];
  const { older } = past;
  if (older.kind === 'unknown') {
    questions.push({ load: 'requests', question: 'latest', message: { type: 'load-requests', before: null } });
  }
  if (older.kind === 'page' && endIsNear) {
    const { before } = older;
    questions.push({ load: 'requests', question: before, message: { type: 'load-requests', before } });
  }
  const { request } = choices;
  if (request !== null) {
    questions.push({ load: 'decision', question: request, message: { type: 'load-decision', requestId: request } });
  }
  return questions;
}

/** Zero or less: now. Infinite: not for this revision. */
function waitBefore(load: Load, question: string, last: Asked | null, revision: number, nowMs: number): number {
  if (last === null || last.question !== question) return 0;
  // A request is routed once; where that is not known any more, it stays unknown.
  if (load === 'decision') return Number.POSITIVE_INFINITY;
  if (last.answer.kind === 'failed') return last.atMs + retryAfterMs - nowMs;
  if (load === 'requests') return last.answer.kind === 'came' ? 0 : Number.POSITIVE_INFINITY;
  if (last.answer.kind === 'pending' || last.revision === revision) return Number.POSITIVE_INFINITY;
  return last.atMs + everyMs[load] - nowMs;
}
