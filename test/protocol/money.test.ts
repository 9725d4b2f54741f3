/** How sums are written. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatBilled, formatSum } from '../../protocol/money.ts';

describe('a sum', () => {
  it('U6: of which some is unknown is a lower bound', () => {
    assert.equal(formatSum(1_500_000_000, 0), '$1.50');
    assert.equal(formatSum(1_500_000_000, 1), '≥ $1.50');
  });

  it('of what was billed is marked where some was booked by estimate; a lower bound is no closer for that', () => {
    const billed = (unknownCost: number, estimatedCostNanoUsd: number) =>
      formatBilled({ billedCostNanoUsd: 1_500_000_000, unknownCost, estimatedCostNanoUsd });
    assert.equal(billed(0, 0), '$1.50');
    assert.equal(billed(0, 1), '≈ $1.50');
    assert.equal(billed(1, 0), '≥ $1.50');
    assert.equal(billed(1, 1), '≥ $1.50');
  });
});
