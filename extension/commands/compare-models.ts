/** “Compare Models on Selection…”: the same question to two to four targets, side by side; one is kept. */
import { ConfigurationTarget, commands, l10n, type QuickPickItem, ViewColumn, window, workspace } from 'vscode';
import * as z from 'zod';
import type { AskResult } from '../../protocol/ask.ts';
import type { Chat } from '../../protocol/message.ts';
import { methods } from '../../protocol/methods.ts';
import { costLine } from '../answers/cost-line.ts';
import { answerConfirmed } from '../asking/answering.ts';
import { type PreparedQuestion, questionAboutCode, requestOf } from '../asking/ask.ts';
import type { AskingParts } from '../asking/asking-parts.ts';
import { confirmCost } from '../asking/confirm-cost.ts';
import { confirmSending } from '../asking/confirm-sending.ts';
import { FollowedEnd } from '../editing/followed-end.ts';
import { replacementIn } from '../editing/replacement.ts';
import { said } from '../language.ts';
import { freeName } from '../onboarding/track-draft.ts';
import type { ComparedAnswer, Comparison, LastComparison } from './last-comparison.ts';
import { previewEveryTarget, type TargetItem, targetItems } from './pick-target.ts';

export interface ComparingParts extends AskingParts {
  readonly comparison: LastComparison;
}

const fewest = 2;
const most = 4;

const argumentsSchema = z
  .object({ question: z.string().optional(), models: z.array(z.string()).min(fewest).max(most).optional() })
  .catch({});

export async function compareModels(parts: ComparingParts, given: unknown): Promise<void> {
  const { question: asked, models } = argumentsSchema.parse(given);
  const question = await questionAboutCode({ question: asked });
  if (question === undefined) return;
  const { editor } = question;
  const place = new FollowedEnd(editor);
  const chat = await confirmSending(question.chat);
  const targets = chat && (models ?? (await pickTargets(parts, chat)));
  const answers = chat && targets ? await askEach(parts, { ...question, chat }, targets) : [];
  if (answers.length === 0) {
    place.dispose();
    return;
  }
  parts.comparison.keep({ document: editor.document, column: editor.viewColumn, place, answers });
  await useComparedAnswer(parts);
}

/** “Use a Compared Answer…”: what comes of the last comparison; closing the list keeps nothing, and it can be opened again. */
export async function useComparedAnswer(parts: ComparingParts): Promise<void> {
  const compared = parts.comparison.last();
  if (compared === undefined) {
    void window.showInformationMessage(l10n.t('No models have been compared in this window yet.'));
    return;
  }
  const results = compared.answers.map(({ result }) => result);
  const items = results.flatMap((result): KeptItem[] => [
    {
      label: `$(insert) ${l10n.t('Insert the answer of {0}', result.target)}`,
      detail: costLine(result, said),
      keep: () => insert(compared, result.text),
    },
    {
      label: `$(star) ${l10n.t('Keep {0} as the first of a profile', result.target)}`,
      detail: l10n.t('Written into your settings; this window then asks by it'),
      keep: () => keepAsProfile(parts, result.target, results),
    },
  ]);
  const picked = await window.showQuickPick(items, {
    title: l10n.t('The answers stand side by side'),
    placeHolder: l10n.t('Use one of them, or close this list: the answers’ title bar opens it again'),
    ignoreFocusOut: true,
  });
  await picked?.keep();
}

/** The list stays open until the number is right: with it would go the question. */
async function pickTargets(parts: AskingParts, chat: Chat): Promise<readonly string[] | undefined> {
  const list = window.createQuickPick<TargetItem>();
  const title = l10n.t('Compare Models on Selection…');
  list.title = title;
  list.placeholder = l10n.t('Choose two to four; each is asked, and each costs what it says');
  list.canSelectMany = true;
  list.matchOnDescription = true;
  list.ignoreFocusOut = true;
  list.busy = true;
  const chosen = new Promise<readonly string[] | undefined>((resolve) => {
    list.onDidAccept(() => {
      const targets = list.selectedItems.flatMap(({ target }) => target ?? []);
      if (targets.length >= fewest && targets.length <= most) resolve(targets);
      else list.title = `${title} ${l10n.t('Choose two to four models to compare, not {0}.', targets.length)}`;
    });
    list.onDidHide(() => resolve(undefined));
  });
  list.show();
  try {
    const items = previewEveryTarget(parts, chat).then((preview) =>
      targetItems(preview).filter(({ target, kind }) => target !== undefined || kind !== undefined),
    );
    const known = await Promise.race([items, chosen.then(() => [])]);
    list.items = known;
    list.busy = false;
    return await chosen;
  } finally {
    list.dispose();
  }
}

async function askEach(
  parts: AskingParts,
  { editor, text, about, chat }: PreparedQuestion,
  targets: readonly string[],
): Promise<readonly ComparedAnswer[]> {
  const columns = [ViewColumn.One, ViewColumn.Two, ViewColumn.Three, ViewColumn.Four];
  const requests = targets.map((model) => ({
    ...requestOf(editor, { command: 'compare', model, profile: undefined }),
    chat,
  }));
  for (const request of requests) if (!(await confirmCost(parts, request))) return [];
  const asked = await Promise.all(
    requests.map((request, at) =>
      answerConfirmed(parts, {
        text: `${targets[at]}: ${text}`,
        about,
        request,
        column: columns[at] ?? ViewColumn.Active,
      }),
    ),
  );
  return asked.flatMap(({ end, uri }) =>
    end.state === 'ended' && end.result.complete ? [{ uri, result: end.result }] : [],
  );
}

interface KeptItem extends QuickPickItem {
  readonly keep: () => Promise<void>;
}

/** Below what was asked about, as one step to undo: the code of the answer where it has some, else all of it. */
async function insert({ document, column, place }: Comparison, text: string): Promise<void> {
  const editor = await window.showTextDocument(document, column);
  const done = await editor.edit((edit) => edit.insert(place.position, `\n${replacementIn(text, true).text}`));
  if (!done) void window.showErrorMessage(l10n.t('The document cannot be changed: it is read-only or closed.'));
}

const profilesSchema = z.record(z.string(), z.unknown()).catch({});

/** A profile with a name of its own, in the settings where it can be seen and changed, for this window. */
async function keepAsProfile(
  { daemon, profile }: AskingParts,
  first: string,
  compared: readonly AskResult[],
): Promise<void> {
  const others = compared.map(({ target }) => target).filter((target) => target !== first);
  const targets = [first, ...others];
  const { profiles: known } = await daemon.request(methods.status, {});
  const configuration = workspace.getConfiguration('dualtrack');
  const profiles = profilesSchema.parse(configuration.inspect('profiles')?.globalValue);
  const name = freeName('preferred', new Set([...known.map((one) => one.name), ...Object.keys(profiles)]));
  const kept = { strategy: 'priority', targets, description: l10n.t('Kept from a comparison') };
  await configuration.update('profiles', { ...profiles, [name]: kept }, ConfigurationTarget.Global);
  await profile.choose(name);
  void tellKept(name, targets);
}

async function tellKept(name: string, targets: readonly string[]): Promise<void> {
  const open = l10n.t('Open Settings');
  const chosen = await window.showInformationMessage(
    l10n.t('Profile {0} is in your settings, and this window asks by it: {1}.', name, targets.join(', ')),
    open,
  );
  if (chosen === open) await commands.executeCommand('workbench.action.openSettings', 'dualtrack.profiles');
}
