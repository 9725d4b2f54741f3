/** The refusal of a request that a track's limits have no room for, and what it tells of them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FoundLimit, type FoundLimits, limitRefusal } from '../../../server/pipeline/limit-refusal.ts';

const free: FoundLimits = {
  track: 'relay',
  tokens: 500,
  pauseMs: 0,
  requestLimit: null,
  tokenLimit: null,
  concurrency: null,
  ahead: 0,
};

function limit(capacity: number, available: number, waitMs: number): FoundLimit {
  return { level: { capacity, available, fullInMs: 60_000 }, waitMs };
}

describe('the refusal of a track’s limits', () => {
  for (const [what, found, message, retryAfterMs] of [
    [
      'a pause of the upstream',
      { pauseMs: 2_500, requestLimit: limit(10, 0, 1_000) },
      'track relay: the upstream asked for a pause; free in 2.5 s',
      2_500,
    ],
    [
      'tokens that come back',
      { pauseMs: 100, requestLimit: limit(10, 0, 1_000), tokenLimit: limit(800, 99.9, 3_000) },
      'track relay: its limit of 800 tokens a minute has 99 left and this request may need 500; free in 3.0 s',
      3_000,
    ],
    [
      'R4, a request larger than the limit',
      { tokenLimit: limit(400, 400, Number.POSITIVE_INFINITY) },
      'track relay: its limit of 400 tokens a minute is smaller than this request of 500',
      undefined,
    ],
    [
      'requests that come back',
      { requestLimit: limit(10, 0, 4_000), tokenLimit: limit(800, 99, 3_000) },
      'track relay: its limit of 10 requests a minute is used up; free in 4.0 s',
      4_000,
    ],
    [
      'the limit at once',
      { concurrency: 2, ahead: 3 },
      'track relay: its limit of 2 at once is reached, others are waiting before this request (3 in line)',
      0,
    ],
    ['a line', { ahead: 1 }, 'track relay: others are waiting before this request (1 in line)', 0],
  ] as const) {
    it(`names what keeps the request longest: ${what}`, () => {
      const error = limitRefusal({ ...free, ...found });
      assert.deepEqual([error.kind, error.message, error.retryAfterMs], ['limiter-full', message, retryAfterMs]);
    });
  }

  it('tells how full the limits are, and of none that the track does not have', () => {
    assert.deepEqual(limitRefusal({ ...free, tokenLimit: limit(800, 99, 3_000) }).rateLimits, {
      requests: null,
      tokens: { limit: 800, remaining: 99, resetMs: 60_000 },
    });
  });
});
