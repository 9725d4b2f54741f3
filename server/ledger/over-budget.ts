/** The sentence a request is refused with when a budget has no room for it: which, how it stands, what helps. Pure. */
import { formatNanoUsd, type NanoUsd } from '../../protocol/money.ts';
import { type Level, leftIn, limitOf, writeScope } from './budgets.ts';
import { writeReset } from './windows.ts';

export interface Refused {
  readonly level: Level;
  readonly target: string;
  readonly amountNanoUsd: NanoUsd;
  /** With so many output tokens at most it would fit at this target; 0: with none. */
  readonly outputTokensThatFit: number;
  readonly timeZone: string;
}

export function overBudgetSentence({ level, target, amountNanoUsd, outputTokensThatFit, timeZone }: Refused): string {
  const { budget, usedNanoUsd, heldNanoUsd, window } = level;
  const limit = formatNanoUsd(limitOf(level, amountNanoUsd));
  const per = budget.period === 'total' ? 'in total' : `a ${budget.period}`;
  const share = budget.limit.kind === 'share' ? ` (${budget.limit.percent} % of all spend)` : '';
  const held = heldNanoUsd > 0 ? ` and ${formatNanoUsd(heldNanoUsd)} held for requests under way` : '';
  const reset = window.endMs === null ? 'It never resets' : `It resets at ${writeReset(window.endMs, timeZone)}`;
  const fit =
    outputTokensThatFit > 0
      ? `at most ${outputTokensThatFit} output tokens would fit`
      : `${formatNanoUsd(Math.max(0, leftIn(level)))} would fit`;
  return (
    `budget ${budget.name} (${writeScope(budget.scope)}) allows ${limit}${share} ${per}, of which ` +
    `${formatNanoUsd(usedNanoUsd)} is used${held}: this request may cost ${formatNanoUsd(amountNanoUsd)} at ${target}, ` +
    `${fit}. ${reset}; to go over it once, use “Allow Once” in the editor or ask with --allow-over-budget`
  );
}
