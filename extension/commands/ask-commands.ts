/** The commands that ask. They take arguments, so that a key can be bound to a question of one's own. */
import { l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import * as z from 'zod';
import { askAboutCode, askPrompt } from '../asking/ask.ts';
import type { AskingParts } from '../asking/asking-parts.ts';
import { type BuiltInPromptName, builtInPromptNames, builtInPrompts, type Prompt } from '../asking/built-in-prompts.ts';
import { nameOf } from '../asking/editor-code.ts';
import { ownPrompts } from '../asking/own-prompts.ts';
import { fillTemplate } from '../asking/prompt-template.ts';
import { said } from '../language.ts';
import { pickTarget } from './pick-target.ts';

/** What a key binding may pass; other things, such as the resource an editor menu passes, count as nothing. */
const argumentsSchema = z
  .object({ question: z.string().optional(), model: z.string().optional(), prompt: z.string().optional() })
  .catch({});

/** “Ask About Selection…” */
export function ask(parts: AskingParts, given: unknown): Promise<void> {
  const { question, model } = argumentsSchema.parse(given);
  return askAboutCode(parts, { question, model, command: 'ask' });
}

/** “Explain Selection”, “Review Selection” and the others whose question ships. */
export function askBuiltIn(parts: AskingParts, name: BuiltInPromptName): Promise<void> {
  return askPrompt(parts, commandNames[name], builtInPrompts(said)[name]);
}

/** “Ask With Model…” */
export async function askWithModel(parts: AskingParts, given: unknown): Promise<void> {
  const { question, model } = argumentsSchema.parse(given);
  const command = 'ask-with-model';
  if (model !== undefined) await askAboutCode(parts, { command, question, model });
  else
    await askAboutCode(parts, {
      command,
      question,
      pickModel: (chat) => pickTarget(parts, chat, l10n.t('Ask With Model…')),
    });
}

/** “Ask With Prompt…”: one of the person's own, or one that ships. */
export async function askWithPrompt(parts: AskingParts, given: unknown): Promise<void> {
  const { prompt: wanted } = argumentsSchema.parse(given);
  const own = ownPrompts();
  if (wanted !== undefined) {
    const prompt = own.get(wanted);
    if (prompt !== undefined) await askPrompt(parts, `prompt:${wanted}`, prompt);
    else void window.showWarningMessage(l10n.t('dualtrack.prompts has no prompt “{0}”.', wanted));
    return;
  }
  const picked = await pickPrompt(own);
  if (picked !== undefined) await askPrompt(parts, picked.command, picked.prompt);
}

/** As they stand on rows of the ledger. */
const commandNames: Readonly<Record<BuiltInPromptName, string>> = {
  explain: 'explain',
  review: 'review',
  fix: 'fix',
  refactor: 'refactor',
  writeTests: 'write-tests',
  document: 'document',
};

interface ChosenPrompt {
  readonly command: string;
  readonly prompt: Prompt;
}

async function pickPrompt(own: ReadonlyMap<string, Prompt>): Promise<ChosenPrompt | undefined> {
  const shipped = builtInPrompts(said);
  const document = window.activeTextEditor?.document;
  const known = document === undefined ? {} : { language: document.languageId, file: nameOf(document.uri) };
  const item = (command: string, prompt: Prompt): QuickPickItem & { chosen?: ChosenPrompt } => ({
    label: prompt.title,
    detail: fillTemplate(prompt.question.split('\n')[0] ?? '', known),
    chosen: { command, prompt },
  });
  const separator = (label: string) => ({ label, kind: QuickPickItemKind.Separator });
  const items: (QuickPickItem & { chosen?: ChosenPrompt })[] = [
    separator(l10n.t('Your own (dualtrack.prompts)')),
    ...[...own].map(([name, prompt]) => item(`prompt:${name}`, prompt)),
    separator(l10n.t('Built in')),
    ...builtInPromptNames.map((name) => item(commandNames[name], shipped[name])),
  ];
  const picked = await window.showQuickPick(items, { title: l10n.t('Ask With Prompt…'), matchOnDetail: true });
  return picked?.chosen;
}
