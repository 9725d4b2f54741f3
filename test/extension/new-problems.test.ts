/** Which problems of the settings are told, and where they lead. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newProblems, settingOf } from '../../extension/problems/new-problems.ts';
import type { Problem } from '../../protocol/status.ts';

const problem = (message: string, source: Problem['source'] = 'settings'): Problem => ({
  source,
  field: 'tracks.relay.baseUrl',
  message,
});

describe('a wrong setting', () => {
  it('is told once, and again after it was mended', () => {
    const wrong = [problem('a'), problem('b', 'file')];
    assert.deepEqual(newProblems(wrong, new Set()), [wrong[0]]);
    assert.deepEqual(newProblems(wrong, new Set(['a'])), []);
    assert.deepEqual(newProblems(wrong, new Set(['b'])), [wrong[0]]);
  });

  it('leads to the setting that holds the field', () => {
    assert.equal(settingOf(problem('a')), 'dualtrack.tracks');
    assert.equal(settingOf({ ...problem('a'), field: 'budgets[0].limitUsd' }), 'dualtrack.budgets');
    assert.equal(settingOf({ ...problem('a'), field: '' }), undefined);
  });
});
