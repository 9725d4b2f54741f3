/** What a person is told of budgets, and what not twice. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newWarnings } from '../../extension/budgets/warnings.ts';
import type { BudgetState } from '../../protocol/budget.ts';
import { english } from '../../protocol/translate.ts';

function budget(different: Partial<BudgetState> = {}): BudgetState {
  return {
    name: 'day',
    period: 'day',
    scope: 'everything',
    hard: false,
    sharePercent: null,
    limitNanoUsd: 5_000_000_000,
    usedNanoUsd: 2_600_000_000,
    beyondBookedNanoUsd: 0,
    heldNanoUsd: 0,
    resetsAt: '2026-11-23T00:00:00.000Z',
    resetsAtLocal: '2026-11-23 00:00 (UTC)',
    lastWarning: 50,
    ...different,
  };
}

describe('warnings of budgets', () => {
  it('say which, how far, and when it resets', () => {
    const { sentences } = newWarnings([budget()], {}, english);
    assert.deepEqual(sentences, [
      'Budget day has passed 50 %: $2.60 of $5.00 is used. It resets at 2026-11-23 00:00 (UTC).',
    ]);
  });

  it('say that it is used up where it is', () => {
    const over = budget({ usedNanoUsd: 101_500_000_000, lastWarning: 90 });
    assert.deepEqual(
      newWarnings([over, budget({ name: 'ever', usedNanoUsd: 5_000_000_000, resetsAtLocal: null })], {}, english)
        .sentences,
      [
        'Budget day is used up: $101.50 of $5.00 is used. It resets at 2026-11-23 00:00 (UTC).',
        'Budget ever is used up: $5.00 of $5.00 is used.',
      ],
    );
  });

  it('come once for each mark in a window, and again in the next', () => {
    const first = newWarnings([budget()], {}, english);
    assert.deepEqual(newWarnings([budget()], first.told, english).sentences, []);
    const second = newWarnings([budget({ lastWarning: 75 })], first.told, english);
    assert.equal(second.sentences.length, 1);
    assert.deepEqual(newWarnings([budget({ lastWarning: 50 })], second.told, english).sentences, []);
    const nextDay = budget({ resetsAt: '2026-11-24T00:00:00.000Z' });
    assert.equal(newWarnings([nextDay], second.told, english).sentences.length, 1);
  });

  it('are silent where no mark was passed', () => {
    assert.deepEqual(newWarnings([budget({ lastWarning: null })], {}, english), { sentences: [], told: {} });
  });
});
