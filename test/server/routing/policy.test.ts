/** How long an answer may be, by who says so. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { outputBound } from '../../../server/routing/policy.ts';

describe('the most output tokens of a request', () => {
  const open = { maxOutputTokens: null };

  it('B1: is the caller’s, else the profile’s, else 2,048', () => {
    assert.equal(outputBound(100, { maxOutputTokens: 500 }, open), 100);
    assert.equal(outputBound(undefined, { maxOutputTokens: 500 }, open), 500);
    assert.equal(outputBound(undefined, {}, open), 2_048);
  });

  it('leaves a model that reasons in silence room for its answer', () => {
    assert.equal(outputBound(undefined, {}, { ...open, reasoning: true }), 8_192);
    assert.equal(outputBound(undefined, { maxOutputTokens: 500 }, { ...open, reasoning: true }), 500);
  });

  it('is never more than the model can', () => {
    assert.equal(outputBound(9_000, {}, { maxOutputTokens: 4_000 }), 4_000);
    assert.equal(outputBound(undefined, {}, { maxOutputTokens: 4_000, reasoning: true }), 4_000);
  });
});
