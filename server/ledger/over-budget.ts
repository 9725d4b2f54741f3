/**
 * The refusals of hard budgets: which budget, how it stands, when it resets, and what would fit at the target. How to go
 * over it once is not in them: that depends on where they are read. Pure.
 */
import { formatNanoUsd, type NanoUsd } from '../../protocol/money.ts';
import { RequestError } from '../request-error.ts';
import type { Target } from '../routing/target.ts';
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

export function overBudget({ level, target, amountNanoUsd, outputTokensThatFit, timeZone }: Refused): RequestError {
  const fit =
    outputTokensThatFit > 0
      ? `at most ${outputTokensThatFit} output ${outputTokensThatFit === 1 ? 'token' : 'tokens'} would fit`
      : `${formatNanoUsd(Math.max(0, leftIn(level)))} would fit`;
  const own = `at ${target} this request may cost ${formatNanoUsd(amountNanoUsd)}, and ${fit}`;
  return RequestError.alike('over-budget', { shared: stateOf(level, timeZone), own }, { target });
}

/** Where a hard budget must know what an attempt may cost, and nobody can tell. */
export function withoutPrice(level: Level, { name, track }: Target, timeZone: string): RequestError {
  const own = `at ${name} what this request may cost is not known, since tracks.${track.name}.models names no price for it`;
  return RequestError.alike('no-price', { shared: stateOf(level, timeZone), own }, { target: name });
}

function stateOf(level: Level, timeZone: string): string {
  const { budget, usedNanoUsd, heldNanoUsd, window } = level;
  const per = budget.period === 'total' ? 'in total' : `a ${budget.period}`;
  const share = budget.limit.kind === 'share' ? ` (${budget.limit.percent} % of all spend)` : '';
  const held = heldNanoUsd > 0 ? ` and ${formatNanoUsd(heldNanoUsd)} held for requests under way` : '';
  const reset = window.endMs === null ? 'never resets' : `resets at ${writeReset(window.endMs, timeZone)}`;
  return (
    `budget ${budget.name} (${writeScope(budget.scope)}) allows ${formatNanoUsd(limitOf(level))}${share} ${per}, of which ` +
    `${formatNanoUsd(usedNanoUsd)} is used${held}, and ${reset}`
  );
}
