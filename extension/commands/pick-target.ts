/** Lets the person choose the target to ask: with what this question costs there, how fast it is, and how it stands. */
import { l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import type { Chat } from '../../protocol/message.ts';
import { methods } from '../../protocol/methods.ts';
import type { Preview, PreviewTarget } from '../../protocol/preview.ts';
import { routeReasonIn } from '../../protocol/route-reasons.ts';
import type { AskingParts } from '../asking/asking-parts.ts';
import { candidateText } from '../asking/candidate-text.ts';
import { said } from '../language.ts';

export interface TargetItem extends QuickPickItem {
  /** Absent: it cannot serve, and says why. */
  readonly target?: string;
}

/** The target's name; `undefined`: the person chose none. */
export async function pickTarget(parts: AskingParts, chat: Chat, title: string): Promise<string | undefined> {
  const items: Promise<TargetItem[]> = previewEveryTarget(parts, chat).then(targetItems);
  const picked = await window.showQuickPick(items, {
    title,
    placeHolder: l10n.t('What this question would cost at each target; nothing has been sent yet'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.target;
}

export function previewEveryTarget({ daemon, profile }: AskingParts, chat: Chat): Promise<Preview> {
  const chosen = profile.current();
  return daemon.request(methods.preview, { chat, everyTarget: true, ...(chosen !== undefined && { profile: chosen }) });
}

/** In the profile's order, then the others, then those that cannot serve. */
export function targetItems({ profile, targets, excluded }: Preview): TargetItem[] {
  const items = (some: readonly PreviewTarget[]) =>
    some.map((candidate): TargetItem => {
      const { target, description, detail } = candidateText(candidate, said);
      return { label: target, description, detail, target };
    });
  return [
    // Short, since it takes its place from the row below it.
    separator(l10n.t('in {0}', profile)),
    ...items(targets.filter(({ inPlan }) => inPlan)),
    separator(l10n.t('others')),
    ...items(targets.filter(({ inPlan }) => !inPlan)),
    separator(l10n.t('cannot serve it')),
    ...excluded.map(
      ({ target, reason }): TargetItem => ({
        label: `$(circle-slash) ${target}`,
        detail: routeReasonIn(reason, said),
      }),
    ),
  ];
}

function separator(label: string): TargetItem {
  return { label, kind: QuickPickItemKind.Separator };
}
