/** What is held against a target that is silent, before its breaker knows. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Suspicion } from '../../../server/resilience/suspicion.ts';

const limitMs = 12_000;
const openMs = 30_000;

/** Answered attempts, each beginning after so many milliseconds, one after the other; ends at the time it gives back. */
function answered(suspicion: Suspicion, tookMs: readonly number[]): number {
  let nowMs = 0;
  for (const [attempt, ms] of tookMs.entries()) {
    suspicion.asked(-1 - attempt, limitMs, nowMs);
    nowMs += ms;
    suspicion.heard(-1 - attempt, nowMs);
  }
  return nowMs;
}

describe('suspicion of a silent target', () => {
  it('C1: falls on it when an attempt has waited a third of its limit, and ends with the limit', () => {
    const suspicion = new Suspicion();
    suspicion.asked(1, limitMs, 0);
    assert.equal(suspicion.untilMs(3_999, openMs), null);
    assert.equal(suspicion.untilMs(4_000, openMs), 12_000);
    assert.equal(suspicion.untilMs(11_999, openMs), 12_000);
    assert.equal(suspicion.untilMs(12_000, openMs), null);
  });

  it('ends when the attempt ends, however it does', () => {
    const suspicion = new Suspicion();
    suspicion.asked(1, limitMs, 0);
    suspicion.asked(2, limitMs, 1_000);
    suspicion.ended(1);
    assert.equal(suspicion.untilMs(5_000, openMs), 13_000, 'of the other');
    suspicion.ended(2);
    assert.equal(suspicion.untilMs(5_000, openMs), null);
  });

  it('does not fall on a target that begins other answers, however long one is waited for', () => {
    const suspicion = new Suspicion();
    suspicion.asked(1, limitMs, 0);
    for (let nowMs = 2_000; nowMs < limitMs; nowMs += 2_000) {
      suspicion.asked(nowMs, limitMs, nowMs - 500);
      suspicion.heard(nowMs, nowMs);
      assert.equal(suspicion.untilMs(nowMs + 1_999, openMs), null);
    }
  });

  const usual: readonly [what: string, tookMs: readonly number[], silentMs: number][] = [
    ['quick', Array(20).fill(300), 4_000],
    ['slow', Array(20).fill(3_000), 6_000],
    ['slow, by its first answer', [3_000], 6_000],
    ['quick but for one answer of twenty', [...Array(19).fill(300), 5_000], 4_000],
    ['slow of late', [...Array(20).fill(300), ...Array(20).fill(3_000)], 6_000],
  ];
  for (const [what, tookMs, silentMs] of usual) {
    it(`falls on a target that is usually ${what} after ${silentMs} ms of silence`, () => {
      const suspicion = new Suspicion();
      const nowMs = answered(suspicion, tookMs);
      suspicion.asked(1, limitMs, nowMs);
      assert.equal(suspicion.untilMs(nowMs + silentMs - 1, openMs), null);
      assert.equal(suspicion.untilMs(nowMs + silentMs, openMs), nowMs + limitMs);
    });
  }

  it('never falls on a target whose usual answers take half of the limit', () => {
    const suspicion = new Suspicion();
    const nowMs = answered(suspicion, Array(20).fill(6_000));
    suspicion.asked(1, limitMs, nowMs);
    for (let ms = 0; ms <= 2 * limitMs; ms += 100) assert.equal(suspicion.untilMs(nowMs + ms, openMs), null);
  });

  it('knows how slow a target is under any limit', () => {
    const suspicion = new Suspicion();
    suspicion.asked(1, 120_000, 0);
    suspicion.heard(1, 12_000);
    suspicion.asked(2, limitMs, 20_000);
    assert.equal(suspicion.untilMs(24_000, openMs), 32_000, 'a tenth of one limit is a tenth of the other');
  });

  it('falls on a target that is known to be quick as soon under a long limit', () => {
    const suspicion = new Suspicion();
    const nowMs = answered(suspicion, Array(20).fill(100));
    suspicion.asked(1, 120_000, nowMs);
    assert.equal(suspicion.untilMs(nowMs + 3_999, openMs), null);
    assert.equal(suspicion.untilMs(nowMs + 4_000, openMs), nowMs + openMs);
  });

  it('C1: lets somebody through every open time, however long the limit', () => {
    const suspicion = new Suspicion();
    suspicion.asked(1, 120_000, 0);
    suspicion.asked(2, 120_000, 36_000);
    assert.equal(suspicion.untilMs(40_000, openMs), 66_000);
    assert.equal(suspicion.untilMs(66_000, openMs), null);
    suspicion.asked(3, 120_000, 66_000);
    assert.equal(suspicion.untilMs(66_001, openMs), 96_000, 'the others still wait');
    suspicion.heard(3, 70_000);
    assert.equal(suspicion.untilMs(70_000, openMs), null);
  });

  it('property: it needs a silence of 4 s, or of a third of a limit that has not passed, and never outlasts that limit', () => {
    const step = fc.record({
      doing: fc.constantFrom('asked', 'heard', 'ended'),
      attempt: fc.integer({ min: 0, max: 5 }),
      afterMs: fc.integer({ min: 0, max: 5_000 }),
      limitMs: fc.constantFrom(3_000, 12_000, 120_000),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const suspicion = new Suspicion();
        const waiting = new Map<number, { sinceMs: number; limitMs: number }>();
        let nowMs = 0;
        let heardAtMs = Number.NEGATIVE_INFINITY;
        for (const { doing, attempt, afterMs, limitMs: ownMs } of steps) {
          nowMs += afterMs;
          if (doing === 'asked' && !waiting.has(attempt)) {
            suspicion.asked(attempt, ownMs, nowMs);
            waiting.set(attempt, { sinceMs: nowMs, limitMs: ownMs });
          } else if (doing === 'heard') {
            suspicion.heard(attempt, nowMs);
            if (waiting.delete(attempt)) heardAtMs = nowMs;
          } else if (doing === 'ended') {
            suspicion.ended(attempt);
            waiting.delete(attempt);
          }
          const untilMs = suspicion.untilMs(nowMs, openMs);
          if (untilMs === null) continue;
          const grounds = [...waiting.values()].filter(
            (one) =>
              nowMs - Math.max(one.sinceMs, heardAtMs) >= Math.min(one.limitMs / 3, 4_000) &&
              nowMs < one.sinceMs + one.limitMs,
          );
          assert.ok(grounds.length > 0);
          assert.ok(untilMs > nowMs && untilMs <= Math.max(...grounds.map((one) => one.sinceMs + one.limitMs)));
        }
      }),
    );
  });
});
