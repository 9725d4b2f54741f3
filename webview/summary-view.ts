/** The top of the panel: what was spent today, this week and this month, where that leads, and on how much. Pure. */
import { formatBilled, formatNanoUsd, formatSum } from '../protocol/money.ts';
import type { SpendSeries } from '../protocol/series.ts';
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
  /** What to know about `spent`: unknown costs, simulated cost, what a vendor's own figures say. */
  readonly notes: readonly string[];
  /** This week, this month, where it is going, and what was saved. */
  readonly sums: readonly Figure[];
  readonly figures: readonly Figure[];
}

/** `week`: this week's totals; `null` before they have come. */
export function summaryView(overview: Overview, week: SpendSeries['week'] | null, language: Language): SummaryView {
  const { today, activeProfile, importedGap, refused } = overview;
  const { say, sayCount, writeCount, writeInstant, writeTokens } = language;
  const notes: string[] = [];
  if (today.unknownCost > 0) notes.push(sayCount('summary.unknown', today.unknownCost));
  if (today.estimatedCostNanoUsd > 0)
    notes.push(say('summary.estimated', { cost: formatNanoUsd(today.estimatedCostNanoUsd) }));
  if (today.simulatedRequests > 0) {
    const cost = formatNanoUsd(today.simulatedCostNanoUsd);
    notes.push(sayCount('summary.simulated', today.simulatedRequests, { cost }));
  }
  if (refused !== undefined && refused.requests > 0) {
    const values = { budget: writeCount(refused.byBudget), since: writeInstant(refused.since) };
    notes.push(sayCount('summary.refused', refused.requests, values));
  }
  if (importedGap != null) notes.push(gapNote(importedGap, language));
  const tokens = (label: string, value: number): Figure => {
    return { label, value: writeTokens(value), hint: writeCount(value), isBad: false };
  };
  return {
    spent: formatBilled(today),
    profile: activeProfile,
    notes,
    sums: sumsOf(overview, week, language),
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

function sumsOf({ month }: Overview, week: SpendSeries['week'] | null, { say, writeCount }: Language): Figure[] {
  const { listCostNanoUsd, unknownCost, projectedNanoUsd, savedNanoUsd, growth } = month;
  const figure = (label: string, value: string, hint = ''): Figure => ({ label, value, hint, isBad: false });
  return [
    figure(say('summary.week'), week === null ? say('none') : formatBilled(week)),
    figure(say('summary.month'), formatBilled(month)),
    figure(
      say('summary.projected'),
      formatSum(projectedNanoUsd, unknownCost),
      growth === 1 ? say('summary.projectedHintAlike') : say('summary.projectedHint', { growth: writeCount(growth) }),
    ),
    figure(
      say('summary.saved'),
      formatNanoUsd(savedNanoUsd),
      say('summary.savedHint', { list: formatSum(listCostNanoUsd, unknownCost) }),
    ),
  ];
}

/** The ledger's error bar: a vendor's own sum of a time beside ours. */
function gapNote(gap: NonNullable<Overview['importedGap']>, { say, sayCount, writePercent }: Language): string {
  const { file, imported, ledger, differing } = gap;
  const days = sayCount('summary.gapDiffering', differing);
  if (imported.costNanoUsd === null || ledger.costNanoUsd === null)
    return say('summary.gapWithoutCost', { file, days });
  const values = {
    file,
    days,
    vendor: formatNanoUsd(imported.costNanoUsd),
    ledger: formatNanoUsd(ledger.costNanoUsd),
    share:
      imported.costNanoUsd === 0
        ? say('none')
        : writePercent(Math.abs(ledger.costNanoUsd - imported.costNanoUsd) / imported.costNanoUsd),
  };
  return say('summary.gap', values);
}
