/** “Compare Models on Selection…”: the same question to two to four targets, side by side; one is kept. */
import { ConfigurationTarget, l10n, type QuickPickItem, type TextEditor, ViewColumn, window, workspace } from 'vscode';
import * as z from 'zod';
import type { AskResult } from '../../protocol/ask.ts';
import { costLine } from '../answers/cost-line.ts';
import { answerConfirmed } from '../asking/answering.ts';
import { type PreparedQuestion, questionAboutCode, requestOf } from '../asking/ask.ts';
import type { AskingParts } from '../asking/asking-parts.ts';
import { confirmCost } from '../asking/confirm-cost.ts';
import { confirmSending } from '../asking/confirm-sending.ts';
import { FollowedEnd } from '../editing/followed-end.ts';
import { replacementIn } from '../editing/replacement.ts';
import { said } from '../language.ts';
import { previewEveryTarget, targetItems } from './pick-target.ts';

const fewest = 2;
const most = 4;

const argumentsSchema = z
  .object({ question: z.string().optional(), models: z.array(z.string()).min(fewest).max(most).optional() })
  .catch({});

export async function compareModels(parts: AskingParts, given: unknown): Promise<void> {
  const { question: asked, models } = argumentsSchema.parse(given);
  const question = await questionAboutCode({ question: asked });
  if (question === undefined) return;
  const place = new FollowedEnd(question.editor);
  try {
    const chat = await confirmSending(question.chat);
    if (chat === undefined) return;
    const targets = models ?? (await pickTargets(parts, { ...question, chat }));
    if (targets === undefined) return;
    const results = await askEach(parts, { ...question, chat }, targets);
    await offerOne(parts, results, (text) => insert(question.editor, place, text));
  } finally {
    place.dispose();
  }
}

async function pickTargets(parts: AskingParts, { chat }: PreparedQuestion): Promise<readonly string[] | undefined> {
  const items = previewEveryTarget(parts, chat).then((preview) =>
    targetItems(preview).filter(({ target, kind }) => target !== undefined || kind !== undefined),
  );
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Compare Models on Selection…'),
    placeHolder: l10n.t('Choose two to four; each is asked, and each costs what it says'),
    canPickMany: true,
    matchOnDescription: true,
  });
  const targets = picked?.flatMap(({ target }) => target ?? []) ?? [];
  if (picked === undefined) return undefined;
  if (targets.length >= fewest && targets.length <= most) return targets;
  void window.showInformationMessage(l10n.t('Choose two to four models to compare, not {0}.', targets.length));
  return undefined;
}

async function askEach(
  parts: AskingParts,
  { editor, text, about, chat }: PreparedQuestion,
  targets: readonly string[],
): Promise<readonly AskResult[]> {
  const columns = [ViewColumn.One, ViewColumn.Two, ViewColumn.Three, ViewColumn.Four];
  const requests = targets.map((model) => ({
    ...requestOf(editor, { command: 'compare', model, profile: undefined }),
    chat,
  }));
  for (const request of requests) if (!(await confirmCost(parts, request))) return [];
  const ends = await Promise.all(
    requests.map((request, at) =>
      answerConfirmed(parts, {
        text: `${targets[at]}: ${text}`,
        about,
        request,
        column: columns[at] ?? ViewColumn.Active,
      }),
    ),
  );
  return ends.flatMap((end) => (end.state === 'ended' ? [end.result] : []));
}

interface KeptItem extends QuickPickItem {
  readonly keep: (() => Promise<void>) | undefined;
}

/** What comes of the comparison; closing the list keeps nothing. */
async function offerOne(
  parts: AskingParts,
  results: readonly AskResult[],
  insertText: (text: string) => Promise<void>,
): Promise<void> {
  const whole = results.filter(({ complete }) => complete);
  if (whole.length === 0) return;
  const items = whole.flatMap((result): KeptItem[] => [
    {
      label: `$(insert) ${l10n.t('Insert the answer of {0}', result.target)}`,
      detail: costLine(result, said),
      keep: () => insertText(result.text),
    },
    {
      label: `$(star) ${l10n.t('Keep {0} as the first of a profile', result.target)}`,
      keep: () =>
        keepAsProfile(
          parts,
          result.target,
          whole.map(({ target }) => target),
        ),
    },
  ]);
  const picked = await window.showQuickPick(items, {
    title: l10n.t('The answers stand side by side'),
    placeHolder: l10n.t('Use one of them, or close this list'),
    ignoreFocusOut: true,
  });
  await picked?.keep?.();
}

/** Below what was asked about, as one step to undo: the code of the answer where it has some, else all of it. */
async function insert({ document, viewColumn }: TextEditor, place: FollowedEnd, text: string): Promise<void> {
  const editor = await window.showTextDocument(document, viewColumn);
  const done = await editor.edit((edit) => edit.insert(place.position, `\n${replacementIn(text, true).text}`));
  if (!done) void window.showErrorMessage(l10n.t('The document cannot be changed: it is read-only or closed.'));
}

const profilesSchema = z.record(z.string(), z.unknown()).catch({});

/** A profile named `preferred`, in the settings where it can be seen and changed, for this window. */
async function keepAsProfile({ profile }: AskingParts, first: string, compared: readonly string[]): Promise<void> {
  const configuration = workspace.getConfiguration('dualtrack');
  const profiles = profilesSchema.parse(configuration.inspect('profiles')?.globalValue);
  const targets = [first, ...compared.filter((target) => target !== first)];
  const preferred = { strategy: 'priority', targets, description: l10n.t('Kept from a comparison') };
  await configuration.update('profiles', { ...profiles, preferred }, ConfigurationTarget.Global);
  await profile.choose('preferred');
}
