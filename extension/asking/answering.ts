/** Sends one request and lets its answer grow in a document: from the press of a button to the end, however it comes. */
import { l10n, type Uri, type ViewColumn, window } from 'vscode';
import { mediaFiles, withPlaces } from '../../client/answer-media.ts';
import { type AnswerEnd, newAnswer, withProgress, withResult } from '../answers/answer.ts';
import type { AskedRequest, OpenAnswer } from '../answers/answer-documents.ts';
import { answerTitle } from '../answers/answer-title.ts';
import { saveMedia } from '../answers/save-media.ts';
import type { AskingParts } from './asking-parts.ts';
import { confirmCost } from './confirm-cost.ts';
import { confirmSending } from './confirm-sending.ts';
import { failureOf } from './failure-of.ts';
import { offerRemedies } from './remedies.ts';
import { sendStoppably } from './stoppable-request.ts';

/** A question on its way. */
export interface Question {
  readonly text: string;
  /** File and lines, for people. */
  readonly about: string;
  readonly request: AskedRequest;
  /** The answer it follows on, whose document it goes on in; absent: a document of its own. */
  readonly follows?: OpenAnswer;
  /** Where its document opens; absent: beside the code. */
  readonly column?: ViewColumn;
}

/** Resolves when the answer has ended, or when the person, warned of secrets in it or of its cost, did not send it. */
export async function answer(parts: AskingParts, question: Question): Promise<void> {
  const chat = await confirmSending(question.request.chat);
  if (chat === undefined) return;
  const request = { ...question.request, chat };
  if (await confirmCost(parts, request)) await answerConfirmed(parts, { ...question, request });
}

/** The same without asking the person anything: who calls it has. Resolves to its document and how it ended. */
export async function answerConfirmed(
  parts: AskingParts,
  question: Question,
): Promise<{ readonly uri: Uri; readonly end: AnswerEnd }> {
  const { text, about, request, follows, column } = question;
  const open =
    follows?.goOn(newAnswer(text, about), request) ?? parts.answers.open(newAnswer(text, about), request, column);
  const ended = sendStoppably(parts, request, {
    title: l10n.t('Dualtrack: asking'),
    stopped: open.stopped,
    onStop: () => open.update((answer) => ({ ...answer, state: { state: 'stopping' } })),
    onProgress: (progress) => open.update((answer) => withProgress(answer, progress)),
  }).then((end) => {
    open.update((answer) => (end.state === 'ended' ? withResult(answer, end.result) : { ...answer, state: end }));
    return end;
  });
  const [end] = await Promise.all([ended, open.shown]);
  if (end.state === 'ended') void showMedia(parts, open);
  const failure = failureOf(end);
  const { uri } = open;
  if (failure === undefined) return { uri, end };
  const refused = open.current();
  void offerRemedies(failure.kind, failure.message, ({ overBudget }) =>
    answerConfirmed(parts, {
      text,
      about,
      request: { ...request, allowOverBudget: overBudget },
      // In its own document, unless the conversation in it has gone on since.
      ...(open.current() === refused && { follows: open }),
    }),
  );
  return { uri, end };
}

/** What was saved is told in the answer, unless it has gone on meanwhile. */
async function showMedia({ media, log }: AskingParts, open: OpenAnswer): Promise<void> {
  const { media: shown, question } = open.current();
  const files = mediaFiles(shown);
  if (files.length === 0) return;
  try {
    await media.show(files);
    const places = await saveMedia(files, answerTitle(question));
    open.update((answer) => (answer.media === shown ? { ...answer, media: withPlaces(shown, places) } : answer));
  } catch (error) {
    log.error(error instanceof Error ? error.message : String(error));
    void window.showErrorMessage(l10n.t('Dualtrack: the files of the answer could not be saved. {0}', String(error)));
  }
}
