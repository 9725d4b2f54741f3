/** Asks a model about the code in the active editor: from the question to the end of its answer. */
import { CancellationTokenSource, type LogOutputChannel, l10n, ProgressLocation, window } from 'vscode';
import type { AskProgress } from '../../protocol/ask.ts';
import type { FailureKind } from '../../protocol/failure.ts';
import { type AnswerState, newAnswer, withProgress, withResult } from '../answers/answer.ts';
import type { AnswerDocuments, OpenAnswer } from '../answers/answer-documents.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import type { ProfileChoice } from '../profile-choice.ts';
import { codeOf, workspaceOf } from './editor-code.ts';
import { endedBy } from './failure-of.ts';
import { branchOf } from './git-branch.ts';
import { buildPrompt, type Code } from './prompt.ts';
import { offerRemedies } from './remedies.ts';
import { lineRanges } from './selection.ts';

export interface AskingParts {
  readonly daemon: DaemonConnection;
  readonly answers: AnswerDocuments;
  readonly profile: ProfileChoice;
  readonly log: LogOutputChannel;
}

export interface AskOptions {
  /** The command, for attribution. */
  readonly command: string;
  /** Absent: the person is asked for it. */
  readonly question?: string | undefined;
  readonly model?: string | undefined;
}

type PreparedRequest = Omit<Parameters<DaemonConnection['ask']>[0], 'profile'>;

/** Resolves when the answer has ended, however it did, or when the person gave no question. */
export async function askAboutCode(parts: AskingParts, options: AskOptions): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor === undefined) {
    void window.showInformationMessage(l10n.t('Open a file and select the code to ask about.'));
    return;
  }
  // Read before the question is typed: what was selected then is what is meant.
  const code = codeOf(editor);
  if (code === undefined) {
    void window.showInformationMessage(
      l10n.t('Select the code to ask about, or put the cursor in a line that has some.'),
    );
    return;
  }
  const about = placeOf(code);
  const question = options.question ?? (await questionFromPerson(about));
  if (question === undefined || question.trim() === '') return;
  const { uri, languageId } = editor.document;
  const workspace = workspaceOf(uri);
  const branch = branchOf(uri);
  const request: PreparedRequest = {
    chat: buildPrompt(question, code),
    ...(options.model !== undefined && { model: options.model }),
    origin: {
      command: options.command,
      language: languageId,
      ...(workspace !== undefined && { workspace }),
      ...(branch !== undefined && { branch }),
    },
  };
  await answerIn(parts, question, about, request);
}

/** File and lines, for people. */
function placeOf({ file, excerpts }: Code): string {
  const lines = lineRanges(excerpts);
  return /^\d+$/.test(lines) ? l10n.t('{0}, line {1}', file, lines) : l10n.t('{0}, lines {1}', file, lines);
}

function questionFromPerson(about: string): Thenable<string | undefined> {
  return window.showInputBox({
    title: l10n.t('Ask about {0}', about),
    prompt: l10n.t('What do you want to know?'),
    ignoreFocusOut: true,
  });
}

async function answerIn(parts: AskingParts, question: string, about: string, request: PreparedRequest): Promise<void> {
  const open = parts.answers.open(newAnswer(question, about));
  const ended = window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Dualtrack: asking'), cancellable: true },
    async (progress, cancelled) => {
      const token = new CancellationTokenSource();
      const stop = () => {
        open.update((answer) => ({ ...answer, state: { state: 'stopping' } }));
        token.cancel();
      };
      const fromButton = cancelled.onCancellationRequested(stop);
      open.stopped.addEventListener('abort', stop);
      try {
        return await stream(parts, open, request, token, (target) => progress.report({ message: target }));
      } finally {
        open.stopped.removeEventListener('abort', stop);
        fromButton.dispose();
        token.dispose();
      }
    },
  );
  const [end] = await Promise.all([ended, open.shown]);
  const failure = failureOf(end);
  if (failure === undefined || failure.kind === 'cancelled') return;
  void offerRemedies(failure.kind, failure.message, ({ overBudget }) =>
    answerIn(parts, question, about, { ...request, allowOverBudget: overBudget }),
  );
}

/** Never rejects: every way an answer can end is a state of it. */
async function stream(
  parts: AskingParts,
  open: OpenAnswer,
  request: PreparedRequest,
  { token }: CancellationTokenSource,
  onTarget: (target: string) => void,
): Promise<AnswerState> {
  const onProgress = (progress: AskProgress) => {
    if (progress.kind === 'trying') onTarget(progress.target);
    open.update((answer) => withProgress(answer, progress));
  };
  try {
    await parts.daemon.ready();
    const profile = parts.profile.current();
    const params = { ...request, ...(profile !== undefined && { profile }) };
    const result = token.isCancellationRequested ? undefined : await parts.daemon.ask(params, onProgress, token);
    open.update((answer) =>
      result === undefined ? { ...answer, state: { state: 'stopped' } } : withResult(answer, result),
    );
    return result === undefined ? { state: 'stopped' } : { state: 'ended', result };
  } catch (error) {
    const state: AnswerState = token.isCancellationRequested ? { state: 'stopped' } : endedBy(error);
    if (state.state === 'lost') parts.log.error(`A request ended without an answer: ${state.reason}`);
    open.update((answer) => ({ ...answer, state }));
    return state;
  }
}

function failureOf(end: AnswerState): { kind: FailureKind; message: string } | undefined {
  if (end.state === 'failed') return end.failure;
  if (end.state === 'ended') return end.result.failure;
  return undefined;
}
