/** The price of asking about the current selection, in words. */
import { l10n, window } from 'vscode';
import { methods } from '../../protocol/methods.ts';
import { formatNanoUsd } from '../../protocol/money.ts';
import type { AskingParts } from '../asking/asking-parts.ts';
import { codeOf } from '../asking/editor-code.ts';
import { buildPrompt, type Code } from '../asking/prompt.ts';

export interface Priced {
  /** Such as `≈ 1,234 tokens · ≥ $0.0012`. */
  readonly text: string;
  readonly tooltip: string;
}

/** `undefined` where nothing is selected that could be asked about, or somebody has stopped the daemon. */
export async function priceOfSelection(parts: AskingParts): Promise<Priced | undefined> {
  if (parts.daemon.isStoppedByPerson) return undefined;
  const code = window.activeTextEditor === undefined ? undefined : codeOf(window.activeTextEditor);
  return code === undefined ? undefined : priceOfCodes(parts, [code]);
}

/** The least that a question about this code costs: its input alone, at the first target of the profile. */
export async function priceOfCodes({ daemon, profile }: AskingParts, codes: readonly Code[]): Promise<Priced> {
  const chosen = profile.current();
  const chat = buildPrompt('?', codes);
  const preview = await daemon.request(methods.preview, { chat, ...(chosen !== undefined && { profile: chosen }) });
  const [first] = preview.targets;
  const about = preview.exact ? '' : '≈ ';
  const tokens = l10n.t('{0} tokens', about + preview.inputTokens.toLocaleString('en-US'));
  const low = first?.estimatedCostNanoUsd.low ?? null;
  if (first === undefined || low === null) return { text: `${tokens} · ${l10n.t('cost unknown')}`, tooltip: '' };
  const cost = first.simulated ? l10n.t('{0} simulated', formatNanoUsd(low)) : formatNanoUsd(low);
  return {
    text: `${tokens} · ≥ ${cost}`,
    tooltip: l10n.t('Asking about the selection, before the answer, at {0}', first.target),
  };
}
