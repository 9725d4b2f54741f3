/** The month so far as clients see it: what it comes to if it goes on like this, and what was saved. */
import type { Month } from '../protocol/budget.ts';
import { projectMonth } from './ledger/budgets.ts';
import type { Ledger } from './ledger/port.ts';

/** `growth` multiplies the average of the days so far for those that are left; 1: they are like those before. */
export function monthSoFar(ledger: Pick<Ledger, 'month'>, nowMs: number, growth = 1): Month {
  const { startMs, endMs, totals } = ledger.month();
  const { billedCostNanoUsd, listCostNanoUsd, unknownCost, estimatedCostNanoUsd } = totals;
  return {
    from: new Date(startMs).toISOString(),
    to: new Date(endMs).toISOString(),
    billedCostNanoUsd,
    listCostNanoUsd,
    savedNanoUsd: listCostNanoUsd - billedCostNanoUsd,
    unknownCost,
    estimatedCostNanoUsd,
    projectedNanoUsd: projectMonth(billedCostNanoUsd, { startMs, endMs, nowMs }, growth),
    growth,
  };
}
