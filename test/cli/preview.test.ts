/** What `dualtrack preview` prints. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { previewText } from '../../cli/preview.ts';
import type { PreviewTarget } from '../../protocol/preview.ts';
import { english } from '../../protocol/translate.ts';

const one: PreviewTarget = {
  target: 'gpt-4.1@relay',
  reason: 'place 1 in the profile',
  inputTokens: 9,
  exact: true,
  usualOutputTokens: 300,
  maxOutputTokens: 2_048,
  estimatedCostNanoUsd: { low: 72_000, usual: 2_472_000, high: 16_456_000 },
  firstPartMs: null,
  breaker: 'closed',
  room: 0,
  contextWindow: null,
  inPlan: true,
  simulated: false,
};

describe('dualtrack preview', () => {
  it('E9: prints a line for each target in order, marks estimates, and says what was left out and why', () => {
    const unpriced: PreviewTarget = {
      ...one,
      target: 'claude@relay',
      exact: false,
      simulated: true,
      estimatedCostNanoUsd: { low: null, usual: null, high: null },
    };
    const excluded = [{ target: 'small@relay', reason: 'its context window is too small' }];
    const text = previewText(
      { profile: 'default', inputTokens: 9, exact: true, targets: [one, unpriced], excluded },
      english,
    );
    assert.deepEqual(
      text.split('\n').map((line) => line.replace(/ +/g, ' ')),
      [
        'target input output at least usually at most note',
        'gpt-4.1@relay 9 ≤ 2048 $0.0000720 $0.00247 $0.0165 place 1 in the profile',
        'claude@relay ≈ 9 ≤ 2048 ? ? ? place 1 in the profile; simulated',
        'left out: small@relay: its context window is too small',
      ],
    );
  });
});
