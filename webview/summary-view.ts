/** The top of the panel: what was spent today, and on how much. */

import type { Month } from '../protocol/budget.ts';
import { formatNanoUsd, formatSum } from '../protocol/money.ts';
import type { Overview } from '../protocol/status.ts';
import type { Language } from './language.ts';

export interface Figure {
  readonly label: string;
  readonly value: string;
  /** What `value` leaves out: every digit, or what is counted. */
  readonly hint: string;
  readonly isBad: boolean;
}

export interface SummaryView {
  /** Real money only; `≥` when some of it is unknown. */
  readonly spent: string;
  readonly profile: string;
  /** What to know about `spent`: unknown costs, simulated cost. */
  readonly notes: readonly string[];
  readonly figures: readonly Figure[];
  /** The month so far and where it is going; empty before anything was spent in it. */
  readonly month: readonly string[];
}

export function summaryView({ today, month, activeProfile }: Overview, language: Language): SummaryView {
  const { say, sayCount, writeCount, writeTokens } = language;
  const notes: string[] = [];
  if (today.unknownCost > 0) notes.push(sayCount('summary.unknown', today.unknownCost));
  if (today.simulatedRequests > 0) {
    const cost = formatNanoUsd(today.simulatedCostNanoUsd);
    notes.push(sayCount('summary.simulated', today.simulatedRequests, { cost }));
  }
  const tokens = (label: string, value: number): Figure => {
    return { label, value: writeTokens(value), hint: writeCount(value), isBad: false };
  };
  return {
    spent: formatSum(today.billedCostNanoUsd, today.unknownCost),
    profile: activeProfile,
    notes,
    month: monthLines(month, language),
    figures: [
      { label: say('summary.requests'), value: writeCount(today.requests), hint: '', isBad: false },
      {
        label: say('summary.failed'),
        value: writeCount(today.failed),
        hint: sayCount('summary.failedHint', today.failed),
        isBad: today.failed > 0,
      },
      tokens(say('summary.inputTokens'), today.inputTokens + today.cacheReadTokens + today.cacheWriteTokens),
      tokens(say('summary.outputTokens'), today.outputTokens + today.reasoningTokens),
    ],
  };
}

function monthLines(month: Month, { say }: Language): string[] {
  const { billedCostNanoUsd, unknownCost, projectedNanoUsd, savedNanoUsd } = month;
  if (billedCostNanoUsd === 0 && savedNanoUsd === 0) return [];
  const spent = formatSum(billedCostNanoUsd, unknownCost);
  const projected = formatSum(projectedNanoUsd, unknownCost);
  const saved = savedNanoUsd > 0 ? [say('summary.saved', { saved: formatNanoUsd(savedNanoUsd) })] : [];
  return [say('summary.month', { spent, projected }), ...saved];
}
