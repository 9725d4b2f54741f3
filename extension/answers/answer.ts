/** One answer as a value: what was asked, what has come, how it ended; and the Markdown it is shown as. */

import { type Medium, mediaFiles, withMedium } from '../../client/answer-media.ts';
import { clientMessageIn } from '../../client/messages.ts';
import type { AskProgress, AskResult } from '../../protocol/ask.ts';
import type { Failure } from '../../protocol/failure.ts';
import type { Translate } from '../../protocol/translate.ts';
import { adviceFor } from '../asking/failure-advice.ts';
import { asSentence } from './as-sentence.ts';
import { costLine, routeLine } from './cost-line.ts';

export type AnswerState =
  | { readonly state: 'waiting'; readonly target: string | null }
  | { readonly state: 'streaming' }
  | { readonly state: 'stopping' }
  /** Complete, or cut off after something came: the result says which. */
  | { readonly state: 'ended'; readonly result: AskResult }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'stopped' }
  /** The daemon could not be reached, or went away before the end. */
  | { readonly state: 'lost'; readonly reason: string };

/** The states in which nothing more comes. */
export type AnswerEnd = Extract<AnswerState, { readonly state: 'ended' | 'failed' | 'stopped' | 'lost' }>;

export interface Answer {
  /** The turns before it in the same conversation, oldest first. */
  readonly earlier: readonly Answer[];
  readonly question: string;
  /** File and lines, for people. */
  readonly about: string;
  readonly text: string;
  readonly media: readonly Medium[];
  /** What the answer rests on, by its provider's word; each address once. */
  readonly sources: readonly Source[];
  readonly state: AnswerState;
}

export interface Source {
  readonly url: string;
  readonly title?: string | undefined;
}

export function newAnswer(question: string, about: string): Answer {
  return { earlier: [], question, about, text: '', media: [], sources: [], state: { state: 'waiting', target: null } };
}

/** A further turn below those that are there. One that was refused makes way for the same question, asked again. */
export function nextTurn(answer: Answer, next: Answer): Answer {
  if (answer.state.state === 'failed' && answer.text === '' && answer.question === next.question) {
    return { ...next, earlier: answer.earlier };
  }
  return { ...next, earlier: [...answer.earlier, { ...answer, earlier: [] }] };
}

export function isRunning({ state }: Answer): boolean {
  return state.state === 'waiting' || state.state === 'streaming' || state.state === 'stopping';
}

/** The answer after one more report from the daemon. */
export function withProgress(answer: Answer, progress: AskProgress): Answer {
  if (progress.kind === 'started') return answer;
  if (progress.kind === 'trying') {
    if (answer.state.state !== 'waiting') return answer;
    return { ...answer, state: { state: 'waiting', target: progress.target } };
  }
  let { text, media, sources } = answer;
  for (const part of progress.parts) {
    if (part.choiceIndex !== 0) continue;
    if (part.type === 'text-delta' || part.type === 'refusal') text += part.text;
    else if (part.type === 'image' || part.type === 'audio') media = withMedium(media, part);
    else if (part.type === 'source') sources = withSource(sources, part);
  }
  if (text === answer.text && media === answer.media && sources === answer.sources) return answer;
  const state = answer.state.state === 'waiting' ? { state: 'streaming' as const } : answer.state;
  return { ...answer, text, media, sources, state };
}

function withSource(sources: readonly Source[], { url, title }: Source): readonly Source[] {
  return sources.some((known) => known.url === url) ? sources : [...sources, { url, title }];
}

/** The answer with its result; the result's text counts, should parts of it not have been heard. */
export function withResult(answer: Answer, result: AskResult): Answer {
  const text = result.text.length > answer.text.length ? result.text : answer.text;
  return { ...answer, text, state: { state: 'ended', result } };
}

export function renderAnswer(answer: Answer, t: Translate): string {
  return [...answer.earlier, answer].map((turn) => renderTurn(turn, t)).join('\n');
}

/** The line, counted from 0, at which the latest question stands in what is rendered. */
export function lineOfQuestion({ earlier }: Answer, t: Translate): number {
  return earlier.reduce((lines, turn) => lines + renderTurn(turn, t).split('\n').length, 0);
}

function renderTurn(answer: Answer, t: Translate): string {
  const question = answer.question.split('\n').map((line) => `> ${line}`.trimEnd());
  const head = [...question, '>', `> — ${answer.about}`].join('\n');
  const body = answer.text.trim() === '' ? [] : [closed(answer.text.trimEnd())];
  return `${[head, ...body, ...besides(answer, t), ...foot(answer.state, t)].join('\n\n')}\n`;
}

/** What came besides text: named here, shown beside. */
function besides({ media, sources }: Answer, t: Translate): string[] {
  const named = mediaFiles(media).map(({ name, bytes, savedAs }) => {
    const size = Math.ceil(bytes.length / 1000);
    return savedAs === undefined
      ? t('[{0}, {1} kB]', name, size)
      : t('[{0}, {1} kB, saved as {2}]', name, size, savedAs);
  });
  const listed = sources.map(({ url, title }, at) => `${at + 1}. ${title === undefined ? url : `${title}: ${url}`}`);
  return [
    ...(named.length === 0 ? [] : [named.join(' ')]),
    ...(listed.length === 0 ? [] : [[t('Sources:'), ...listed].join('\n')]),
  ];
}

function foot(state: AnswerState, t: Translate): string[] {
  switch (state.state) {
    case 'waiting':
      return [state.target === null ? t('Asking…') : t('Asking {0}…', state.target)];
    case 'streaming':
      return [];
    case 'stopping':
      return [t('Stopping…')];
    case 'stopped':
      return ['---', t('Stopped before an answer came.')];
    case 'lost':
      return [
        '---',
        t('**The connection to the daemon was lost:** {0}', clientMessageIn(state.reason, t)),
        t('What came is kept, but it is not the whole answer. Ask again.'),
      ];
    case 'failed':
      return [
        '---',
        t('**No answer.** {0}', asSentence(state.failure.message)),
        adviceFor(state.failure.kind, t).sentence,
      ];
    case 'ended':
      return endOf(state.result, t);
  }
}

function endOf(result: AskResult, t: Translate): string[] {
  const incomplete = result.failure === undefined ? [] : cutOff(result.failure, t);
  const tooShort =
    result.complete && result.finishReason === 'length' ? [t('The model stopped at its limit of output tokens.')] : [];
  const route = routeLine(result.route, t);
  return ['---', ...incomplete, ...tooShort, ...(route === undefined ? [] : [route]), costLine(result, t)];
}

function cutOff(failure: Failure, t: Translate): string[] {
  if (failure.kind === 'cancelled') return [t('**You stopped it.** What came is kept.')];
  const what = t('**Not the whole answer.** {0}', asSentence(failure.message));
  return [what, adviceFor(failure.kind, t).sentence];
}

/** A code block that the answer left open would swallow what we write below it. */
function closed(text: string): string {
  let open: string | undefined;
  for (const line of text.split('\n')) {
    const fence = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    const marks = fence?.[1];
    if (marks === undefined) continue;
    if (open === undefined) open = marks;
    else if (marks[0] === open[0] && marks.length >= open.length && fence?.[2]?.trim() === '') open = undefined;
  }
  return open === undefined ? text : `${text}\n${open}`;
}
