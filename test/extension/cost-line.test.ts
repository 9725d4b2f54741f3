/** What an answer says of its target, tokens, cost and time. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { costLine, formatDuration, routeLine } from '../../extension/answers/cost-line.ts';
import { english } from '../../protocol/translate.ts';
import { resultWith } from './results.ts';

describe('the cost line', () => {
  it('E8: names target, tokens, cost, time and completeness', () => {
    assert.equal(
      costLine(resultWith(), english),
      'gpt-4.1@relay · 1,234 tokens in, 56 out · $0.0103 · 1.2 s (first part 145 ms) · complete',
    );
  });

  it('E8: marks estimated figures with ≈', () => {
    assert.match(costLine(resultWith({ measured: false }), english), /≈ 1,234 tokens in, ≈ 56 out · ≈ \$0\.0103/);
  });

  it('U6: says that a cost is unknown, never $0', () => {
    const line = costLine(resultWith({ billedCostNanoUsd: null, listCostNanoUsd: null, usage: null }), english);
    assert.match(line, /tokens unknown · cost unknown/);
    assert.doesNotMatch(line, /\$/);
  });

  it('calls an invented cost simulated', () => {
    assert.match(costLine(resultWith({ simulated: true }), english), /\$0\.0103 simulated/);
  });

  it('shows the list cost where it differs from what is billed', () => {
    assert.match(costLine(resultWith({ billedCostNanoUsd: 1_413_699 }), english), /\$0\.00141 \(list \$0\.0103\)/);
  });

  it('F1: calls a cut answer incomplete', () => {
    assert.match(costLine(resultWith({ complete: false, firstPartMs: null }), english), /1\.2 s · incomplete$/);
  });

  it('writes durations with the digits that matter', () => {
    assert.deepEqual([0, 999, 1000, 9_949, 75_400].map(formatDuration), ['0 ms', '999 ms', '1.0 s', '9.9 s', '75 s']);
  });
});

describe('the route line', () => {
  it('E8: says why the target answered', () => {
    assert.equal(routeLine(resultWith().route, english), 'Served by gpt-4.1@relay: first of the profile');
  });

  it('E8: says which targets failed or were skipped before it', () => {
    const line = routeLine(
      [
        { target: 'a@relay', outcome: 'failed', reason: 'timeout' },
        { target: 'b@relay', outcome: 'skipped', reason: 'breaker open' },
        { target: 'c@vertex', outcome: 'served', reason: 'next in order' },
        { target: 'd@vertex', outcome: 'unused', reason: 'not needed' },
      ],
      english,
    );
    assert.equal(
      line,
      'Served by c@vertex: next in order; before it, a@relay failed (timeout); b@relay was skipped (breaker open)',
    );
  });

  it('is left out when nothing is known', () => {
    assert.equal(routeLine([], english), undefined);
  });
});
