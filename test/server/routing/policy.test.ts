/** The figures that hold where nobody says otherwise, and who may say otherwise. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deadlineMsOf, policyFor } from '../../../server/routing/policy.ts';
import { targetAt } from '../providers/exchange.ts';

const at = (timeouts: object) => targetAt('https://relay.example/v1', 'm', { timeouts });

describe('the policy of a request', () => {
  it('has these figures by default', () => {
    assert.deepEqual(policyFor({}, {}, false), {
      timeouts: { connectMs: 5_000, headersMs: 12_000, firstPartMs: 12_000, idleMs: 30_000, deadlineMs: 300_000 },
      retry: { attempts: 3, baseMs: 500, capMs: 30_000 },
      breaker: { failures: 5, openMs: 30_000, successes: 2, growth: 1, maxOpenMs: 300_000 },
      hedge: false,
    });
  });

  it('waits 120 s for the first part, and so for the headers, where nothing can be expected before', () => {
    const { headersMs, firstPartMs } = policyFor({}, {}, true).timeouts;
    assert.deepEqual([headersMs, firstPartMs], [120_000, 120_000]);
  });

  it('takes the figures of the preset `seed` by name, from a track or a profile', () => {
    const seed = { failures: 5, openMs: 30_000, successes: 5, growth: 1, maxOpenMs: 300_000 };
    assert.deepEqual(policyFor({ breaker: 'seed' }, {}, false).breaker, seed);
    assert.deepEqual(policyFor({}, { breaker: 'seed' }, false).breaker, seed);
    assert.equal(policyFor({ breaker: { successes: 1 } }, { breaker: 'seed' }, false).breaker.successes, 1);
  });

  it('goes by the profile, else by the track, field by field', () => {
    const track = { timeouts: { connectMs: 1, idleMs: 2 }, retry: { attempts: 9 } };
    const { timeouts, retry } = policyFor({ timeouts: { idleMs: 3 } }, track, false);
    assert.deepEqual([timeouts.connectMs, timeouts.idleMs, retry.attempts], [1, 3, 9]);
  });

  it('waits for headers no longer than for the first part', () => {
    const { headersMs } = policyFor(
      { timeouts: { firstPartMs: 700 } },
      { timeouts: { headersMs: 9_000 } },
      false,
    ).timeouts;
    assert.equal(headersMs, 700);
  });
});

describe('the deadline of a request', () => {
  it('is the profile’s, else the longest of its tracks, else 300 s', () => {
    const tracks = [at({ deadlineMs: 1_000 }), at({ deadlineMs: 900_000 })];
    assert.equal(deadlineMsOf({ timeouts: { deadlineMs: 7 } }, tracks), 7);
    assert.equal(deadlineMsOf({}, tracks), 900_000);
    assert.equal(deadlineMsOf({}, [at({ deadlineMs: 1_000 })]), 1_000);
    assert.equal(deadlineMsOf({}, [at({ deadlineMs: 1_000 }), at({})]), 300_000);
    assert.equal(deadlineMsOf({}, []), 300_000);
  });
});
