/** Waits before a retry: bounded, jittered over their full range, and never shorter than what the upstream asked for. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { backoffMs, retryWait } from '../../../server/resilience/backoff.ts';

const settings = { baseMs: 500, capMs: 30_000 };
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('backoff', () => {
  it('T3: doubles up to the cap', () => {
    const half = [1, 2, 3, 6, 7, 8].map((retry) => backoffMs(retry, settings, 0.5));
    assert.deepEqual(half, [250, 500, 1_000, 8_000, 15_000, 15_000]);
  });

  it('T3: uses the full range from nothing to the bound', () => {
    assert.equal(backoffMs(3, settings, 0), 0);
    assert.equal(backoffMs(3, settings, 0.999), 1_998);
  });

  it('T3: never overflows, whatever the number of the retry', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), random, (retry, chance) => {
        const waitMs = backoffMs(retry, settings, chance);
        assert.ok(waitMs >= 0 && waitMs <= settings.capMs);
      }),
    );
  });
});

describe('wait before a retry', () => {
  it('T2: a short hint is waited out', () => {
    const wait = retryWait({ retry: 1, hintMs: 2_000, leftMs: 60_000 }, settings, 0.5);
    assert.deepEqual(wait, { decision: 'wait', waitMs: 2_000 });
  });

  it('T3: a hint of next to nothing does not make a storm of retries', () => {
    const wait = retryWait({ retry: 1, hintMs: 0, leftMs: 60_000 }, settings, 0.5);
    assert.deepEqual(wait, { decision: 'wait', waitMs: 250 });
  });

  it('T2: a hint beyond the cap is surfaced, not cut short', () => {
    const wait = retryWait({ retry: 1, hintMs: 30_001, leftMs: 300_000 }, settings, 0.5);
    assert.deepEqual(wait, { decision: 'too-long', waitMs: 30_001 });
  });

  it('a hint that does not fit the deadline is too long', () => {
    assert.equal(retryWait({ retry: 1, hintMs: 5_000, leftMs: 5_000 }, settings, 0).decision, 'too-long');
    assert.equal(retryWait({ retry: 1, hintMs: 4_999, leftMs: 5_000 }, settings, 0).decision, 'wait');
  });

  it('a wait of our own that does not fit the deadline is too long', () => {
    assert.equal(retryWait({ retry: 2, hintMs: null, leftMs: 400 }, settings, 0.5).decision, 'too-long');
  });

  it('T2: property: never earlier than the hint, never past the deadline', () => {
    const hint = fc.option(fc.nat(100_000));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), hint, fc.nat(100_000), random, (retry, hintMs, leftMs, chance) => {
        const { decision, waitMs } = retryWait({ retry, hintMs, leftMs }, settings, chance);
        assert.ok(waitMs >= (hintMs ?? 0));
        if (decision === 'wait') assert.ok(waitMs < leftMs && waitMs <= settings.capMs);
      }),
    );
  });
});
