/** The commands that ask. They take arguments, so that a key can be bound to a question of one's own. */
import { l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import * as z from 'zod';
import { methods } from '../../protocol/methods.ts';
import type { TargetSummary } from '../../protocol/status.ts';
import { type AskingParts, askAboutCode } from '../asking/ask.ts';
import { describeTarget } from './describe-target.ts';
import { tellFailure } from './tell-failure.ts';

/** What a key binding may pass; other things, such as the resource an editor menu passes, count as nothing. */
const argumentsSchema = z.object({ question: z.string().optional(), model: z.string().optional() }).catch({});

/** “Ask About Selection…” */
export function ask(parts: AskingParts, given: unknown): Promise<void> {
  return askAboutCode(parts, { ...argumentsSchema.parse(given), command: 'ask' });
}

/** “Explain Selection” */
export function explain(parts: AskingParts): Promise<void> {
  return askAboutCode(parts, { command: 'explain', question: l10n.t('Explain what this code does.') });
}

/** “Ask With Model…” */
export function askWithModel(parts: AskingParts, given: unknown): Promise<void> {
  return tellFailure(parts.log, pickAndAsk(parts, argumentsSchema.parse(given)));
}

async function pickAndAsk(parts: AskingParts, given: z.infer<typeof argumentsSchema>): Promise<void> {
  const model = given.model ?? (await pickTarget(parts));
  if (model !== undefined) await askAboutCode(parts, { command: 'ask-with-model', question: given.question, model });
}

interface TargetItem extends QuickPickItem {
  readonly target?: string;
}

async function pickTarget({ daemon, profile }: AskingParts): Promise<string | undefined> {
  const chosen = profile.current();
  const items = daemon
    .request(methods.targets, chosen === undefined ? {} : { profile: chosen })
    .then(({ targets, inProfile }) => targetItems(targets, inProfile));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Ask With Model…'),
    placeHolder: l10n.t('Prices are those of the track, per million tokens in and out'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.target;
}

function targetItems(targets: readonly TargetSummary[], inProfile: number): TargetItem[] {
  const items = targets.map((summary): TargetItem => {
    const { price, marks } = describeTarget(summary, l10n.t);
    return { label: summary.model, description: price, detail: marks, target: summary.target };
  });
  return [
    separator(l10n.t('In this profile')),
    ...items.slice(0, inProfile),
    separator(l10n.t('Others')),
    ...items.slice(inProfile),
  ];
}

function separator(label: string): TargetItem {
  return { label, kind: QuickPickItemKind.Separator };
}
