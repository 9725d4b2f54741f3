/** What hedges are counted against. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hedge } from '../../../server/pipeline/hedge.ts';
import { HedgeBudget } from '../../../server/resilience/hedge-budget.ts';
import { HedgeSpend } from '../../../server/resilience/hedge-spend.ts';
import { contextOf, requestTo, targetAt } from '../providers/exchange.ts';

describe('the budget of hedges', () => {
  it('gets each request once, however many targets it visits', async () => {
    const budget = new HedgeBudget(2);
    const layer = hedge({ afterMs: () => null, budget, spend: new HedgeSpend(), mostNanoUsd: () => 0 });
    const service = layer(async function* () {});
    const context = contextOf();
    for (const host of ['one', 'two', 'three']) service(requestTo(targetAt(`https://${host}.example/v1`)), context);
    assert.equal(budget.withdraw(), false);
    service(requestTo(targetAt('https://one.example/v1')), contextOf());
    assert.equal(budget.withdraw(), true);
  });
});
