/** Goes on with answers that came: a further question, the same to another model, or one that was closed. */
import { l10n, type QuickPickItem, window } from 'vscode';
import * as z from 'zod';
import { textMessage } from '../../protocol/message.ts';
import { type Answer, isRunning } from '../answers/answer.ts';
import type { OpenAnswer } from '../answers/answer-documents.ts';
import { costLine } from '../answers/cost-line.ts';
import { answer } from '../asking/answering.ts';
import type { AskingParts } from '../asking/asking-parts.ts';
import { said } from '../language.ts';
import { pickTarget } from './pick-target.ts';

const argumentsSchema = z.object({ question: z.string().optional(), model: z.string().optional() }).catch({});

/** “Ask a Follow-Up Question…”: the same conversation, the same document. */
export async function followUp(parts: AskingParts, given: unknown): Promise<void> {
  const follows = endedAnswer(parts);
  if (follows === undefined) return;
  const asked = argumentsSchema.parse(given).question ?? (await questionFromPerson(follows.answer.about));
  if (asked === undefined || asked.trim() === '') return;
  const { request } = follows;
  const { state, text } = follows.answer;
  const messages = [...request.chat.messages, textMessage('assistant', text), textMessage('user', asked.trim())];
  const origin = {
    ...request.origin,
    command: 'follow-up',
    ...(state.state === 'ended' && { parentRequest: state.result.requestId }),
  };
  const next = { ...request, chat: { ...request.chat, messages }, origin, allowOverBudget: false };
  await answer(parts, { text: asked, about: follows.answer.about, request: next, follows });
}

/** “Ask Again With…”: the same question to a target of the person's choice, in a document of its own. */
export async function askAgainWith(parts: AskingParts, given: unknown): Promise<void> {
  const again = parts.answers.active();
  if (again === undefined) {
    tellNone();
    return;
  }
  const { request } = again;
  const model =
    argumentsSchema.parse(given).model ?? (await pickTarget(parts, request.chat, l10n.t('Ask Again With…')));
  if (model === undefined) return;
  const { question, about } = again.answer;
  const origin = { ...request.origin, command: 'ask-again' };
  await answer(parts, { text: question, about, request: { ...request, model, origin, allowOverBudget: false } });
}

interface KeptItem extends QuickPickItem {
  readonly kept: OpenAnswer;
}

/** “Show Earlier Answers…”: those of this window, which are kept in memory alone. */
export async function showEarlierAnswers({ answers }: AskingParts): Promise<void> {
  const items = answers.kept().map(
    (kept): KeptItem => ({
      label: firstLine(kept.answer.question),
      description: kept.answer.about,
      detail: endOf(kept.answer),
      kept,
    }),
  );
  if (items.length === 0) {
    tellNone();
    return;
  }
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Show Earlier Answers…'),
    placeHolder: l10n.t('Kept in memory until this window closes; nothing of them is stored'),
    matchOnDescription: true,
  });
  if (picked !== undefined) await answers.reveal(picked.kept);
}

function endedAnswer({ answers }: AskingParts): OpenAnswer | undefined {
  const active = answers.active();
  if (active === undefined) tellNone();
  else if (isRunning(active.answer)) {
    void window.showInformationMessage(l10n.t('Wait until the answer has ended, or stop it first.'));
    return undefined;
  } else if (active.answer.text === '') {
    void window.showInformationMessage(l10n.t('No answer came that could be asked about. Ask again.'));
    return undefined;
  }
  return active;
}

function tellNone(): void {
  void window.showInformationMessage(l10n.t('Nothing has been asked in this window yet.'));
}

function questionFromPerson(about: string): Thenable<string | undefined> {
  return window.showInputBox({
    title: l10n.t('Ask a Follow-Up Question…'),
    prompt: l10n.t('About {0}, and the answer that came', about),
    ignoreFocusOut: true,
  });
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

function endOf({ state }: Answer): string {
  if (state.state === 'ended') return costLine(state.result, said);
  return state.state === 'failed' ? state.failure.message : '';
}
