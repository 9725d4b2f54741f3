/** How a target is described where one is chosen: its price, its track, and what is special about it. */
import type { TargetSummary } from '../../protocol/status.ts';
import type { Translate } from '../../protocol/translate.ts';

type Described = Pick<
  TargetSummary,
  'track' | 'inputUsdPerMTok' | 'outputUsdPerMTok' | 'contextWindow' | 'simulated' | 'discovered'
>;

export interface TargetDescription {
  readonly price: string;
  readonly track: string;
  readonly marks: readonly string[];
}

export function describeTarget(summary: Described, t: Translate): TargetDescription {
  const { inputUsdPerMTok: input, outputUsdPerMTok: output } = summary;
  const price =
    input === null || output === null ? t('price unknown') : t('{0} in, {1} out per M tokens', usd(input), usd(output));
  const marks: string[] = [];
  if (summary.contextWindow !== null)
    marks.push(t('{0} tokens of context', summary.contextWindow.toLocaleString('en-US')));
  if (summary.simulated) marks.push(t('simulated: invented answer and cost'));
  if (summary.discovered) marks.push(t('found on this machine'));
  return { price, track: t('on {0}', summary.track), marks };
}

function usd(amount: number): string {
  if (amount === 0) return '$0';
  return `$${amount < 0.01 ? String(amount) : amount.toFixed(2)}`;
}
