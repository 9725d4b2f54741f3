/** R6 played through: upstreams that lower their quota without a word, met by steady demand. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AdaptiveLimit, adaptivePeriodMs } from '../../../server/resilience/adaptive-limit.ts';
import { TokenBucket } from '../../../server/resilience/token-bucket.ts';

const minuteMs = 60_000;
const answerMs = 700;

/** An upstream's own counting; refused requests count for nothing. */
interface Upstream {
  accepts(nowMs: number): boolean;
  allow(perMinute: number): void;
}

/** Counts what it accepted in the last minute. */
function slidingUpstream(perMinute: number): Upstream {
  let accepted: number[] = [];
  let allowed = perMinute;
  return {
    accepts(nowMs) {
      accepted = accepted.filter((atMs) => atMs > nowMs - minuteMs);
      if (accepted.length >= allowed) return false;
      accepted.push(nowMs);
      return true;
    },
    allow: (changed) => {
      allowed = changed;
    },
  };
}

/** Refills continuously, up to a sixth of a minute's worth. */
function refillingUpstream(perMinute: number): Upstream {
  let allowed = perMinute;
  let level = perMinute / 6;
  let seenAtMs = 0;
  return {
    accepts(nowMs) {
      level = Math.min(allowed / 6, level + ((nowMs - seenAtMs) * allowed) / minuteMs);
      seenAtMs = nowMs;
      if (level < 1) return false;
      level -= 1;
      return true;
    },
    allow: (changed) => {
      allowed = changed;
    },
  };
}

interface Attempt {
  readonly leftAtMs: number;
  readonly accepted: boolean;
}

/** Steady demand for `forMs` through the limiter, answers coming `answerMs` later; `quotas` are [from, per minute]. */
function play(upstream: Upstream, capPerMinute: number, quotas: readonly (readonly [number, number])[], forMs: number) {
  const limit = new AdaptiveLimit(capPerMinute);
  const bucket = new TokenBucket(capPerMinute, adaptivePeriodMs);
  const attempts: Attempt[] = [];
  let answered = 0;
  for (let nowMs = 0; nowMs < forMs; nowMs += 20) {
    for (const [fromMs, perMinute] of quotas) if (fromMs === nowMs) upstream.allow(perMinute);
    for (let next = attempts[answered]; next && next.leftAtMs + answerMs <= nowMs; next = attempts[answered]) {
      if (next.accepted) limit.succeeded(nowMs);
      else limit.refused(next.leftAtMs, nowMs);
      bucket.setLimit(limit.perMinute);
      answered += 1;
    }
    if (bucket.take(1, nowMs).result === 'taken') attempts.push({ leftAtMs: nowMs, accepted: upstream.accepts(nowMs) });
  }
  return { attempts, perMinute: limit.perMinute };
}

/** The share of 429s among the attempts of a stretch of time. */
function refusedShare(attempts: readonly Attempt[], fromMs: number, toMs: number): number {
  const stretch = attempts.filter(({ leftAtMs }) => leftAtMs >= fromMs && leftAtMs < toMs);
  return stretch.filter(({ accepted }) => !accepted).length / stretch.length;
}

describe('adaptive limit', () => {
  for (const [name, make] of [
    ['counts the last minute', slidingUpstream],
    ['refills continuously', refillingUpstream],
  ] as const) {
    it(`R6: after a drop from 60 to 20 a minute, under 5 % 429 within 60 s, at an upstream that ${name}`, () => {
      const dropMs = 3 * minuteMs;
      const { attempts } = play(make(60), 60, [[dropMs, 20]], dropMs + 11 * minuteMs);
      assert.equal(refusedShare(attempts, 0, dropMs), 0);
      assert.ok(refusedShare(attempts, dropMs + minuteMs, dropMs + 11 * minuteMs) < 0.05);
      const served = attempts.filter(({ leftAtMs, accepted }) => accepted && leftAtMs >= dropMs + minuteMs).length;
      assert.ok(served >= 0.6 * 20 * 10, `served ${served} of 200`);
    });

    it(`R6: a cap far above the quota costs no more, at an upstream that ${name}`, () => {
      const dropMs = 3 * minuteMs;
      const { attempts } = play(make(1_200), 1_200, [[dropMs, 20]], dropMs + 11 * minuteMs);
      assert.ok(refusedShare(attempts, dropMs + minuteMs, dropMs + 11 * minuteMs) < 0.05);
      const served = attempts.filter(({ leftAtMs, accepted }) => accepted && leftAtMs >= dropMs + minuteMs).length;
      assert.ok(served >= 0.6 * 20 * 10, `served ${served} of 200`);
      const returning = [
        [minuteMs, 20],
        [3 * minuteMs, 1_200],
      ] as const;
      assert.ok(play(make(1_200), 1_200, returning, 25 * minuteMs).perMinute > 600);
    });

    it(`R6: finds back to the cap when the quota returns, at an upstream that ${name}`, () => {
      const { perMinute } = play(
        make(60),
        60,
        [
          [minuteMs, 20],
          [3 * minuteMs, 60],
        ],
        25 * minuteMs,
      );
      assert.ok(perMinute > 50, `${perMinute}`);
    });
  }

  it('R6: never exceeds the cap', () => {
    const limit = new AdaptiveLimit(60);
    for (let success = 0; success < 1_000; success++) limit.succeeded(0);
    assert.equal(limit.perMinute, 60);
    limit.setCap(30);
    assert.equal(limit.perMinute, 30);
  });

  it('halves once for all attempts that left under the same limit', () => {
    const limit = new AdaptiveLimit(60);
    limit.refused(0, 1_000);
    limit.refused(500, 1_100);
    limit.refused(999, 1_200);
    assert.equal(limit.perMinute, 30);
    limit.refused(1_000, 2_000);
    assert.equal(limit.perMinute, 15);
  });

  it('never falls below one a minute, or below a cap that is lower', () => {
    for (const [cap, lowest] of [
      [60, 1],
      [0.5, 0.5],
    ] as const) {
      const limit = new AdaptiveLimit(cap);
      for (let nowMs = 0; nowMs < 20; nowMs++) limit.refused(nowMs, nowMs);
      assert.equal(limit.perMinute, lowest);
    }
  });

  it('grows by a twentieth of the cap in a minute of full use, and not without use', () => {
    const limit = new AdaptiveLimit(60);
    limit.refused(0, 0);
    for (let success = 0; success < 30; success++) limit.succeeded(0);
    assert.ok(Math.abs(limit.perMinute - 33) < 0.2, `${limit.perMinute}`);
  });
});
