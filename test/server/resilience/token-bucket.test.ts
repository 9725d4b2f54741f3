/** Limits by the minute: what is promised of one bucket, as properties over any arrivals, and what single calls answer. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Permits, TokenBucket } from '../../../server/resilience/token-bucket.ts';

const minuteMs = 60_000;

interface Taken {
  readonly atMs: number;
  readonly amount: number;
}

function takePermits(bucket: TokenBucket, amount: number, nowMs: number): Permits {
  const take = bucket.take(amount, nowMs);
  assert.ok(take.result === 'taken', `not taken at ${nowMs}: ${JSON.stringify(take)}`);
  return take.permits;
}

function waitOf(bucket: TokenBucket, amount: number, nowMs: number): number {
  const take = bucket.take(amount, nowMs);
  assert.ok(take.result === 'wait', `no wait at ${nowMs}: ${take.result}`);
  return take.waitMs;
}

/** The most that any `windowMs` holds, wherever it begins; it is reached by one that begins with a taking. */
function fullestWindow(taken: readonly Taken[], windowMs: number): number {
  let fullest = 0;
  let sum = 0;
  let end = 0;
  for (const [start, first] of taken.entries()) {
    for (; end < taken.length && (taken[end]?.atMs ?? 0) < first.atMs + windowMs; end++) sum += taken[end]?.amount ?? 0;
    fullest = Math.max(fullest, sum);
    sum -= taken[start]?.amount ?? 0;
  }
  return fullest;
}

/** Takes `amounts` in turn as early as the bucket allows, for `forMs`. */
function saturate(bucket: TokenBucket, amounts: readonly number[], forMs: number): Taken[] {
  const taken: Taken[] = [];
  for (let nowMs = 0; nowMs < forMs; ) {
    const amount = amounts[taken.length % amounts.length] ?? 1;
    const take = bucket.take(amount, nowMs);
    if (take.result === 'taken') taken.push({ atMs: nowMs, amount });
    else nowMs += take.result === 'wait' ? take.waitMs : forMs;
  }
  return taken;
}

const total = (taken: readonly Taken[]) => taken.reduce((sum, { amount }) => sum + amount, 0);

describe('token bucket: the limit', () => {
  it('R2: 500 parallel acquires on 100 give exactly 100', async () => {
    const bucket = new TokenBucket(100);
    const takes = await Promise.all(Array.from({ length: 500 }, async () => bucket.take(1, 0).result));
    assert.equal(takes.filter((result) => result === 'taken').length, 100);
  });

  it('R1: no minute, wherever it begins, ever holds more than the limit', () => {
    const arrivals = fc.array(
      fc.tuple(
        fc.oneof(fc.constant(0), fc.nat(40), fc.nat(5_000), fc.constantFrom(59_999, 60_000)),
        fc.integer({ min: 1, max: 30 }),
      ),
      { minLength: 50, maxLength: 600, size: 'max' },
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), arrivals, (perMinute, steps) => {
        const bucket = new TokenBucket(perMinute);
        const taken: Taken[] = [];
        let nowMs = 0;
        for (const [stepMs, amount] of steps) {
          nowMs += stepMs;
          if (bucket.take(amount, nowMs).result === 'taken') taken.push({ atMs: nowMs, amount });
        }
        assert.ok(fullestWindow(taken, minuteMs) <= perMinute);
      }),
      { numRuns: 200 },
    );
  });

  it('R1: takes whatever is free: it refuses only what would fill some minute too full', () => {
    const arrivals = fc.array(fc.tuple(fc.nat(8_000), fc.integer({ min: 1, max: 5 })), { maxLength: 200 });
    fc.assert(
      fc.property(arrivals, (steps) => {
        const bucket = new TokenBucket(20);
        const taken: Taken[] = [];
        let nowMs = 0;
        for (const [stepMs, amount] of steps) {
          // Steps of at least a slot, so that every batch is one taking and the naive sum is exact.
          nowMs += stepMs + 50;
          const lastMinute = total(taken.filter(({ atMs }) => atMs + minuteMs > nowMs));
          const result = bucket.take(amount, nowMs).result;
          assert.equal(result, lastMinute + amount <= 20 ? 'taken' : 'wait');
          if (result === 'taken') taken.push({ atMs: nowMs, amount });
        }
      }),
    );
  });

  for (const [perMinute, amounts] of [
    [1, [1]],
    [60, [1]],
    [1_000, [1]],
    [1.6, [1]],
    [66.7, [1]],
    [0.8, [1]],
    [80_000, [731, 12, 400, 64, 799, 1]],
  ] as const) {
    it(`R1: steady demand gets 99 % of ${perMinute} a minute and never more over ten minutes`, () => {
      const taken = saturate(new TokenBucket(perMinute), amounts, 10 * minuteMs);
      const share = total(taken) / (10 * perMinute);
      // A limit that is no whole number is a share of one that is: the next whole number is the bound of any minute.
      assert.ok(share >= 0.99 && total(taken) <= 10 * Math.ceil(perMinute), `${share}`);
      assert.ok(fullestWindow(taken, minuteMs) <= Math.ceil(perMinute));
    });
  }

  it('R1: demand spread evenly is served evenly', () => {
    const bucket = new TokenBucket(60);
    for (let nowMs = 0; nowMs < 10 * minuteMs; nowMs += 1_000) takePermits(bucket, 1, nowMs);
  });

  it('R1: two bursts at a boundary do not add up', () => {
    const bucket = new TokenBucket(100);
    takePermits(bucket, 100, 59_900);
    assert.equal(waitOf(bucket, 1, 60_100), 59_800);
  });

  it('R1: a burst spread over less than a slot comes back with its last permit', () => {
    const bucket = new TokenBucket(2);
    takePermits(bucket, 1, 0);
    takePermits(bucket, 1, 40);
    assert.equal(waitOf(bucket, 1, 59_999), 41);
  });

  it('R1: keeps to 99 % when takings fall into the same slot all the time', () => {
    const bucket = new TokenBucket(6_000);
    let taken = 0;
    for (let nowMs = 0; nowMs < 10 * minuteMs; nowMs += 7) taken += bucket.take(1, nowMs).result === 'taken' ? 1 : 0;
    assert.ok(taken >= 59_400 && taken <= 60_000, `${taken}`);
  });

  it('a shorter period spreads the same limit', () => {
    const bucket = new TokenBucket(60, 5_000);
    takePermits(bucket, 5, 0);
    assert.equal(waitOf(bucket, 1, 0), 5_000);
    assert.ok(total(saturate(new TokenBucket(60, 5_000), [1], 10 * minuteMs)) >= 594);
  });
});

describe('token bucket: waits', () => {
  it('says exactly when an amount fits', () => {
    const bucket = new TokenBucket(100);
    takePermits(bucket, 60, 0);
    takePermits(bucket, 30, 10_000);
    assert.equal(waitOf(bucket, 11, 20_000), 40_000);
    assert.equal(waitOf(bucket, 71, 20_000), 50_000);
    takePermits(bucket, 10, 20_000);
  });

  it('property: after the wait it fits, and a millisecond before it does not', () => {
    const arrivals = fc.array(fc.tuple(fc.integer({ min: 50, max: 9_000 }), fc.integer({ min: 1, max: 20 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 20 }), (steps, amount) => {
        const bucket = new TokenBucket(20);
        let nowMs = 0;
        for (const [stepMs, each] of steps) {
          nowMs += stepMs;
          bucket.take(each, nowMs);
        }
        const refusal = bucket.check(amount, nowMs);
        if (refusal?.result !== 'wait') return;
        assert.equal(bucket.check(amount, nowMs + refusal.waitMs - 1)?.result, 'wait');
        assert.equal(bucket.check(amount, nowMs + refusal.waitMs), null);
      }),
    );
  });

  it('R4: refuses at once what would never fit', () => {
    const bucket = new TokenBucket(1_000);
    assert.deepEqual(bucket.take(1_001, 0), { result: 'too-large', capacity: 1_000 });
    takePermits(bucket, 1_000, 0);
  });

  it('R4: an estimate that is no number neither passes nor spoils the count', () => {
    const bucket = new TokenBucket(10);
    for (const amount of [Number.NaN, -1, Number.POSITIVE_INFINITY])
      assert.throws(() => bucket.take(amount, 0), RangeError);
    assert.equal(bucket.level(0).available, 10);
  });

  it('tells how full it is and when it is full again', () => {
    const bucket = new TokenBucket(10);
    assert.deepEqual(bucket.level(0), { capacity: 10, available: 10, fullInMs: 0 });
    takePermits(bucket, 3, 0);
    takePermits(bucket, 4, 10_000);
    assert.deepEqual(bucket.level(20_000), { capacity: 10, available: 3, fullInMs: 50_000 });
  });

  it('B3: asking takes nothing', () => {
    const bucket = new TokenBucket(10);
    assert.equal(bucket.check(10, 0), null);
    assert.equal(bucket.level(0).available, 10);
  });

  it('a safety factor that leaves 55.00000000000001 a minute means 55', () => {
    assert.equal(new TokenBucket(100 * 0.55).level(0).capacity, 55);
  });

  it('a lower limit counts what was taken under the higher one', () => {
    const bucket = new TokenBucket(60);
    takePermits(bucket, 30, 0);
    bucket.setLimit(20);
    assert.equal(bucket.level(1).available, 0);
    takePermits(bucket, 20, 60_000);
  });
});

describe('token bucket: reserve and reconcile', () => {
  it('R3: the difference returns once', () => {
    const bucket = new TokenBucket(100);
    const permits = takePermits(bucket, 80, 0);
    bucket.reconcile(permits, 30, 1_000);
    assert.equal(bucket.level(1_000).available, 70);
    bucket.reconcile(permits, 0, 1_000);
    bucket.giveBack(permits, 1_000);
    assert.equal(bucket.level(1_000).available, 70);
  });

  it('R3: what never left returns whole', () => {
    const bucket = new TokenBucket(100);
    bucket.giveBack(takePermits(bucket, 100, 0), 10);
    assert.equal(bucket.level(10).available, 100);
  });

  it('R3: what comes back after a minute comes back once only', () => {
    const bucket = new TokenBucket(100);
    const permits = takePermits(bucket, 80, 0);
    bucket.giveBack(permits, 60_000);
    takePermits(bucket, 100, 60_000);
    assert.equal(bucket.level(60_000).available, 0);
  });

  it('R3: use above the reservation is counted at once, even beyond the limit', () => {
    const bucket = new TokenBucket(100);
    bucket.reconcile(takePermits(bucket, 90, 0), 150, 30_000);
    assert.deepEqual(bucket.level(30_000), { capacity: 100, available: 0, fullInMs: 60_000 });
    assert.equal(waitOf(bucket, 10, 30_000), 30_000);
  });

  it('R3: agrees with a plain list of takings under any sequence of reserve, reconcile, give back and time', () => {
    fc.assert(
      fc.property(fc.commands(commandsOn(), { maxCommands: 120, size: 'max' }), (commands) => {
        fc.modelRun(
          () => ({ model: { nowMs: 0, entries: [] }, real: { bucket: new TokenBucket(100), permits: [] } }),
          commands,
        );
      }),
      { numRuns: 200 },
    );
  });
});

/** The bucket as a plain list: what was taken when, one entry a reservation, one more for use beyond it. */
interface Model {
  nowMs: number;
  entries: { atMs: number; amount: number; open: boolean; isReservation: boolean }[];
}
interface Real {
  readonly bucket: TokenBucket;
  readonly permits: Permits[];
}
type Command = fc.Command<Model, Real>;

function usedIn(model: Model): number {
  return total(model.entries.filter(({ atMs }) => atMs + minuteMs > model.nowMs));
}

function agree(model: Model, { bucket }: Real): void {
  assert.equal(bucket.level(model.nowMs).available, Math.max(0, 100 - usedIn(model)));
}

function commandsOn(): fc.Arbitrary<Command>[] {
  const pass = fc.oneof(fc.integer({ min: 50, max: 3_000 }), fc.constantFrom(30_000, 60_000)).map(
    (stepMs): Command => ({
      check: () => true,
      run: (model, real) => {
        model.nowMs += stepMs;
        agree(model, real);
      },
      toString: () => `pass ${stepMs} ms`,
    }),
  );
  const reserve = fc.integer({ min: 1, max: 60 }).map(
    (amount): Command => ({
      check: () => true,
      run: (model, real) => {
        // A slot apart from the last, so that each batch is one taking.
        model.nowMs += 50;
        const take = real.bucket.take(amount, model.nowMs);
        assert.equal(take.result, usedIn(model) + amount <= 100 ? 'taken' : 'wait');
        if (take.result === 'taken') {
          real.permits.push(take.permits);
          model.entries.push({ atMs: model.nowMs, amount, open: true, isReservation: true });
        }
        agree(model, real);
      },
      toString: () => `reserve ${amount}`,
    }),
  );
  const settle = fc.tuple(fc.nat(40), fc.integer({ min: 0, max: 80 })).map(
    ([which, used]): Command => ({
      check: () => true,
      run: (model, real) => {
        model.nowMs += 50;
        const reservations = model.entries.filter(({ isReservation }) => isReservation);
        const entry = reservations[which % Math.max(1, reservations.length)];
        const permits = real.permits[which % Math.max(1, reservations.length)];
        if (entry === undefined || permits === undefined) return;
        real.bucket.reconcile(permits, used, model.nowMs);
        if (entry.open && used <= entry.amount) entry.amount = used;
        else if (entry.open) {
          model.entries.push({ atMs: model.nowMs, amount: used - entry.amount, open: false, isReservation: false });
        }
        entry.open = false;
        agree(model, real);
      },
      toString: () => `settle #${which} with ${used}`,
    }),
  );
  return [reserve, reserve, settle, pass];
}

describe('token bucket: what the upstream says', () => {
  it('R7: believes an upstream that counts more than we do, until its reset', () => {
    const bucket = new TokenBucket(100);
    const permits = takePermits(bucket, 1, 0);
    bucket.believe({ remaining: 40, resetMs: 30_000 }, permits, 500);
    assert.equal(bucket.level(500).available, 40);
    takePermits(bucket, 40, 500);
    assert.equal(waitOf(bucket, 1, 500), 30_000);
    assert.equal(bucket.level(30_500).available, 59);
  });

  it('R7: nothing remaining means no request before the reset', () => {
    const bucket = new TokenBucket(100);
    bucket.believe({ remaining: 0, resetMs: 2_000 }, takePermits(bucket, 1, 0), 100);
    assert.equal(waitOf(bucket, 1, 100), 2_000);
    takePermits(bucket, 1, 2_100);
  });

  it('R1, R7: an upstream that counts less does not raise the limit', () => {
    const bucket = new TokenBucket(10);
    const permits = takePermits(bucket, 10, 0);
    bucket.believe({ remaining: 9_999, resetMs: 6 }, permits, 100);
    assert.equal(bucket.level(100).available, 0);
  });

  it('R7: what left after the attempt that is told about is not yet in its figure', () => {
    const bucket = new TokenBucket(100);
    const early = takePermits(bucket, 1, 0);
    takePermits(bucket, 30, 10);
    bucket.believe({ remaining: 50, resetMs: 60_000 }, early, 500);
    assert.equal(bucket.level(500).available, 20);
  });

  it('R7: an older figure that comes late changes nothing', () => {
    const bucket = new TokenBucket(100);
    const early = takePermits(bucket, 1, 0);
    const late = takePermits(bucket, 1, 10);
    bucket.believe({ remaining: 20, resetMs: 60_000 }, late, 500);
    bucket.believe({ remaining: 98, resetMs: 60_000 }, early, 600);
    assert.equal(bucket.level(600).available, 20);
  });
});
