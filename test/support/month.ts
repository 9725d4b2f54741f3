/** A month in which nothing was spent yet. */
import type { Month } from '../../protocol/budget.ts';

export const noMonth: Month = {
  from: '2026-11-01T00:00:00.000Z',
  to: '2026-12-01T00:00:00.000Z',
  billedCostNanoUsd: 0,
  listCostNanoUsd: 0,
  savedNanoUsd: 0,
  unknownCost: 0,
  estimatedCostNanoUsd: 0,
  projectedNanoUsd: 0,
  growth: 1,
};
