/** Asks the person before a question is sent that may cost more than they said in `dualtrack.confirmAboveUsd`. */
import { l10n, window, workspace } from 'vscode';
import { methods } from '../../protocol/methods.ts';
import { formatNanoUsd } from '../../protocol/money.ts';
import type { Preview } from '../../protocol/preview.ts';
import type { AskedRequest } from '../answers/answer-documents.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import type { AskingParts } from './asking-parts.ts';
import { mostNanoUsd } from './candidate-text.ts';
import { endedBy } from './failure-of.ts';

/** Whether to send it. Where nobody can say what it costs, that is said. */
export async function confirmCost(parts: AskingParts, request: AskedRequest): Promise<boolean> {
  const limitUsd = workspace.getConfiguration('dualtrack').inspect<unknown>('confirmAboveUsd')?.globalValue;
  if (typeof limitUsd !== 'number') return true;
  const profile = request.profile ?? parts.profile.current();
  const preview = await previewOf(parts.daemon, request, profile);
  if (preview === 'refused') return true;
  const most = mostNanoUsd(preview);
  if (most !== null && most <= limitUsd * 1e9) return true;
  const limit = formatNanoUsd(Math.round(limitUsd * 1e9));
  const [first] = preview.targets;
  const message =
    most === null
      ? l10n.t('What this question costs is unknown, and you are asked above {0}. Send it?', limit)
      : l10n.t('This question may cost up to {0}, and you are asked above {1}. Send it?', formatNanoUsd(most), limit);
  const detail = first === undefined ? '' : l10n.t('It would go to {0} first.', first.target);
  const send = l10n.t('Send');
  return (await window.showWarningMessage(message, { modal: true, detail }, send)) === send;
}

/** `refused`: no target can serve it. Why is told by the request itself, in its document, and nothing leaves. */
async function previewOf(
  daemon: DaemonConnection,
  { chat, model, needs, origin }: AskedRequest,
  profile: string | undefined,
): Promise<Preview | 'refused'> {
  try {
    return await daemon.request(methods.preview, {
      chat,
      ...(origin !== undefined && { origin }),
      ...(model !== undefined && { model }),
      ...(needs !== undefined && { needs }),
      ...(profile !== undefined && { profile }),
    });
  } catch (error) {
    if (endedBy(error).state === 'failed') return 'refused';
    throw error;
  }
}
