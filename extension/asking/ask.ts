/** Asks a model about the code in the active editor: from the command to the request. */
import { randomUUID } from 'node:crypto';
import { l10n, type TextEditor, window } from 'vscode';
import type { Chat } from '../../protocol/message.ts';
import type { AskedRequest } from '../answers/answer-documents.ts';
import { answer } from './answering.ts';
import type { AskingParts } from './asking-parts.ts';
import type { Prompt } from './built-in-prompts.ts';
import { codeOf, workspaceOf } from './editor-code.ts';
import { valuesFor } from './editor-values.ts';
import { mayBeSent } from './exclusion-rules.ts';
import { branchOf } from './git-branch.ts';
import { buildPrompt, type Code } from './prompt.ts';
import { fillTemplate, variablesOf } from './prompt-template.ts';
import { lineRanges } from './selection.ts';

export interface AskOptions {
  /** The command, for attribution. */
  readonly command: string;
  /** Absent: the person is asked for it. */
  readonly question?: string | undefined;
  /** Variables in the question are filled; without, what it holds in braces is sent as it is. */
  readonly isTemplate?: boolean;
  readonly model?: string | undefined;
  /** Asks the person for the model, once the question is known. `undefined` from it: nothing is asked. */
  readonly pickModel?: (chat: Chat) => Promise<string | undefined>;
  readonly profile?: string | undefined;
  /** Further files, sent after the selection. */
  readonly files?: readonly Code[];
}

/** Asks a prompt about the selection. */
export function askPrompt(parts: AskingParts, command: string, prompt: Prompt): Promise<void> {
  const { question, model, profile } = prompt;
  return askAboutCode(parts, { command, question, isTemplate: true, model, profile });
}

/** A question about the code of an editor, ready to be sent. */
export interface PreparedQuestion {
  readonly editor: TextEditor;
  readonly text: string;
  /** File and lines, for people. */
  readonly about: string;
  readonly chat: Chat;
}

/** Resolves when the answer has ended, however it did, or when the person gave no question. */
export async function askAboutCode(parts: AskingParts, options: AskOptions): Promise<void> {
  const question = await questionAboutCode(options);
  if (question === undefined) return;
  const { editor, text, about, chat } = question;
  const model = options.pickModel === undefined ? options.model : await options.pickModel(chat);
  if (options.pickModel !== undefined && model === undefined) return;
  await answer(parts, { text, about, request: { ...requestOf(editor, { ...options, model }), chat } });
}

/** `undefined` where there is nothing to ask about, it may not be sent, or the person gave no question. */
export async function questionAboutCode(
  options: Pick<AskOptions, 'question' | 'isTemplate' | 'files'>,
): Promise<PreparedQuestion | undefined> {
  const editor = window.activeTextEditor;
  if (editor === undefined) {
    void window.showInformationMessage(l10n.t('Open a file and select the code to ask about.'));
    return undefined;
  }
  // Read before the question is typed: what was selected then is what is meant.
  const code = codeOf(editor);
  if (code === undefined) {
    void window.showInformationMessage(
      l10n.t('Select the code to ask about, or put the cursor in a line that has some.'),
    );
    return undefined;
  }
  if (!(await mayBeSent(editor.document.uri))) return undefined;
  const about = placeOf(code);
  const asked = options.question ?? (await questionFromPerson(about));
  if (asked === undefined || asked.trim() === '') return undefined;
  return { editor, about, ...(await chatOf(editor, code, asked, options)) };
}

async function chatOf(
  editor: TextEditor,
  code: Code,
  asked: string,
  { isTemplate, files = [] }: Pick<AskOptions, 'isTemplate' | 'files'>,
) {
  if (isTemplate !== true) return { text: asked, chat: buildPrompt(asked, [code, ...files]) };
  const variables = variablesOf(asked);
  const values = await valuesFor(editor, code, variables);
  // A question that places the code itself is not followed by it once more.
  const following = variables.includes('selection') || variables.includes('fileText') ? files : [code, ...files];
  // What is shown has everything but code, which stands beside it.
  const { language = '', file = '', diagnostics = '' } = values;
  const shown = fillTemplate(asked, { language, file, diagnostics });
  return { text: shown, chat: buildPrompt(fillTemplate(asked, values), following) };
}

/** What a request says besides its chat. */
export function requestOf(
  editor: TextEditor,
  { command, model, profile }: Pick<AskOptions, 'command' | 'model' | 'profile'>,
): Omit<AskedRequest, 'chat'> {
  const { uri, languageId } = editor.document;
  const workspace = workspaceOf(uri);
  const branch = branchOf(uri);
  return {
    ...(model !== undefined && { model }),
    ...(profile !== undefined && { profile }),
    origin: {
      command,
      language: languageId,
      // Follow-up questions belong to it, and stay where the provider's cache is warm.
      conversation: randomUUID(),
      ...(workspace !== undefined && { workspace }),
      ...(branch !== undefined && { branch }),
    },
  };
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
