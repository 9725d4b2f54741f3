/** Lets the person choose the target to ask, with what each costs. */
import { l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import type { Chat } from '../../protocol/message.ts';
import { methods } from '../../protocol/methods.ts';
import type { TargetSummary } from '../../protocol/status.ts';
import type { AskingParts } from '../asking/answering.ts';
import { describeTarget } from './describe-target.ts';

interface TargetItem extends QuickPickItem {
  readonly target?: string;
}

/** The target's name; `undefined`: the person chose none. */
export async function pickTarget(
  { daemon, profile }: AskingParts,
  _chat: Chat | undefined,
): Promise<string | undefined> {
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
