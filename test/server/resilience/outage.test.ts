/** C1 played through: an outage of a minute met by fifteen requests, each tried as often as retry would. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { breakerSettings } from '../../../server/resilience/breaker-settings.ts';
import { CircuitBreaker } from '../../../server/resilience/circuit-breaker.ts';

const outageMs = 60_000;
const openMs = 30_000;
const gapMs = outageMs / 15;

/** Runs requests at `arrivalsMs` against a target that is down until `outageMs`; a request is tried up to `tries` times. */
function play(arrivalsMs: readonly number[], tries: number, breaker: CircuitBreaker) {
  const touching = new Set<number>();
  let attempts = 0;
  let firstAfterRecoveryMs: number | null = null;
  for (const [request, nowMs] of arrivalsMs.entries()) {
    for (let attempt = 0; attempt < tries; attempt++) {
      const admission = breaker.admit(nowMs);
      if (!admission.admitted) break;
      if (nowMs >= outageMs) {
        firstAfterRecoveryMs ??= nowMs;
        breaker.succeed(admission.lease, nowMs);
        break;
      }
      touching.add(request);
      attempts += 1;
      breaker.fail(admission.lease, nowMs);
    }
  }
  return { requests: touching.size, attempts, firstAfterRecoveryMs };
}

const policy = { failures: 5, openMs, successes: 2 };

describe('an outage of 60 s with 15 requests', () => {
  for (const tries of [1, 2, 3]) {
    it(`C1: at most 4 requests and 8 attempts touch the dead target when each is tried up to ${tries} times`, () => {
      fc.assert(
        fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.boolean(), (phase, busyBefore) => {
          const breaker = new CircuitBreaker(breakerSettings(policy));
          for (let nowMs = -60_000; busyBefore && nowMs < 0; nowMs += gapMs) {
            const admission = breaker.admit(nowMs);
            if (admission.admitted) breaker.succeed(admission.lease, nowMs);
          }
          const arrivalsMs = Array.from({ length: 40 }, (_, index) => (index + phase) * gapMs);
          const seen = play(arrivalsMs, tries, breaker);
          assert.ok(seen.requests <= 4, `${seen.requests} requests`);
          assert.ok(seen.attempts <= 8, `${seen.attempts} attempts`);
          assert.ok(seen.firstAfterRecoveryMs !== null);
          assert.ok(seen.firstAfterRecoveryMs <= outageMs + openMs + gapMs, `probe at ${seen.firstAfterRecoveryMs}`);
        }),
      );
    });
  }

  it('C1: requests that arrive unevenly leave a probe within the open time and one gap after recovery', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 8_000 }), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 3 }), (gapsMs, tries) => {
        let nowMs = 0;
        const arrivalsMs = gapsMs.map((stepMs) => (nowMs += stepMs));
        fc.pre(nowMs > outageMs + openMs + 8_000);
        const seen = play(arrivalsMs, tries, new CircuitBreaker(breakerSettings(policy)));
        assert.ok(seen.firstAfterRecoveryMs !== null && seen.firstAfterRecoveryMs <= outageMs + openMs + 8_000);
      }),
    );
  });

  it('C1: a probe that hangs holds up the next one for no longer than the open time', () => {
    const breaker = new CircuitBreaker(breakerSettings(policy));
    play([0, 0, 0], 2, breaker);
    assert.ok(breaker.admit(30_000).admitted, 'the probe that hangs');
    assert.ok(breaker.admit(60_000).admitted, 'the next');
  });
});
