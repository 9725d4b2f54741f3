/** The budgets of retries and hedges: fractions of the traffic, whatever its course. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HedgeBudget } from '../../../server/resilience/hedge-budget.ts';
import { HedgeSpend } from '../../../server/resilience/hedge-spend.ts';
import { RetryBudget } from '../../../server/resilience/retry-budget.ts';

function withdrawAll(budget: RetryBudget, nowMs: number): number {
  let retries = 0;
  while (budget.withdraw(nowMs)) retries += 1;
  return retries;
}

describe('retry budget', () => {
  const settings = { ratio: 0.2, freePerSecond: 1, windowMs: 10_000 };

  it('T3: without traffic a few retries are free, and no more', () => {
    const budget = new RetryBudget(settings);
    assert.equal(withdrawAll(budget, 0), 10);
    assert.equal(withdrawAll(budget, 8_999), 0);
    assert.equal(withdrawAll(budget, 10_000), 10);
  });

  it('T3: each request pays for a fifth of a retry', () => {
    const budget = new RetryBudget({ ...settings, freePerSecond: 0 });
    for (let request = 0; request < 99; request++) budget.deposit(0);
    assert.equal(withdrawAll(budget, 0), 19);
    budget.deposit(0);
    assert.equal(withdrawAll(budget, 0), 1);
  });

  it('T3: a calm hour saves up for no storm', () => {
    const budget = new RetryBudget(settings);
    for (let nowMs = 0; nowMs < 3_600_000; nowMs += 1_000) budget.deposit(nowMs);
    assert.ok(withdrawAll(budget, 3_600_000) <= 12);
  });

  it('T3: in a storm where every request fails, retries stay within the ratio and what is free', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { minLength: 50, maxLength: 500, size: 'max' }), (gapsMs) => {
        const budget = new RetryBudget(settings);
        let nowMs = 0;
        let retries = 0;
        for (const gapMs of gapsMs) {
          nowMs += gapMs;
          budget.deposit(nowMs);
          for (let retry = 0; retry < 2; retry++) retries += budget.withdraw(nowMs) ? 1 : 0;
        }
        // A window's free retries can be taken once in each window that has begun; a slot is a tenth of one.
        const windows = 1 + Math.ceil(nowMs / 9_000);
        assert.ok(retries <= 0.2 * gapsMs.length + 10 * windows + 1);
      }),
    );
  });
});

describe('hedge budget', () => {
  it('hedges never exceed one in twenty requests', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 100, maxLength: 2_000, size: 'max' }), (wantsHedge) => {
        const budget = new HedgeBudget();
        let hedges = 0;
        for (const [index, wants] of wantsHedge.entries()) {
          budget.deposit();
          if (wants && budget.withdraw()) hedges += 1;
          assert.ok(hedges * 20 <= index + 1);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('gives all of the twentieth when every request wants one', () => {
    const budget = new HedgeBudget();
    let hedges = 0;
    for (let request = 0; request < 1_000; request++) {
      budget.deposit();
      if (budget.withdraw()) hedges += 1;
    }
    assert.equal(hedges, 50);
  });

  it('saves no more than ten', () => {
    const budget = new HedgeBudget();
    for (let request = 0; request < 100_000; request++) budget.deposit();
    let hedges = 0;
    while (budget.withdraw()) hedges += 1;
    assert.equal(hedges, 10);
  });
});

describe('what hedges may cost', () => {
  const day = 86_400_000;
  const happening = fc.record({
    spent: fc.nat({ max: 100_000 }),
    most: fc.nat({ max: 20_000 }),
    /** What the loser cost, of the most it may have. */
    part: fc.double({ min: 0, max: 1, noNaN: true }),
    ends: fc.boolean(),
  });

  it('is never more than a twentieth of what was spent while no attempt costs more than its most', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 300, size: 'max' }), (happenings) => {
        const spend = new HedgeSpend();
        const running: { most: number; cost: number }[] = [];
        let spentNanoUsd = 0;
        let lostNanoUsd = 0;
        for (const { spent, most, part, ends } of happenings) {
          spend.spent(spent, 0);
          spentNanoUsd += spent;
          if (spend.hold(most, 0)) running.push({ most, cost: Math.floor(most * part) });
          const race = ends ? running.shift() : undefined;
          if (race !== undefined) {
            spend.release(race.most);
            spend.lost(race.cost, 0);
            lostNanoUsd += race.cost;
          }
          assert.ok(lostNanoUsd <= spentNanoUsd / 20);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is of the last day: neither what was spent nor what was lost counts longer', () => {
    const spend = new HedgeSpend();
    spend.spent(100_000, 0);
    spend.lost(5_000, 0);
    assert.equal(spend.hold(1, 0), false);
    spend.spent(20_000, 1.2 * day);
    assert.equal(spend.hold(1_001, 1.2 * day), false);
    assert.equal(spend.hold(1_000, 1.2 * day), true);
  });

  it('is given to what is free at any time, and never to what may cost anything', () => {
    const spend = new HedgeSpend();
    assert.equal(spend.hold(0, 0), true);
    spend.spent(1e12, 0);
    assert.equal(spend.hold(null, 0), false);
  });
});
