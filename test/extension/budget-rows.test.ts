/** What “Set Budget…” offers: how each budget stands, and a row of its own to remove one. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { budgetRows, withBudget } from '../../extension/commands/budget-rows.ts';
import type { BudgetState } from '../../protocol/budget.ts';
import { english } from '../../protocol/translate.ts';

const state: BudgetState = {
  name: 'day',
  period: 'day',
  scope: 'everything',
  hard: true,
  sharePercent: null,
  limitNanoUsd: 5_000_000_000,
  usedNanoUsd: 120_000_000,
  beyondBookedNanoUsd: 0,
  heldNanoUsd: 0,
  resetsAt: null,
  resetsAtLocal: null,
  lastWarning: null,
};

describe('the rows of “Set Budget…”', () => {
  it('offer two kinds a period, and nothing to remove, where there is none', () => {
    const rows = budgetRows([], [], english);
    assert.deepEqual(
      rows.map(({ label, description }) => `${label}: ${description}`),
      ['Each day', 'Each week', 'Each month'].flatMap((period) => [
        `${period}: Refuses what does not fit`,
        `${period}: Warns only`,
      ]),
    );
  });

  it('say what there is and what of it is used, and bring the sum along', () => {
    const own = [{ name: 'day', limitUsd: 5, hard: true }];
    const [hard, soft, ...rest] = budgetRows(own, [state], english);
    assert.equal(hard?.description, 'Refuses what does not fit · now $5.00, used $0.12');
    assert.equal(soft?.description, 'Warns only');
    assert.deepEqual([hard?.nowUsd, soft?.nowUsd], [5, 5]);
    const remove = rest.filter(({ change }) => change === 'remove');
    assert.deepEqual(
      remove.map(({ label, description, period }) => [label, description, period]),
      [['Remove: Each day', 'now $5.00, used $0.12', 'day']],
    );
  });

  it('are there where the settings hold what no budget is', () => {
    const own = [{ name: 'day', limitUsd: 'five', hard: 1 }, 7, null];
    const rows = budgetRows(own, [], english);
    assert.equal(rows.filter(({ change }) => change === 'remove').length, 1);
    assert.equal(budgetRows('none', [], english).length, 6);
  });
});

describe('setting a budget', () => {
  const model = { scope: { model: 'gpt-4.1' }, percent: 5 };
  const wrong = { name: 7, limitUsd: 'five' };

  it('keeps every other one as it is written', () => {
    const day = { name: 'day', limitUsd: 3 };
    const settings = [model, { name: 'day', limitUsd: 5 }, wrong];
    assert.deepEqual(withBudget(settings, 'day', day), [model, wrong, day]);
    assert.deepEqual(withBudget(settings, 'day'), [model, wrong]);
    assert.deepEqual(withBudget(undefined, 'day', day), [day]);
  });
});
