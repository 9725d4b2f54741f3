/** The circuit breaker's states, one behaviour a sentence, on a clock made of numbers. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type BreakerSettings, breakerSettings } from '../../../server/resilience/breaker-settings.ts';
import { CircuitBreaker, type Lease, type Refusal } from '../../../server/resilience/circuit-breaker.ts';

const policy = { failures: 5, openMs: 30_000, successes: 2 };
const settings = breakerSettings(policy);

function admitted(breaker: CircuitBreaker, nowMs: number): Lease {
  const admission = breaker.admit(nowMs);
  assert.ok(admission.admitted, `refused at ${nowMs}: ${JSON.stringify(admission)}`);
  return admission.lease;
}

function refused(breaker: CircuitBreaker, nowMs: number): Refusal {
  const admission = breaker.admit(nowMs);
  assert.ok(!admission.admitted, `admitted at ${nowMs}`);
  return admission;
}

function fail(breaker: CircuitBreaker, times: number, nowMs: number): void {
  for (let time = 0; time < times; time++) breaker.fail(admitted(breaker, nowMs), nowMs);
}

function succeed(breaker: CircuitBreaker, times: number, nowMs: number): void {
  for (let time = 0; time < times; time++) breaker.succeed(admitted(breaker, nowMs), nowMs);
}

function tripped(overrides: Partial<BreakerSettings> = {}): CircuitBreaker {
  const breaker = new CircuitBreaker(breakerSettings(policy, overrides));
  fail(breaker, 5, 0);
  return breaker;
}

describe('circuit breaker: tripping', () => {
  it('C5: opens at the fifth failure in a row, not at the fourth', () => {
    const breaker = new CircuitBreaker(settings);
    fail(breaker, 4, 0);
    assert.equal(breaker.view(0).state, 'closed');
    fail(breaker, 1, 0);
    assert.deepEqual(breaker.view(0), {
      state: 'open',
      reopensAtMs: 30_000,
      trips: 1,
      lastTrip: { atMs: 0, reason: 'failures-in-a-row' },
    });
  });

  it('C5: one failure of one does not trip it, however long ago', () => {
    const breaker = new CircuitBreaker(settings);
    fail(breaker, 1, 0);
    assert.equal(breaker.view(1_000_000).state, 'closed');
    fail(breaker, 1, 1_000_000);
    assert.equal(breaker.view(1_000_000).state, 'closed');
  });

  it('a success ends the run of failures', () => {
    const breaker = new CircuitBreaker(settings);
    fail(breaker, 4, 0);
    succeed(breaker, 1, 0);
    fail(breaker, 4, 0);
    assert.equal(breaker.view(0).state, 'closed');
  });

  it('C1: opens at the third failure in a row when the first is a fifth of the open time ago', () => {
    for (const [lastAtMs, state] of [
      [5_999, 'closed'],
      [6_000, 'open'],
    ] as const) {
      const breaker = new CircuitBreaker(settings);
      fail(breaker, 1, 0);
      fail(breaker, 1, 3_000);
      fail(breaker, 1, lastAtMs);
      assert.equal(breaker.view(lastAtMs).state, state);
    }
  });

  it('C5: opens when half of at least twenty attempts fail, without any run', () => {
    const breaker = new CircuitBreaker(settings);
    for (let pair = 0; pair < 9; pair++) {
      succeed(breaker, 1, pair * 100);
      fail(breaker, 1, pair * 100);
    }
    succeed(breaker, 1, 1_000);
    assert.equal(breaker.view(1_000).state, 'closed', '9 of 19 are neither enough nor half');
    fail(breaker, 1, 1_000);
    assert.deepEqual(breaker.view(1_000).lastTrip, { atMs: 1_000, reason: 'failure-rate' });
  });

  it('C5: forgets what is older than the window of the rate', () => {
    const breaker = new CircuitBreaker(settings);
    for (let pair = 0; pair < 9; pair++) {
      succeed(breaker, 1, 0);
      fail(breaker, 1, 0);
    }
    for (let pair = 0; pair < 9; pair++) {
      succeed(breaker, 1, 60_000);
      fail(breaker, 1, 60_000);
    }
    assert.equal(breaker.view(60_000).state, 'closed');
  });

  it('the preset seed of 5, 30 s, 5 closes at the fifth success', () => {
    const breaker = new CircuitBreaker(breakerSettings({ failures: 5, openMs: 30_000, successes: 5 }));
    fail(breaker, 5, 0);
    succeed(breaker, 4, 30_000);
    assert.equal(breaker.view(30_000).state, 'half-open');
    succeed(breaker, 1, 30_000);
    assert.equal(breaker.view(30_000).state, 'closed');
  });
});

describe('circuit breaker: open', () => {
  it('refuses at once with the instant it reopens', () => {
    assert.deepEqual(refused(tripped(), 29_999), { admitted: false, reason: 'open', retryAtMs: 30_000 });
  });

  it('C6: is half-open when asked at the end of the open time, without a timer', () => {
    const breaker = tripped();
    assert.deepEqual([breaker.view(29_999).state, breaker.view(30_000).state], ['open', 'half-open']);
  });

  it('does not grow its open time unless asked', () => {
    const breaker = tripped();
    let atMs = 0;
    for (let trip = 0; trip < 5; trip++) {
      assert.equal(refused(breaker, atMs).retryAtMs, atMs + 30_000);
      atMs += 30_000;
      fail(breaker, 1, atMs);
    }
  });

  it('grows its open time with each trip until recovery is complete, up to the longest', () => {
    const breaker = tripped({ growth: 2, maxOpenMs: 100_000, rampUpMs: 10_000 });
    let atMs = 0;
    for (const openMs of [30_000, 60_000, 100_000, 100_000]) {
      assert.equal(refused(breaker, atMs).retryAtMs, atMs + openMs);
      atMs += openMs;
      fail(breaker, 1, atMs);
    }
    atMs += 100_000;
    succeed(breaker, 2, atMs);
    fail(breaker, 5, atMs);
    assert.equal(refused(breaker, atMs).retryAtMs, atMs + 100_000, 'tripped again while ramping up');
    atMs += 100_000;
    succeed(breaker, 2, atMs);
    atMs += 10_000;
    fail(breaker, 5, atMs);
    assert.equal(refused(breaker, atMs).retryAtMs, atMs + 30_000, 'was well in between');
  });
});

describe('circuit breaker: half-open', () => {
  it('C1: lets one probe through and refuses the rest until it reports', () => {
    const breaker = tripped();
    const probe = admitted(breaker, 30_000);
    assert.deepEqual(refused(breaker, 30_000), { admitted: false, reason: 'probing', retryAtMs: 60_000 });
    breaker.succeed(probe, 30_500);
    admitted(breaker, 30_500);
    refused(breaker, 30_500);
  });

  it('closes after two successful probes', () => {
    const breaker = tripped();
    succeed(breaker, 1, 30_000);
    assert.equal(breaker.view(30_000).state, 'half-open');
    succeed(breaker, 1, 30_000);
    assert.equal(breaker.view(30_000).state, 'closed');
  });

  it('opens again for the whole time when a probe fails, whatever came before', () => {
    const breaker = tripped();
    succeed(breaker, 1, 30_000);
    fail(breaker, 1, 31_000);
    assert.deepEqual(breaker.view(31_000), {
      state: 'open',
      reopensAtMs: 61_000,
      trips: 2,
      lastTrip: { atMs: 31_000, reason: 'probe-failed' },
    });
    succeed(breaker, 1, 61_000);
    assert.equal(breaker.view(61_000).state, 'half-open', 'successes are counted anew');
  });

  it('C3: an aborted probe counts for neither side and frees its place', () => {
    const breaker = tripped();
    succeed(breaker, 1, 30_000);
    breaker.ignore(admitted(breaker, 30_000));
    assert.deepEqual(breaker.view(30_000), {
      state: 'half-open',
      successes: 1,
      probing: false,
      trips: 1,
      lastTrip: { atMs: 0, reason: 'failures-in-a-row' },
    });
    succeed(breaker, 1, 30_000);
    assert.equal(breaker.view(30_000).state, 'closed');
  });

  it('C1: a lost probe holds others off for its lease and no longer', () => {
    const breaker = tripped();
    const lost = admitted(breaker, 30_000);
    refused(breaker, 59_999);
    const next = admitted(breaker, 60_000);
    breaker.fail(lost, 60_001);
    assert.equal(breaker.view(60_001).state, 'half-open', 'the lost one was replaced');
    breaker.succeed(next, 60_002);
    succeed(breaker, 1, 60_002);
    assert.equal(breaker.view(60_002).state, 'closed');
  });

  it('the last word of an expired probe still counts while no other has taken its place', () => {
    const breaker = tripped();
    const slow = admitted(breaker, 30_000);
    breaker.fail(slow, 65_000);
    assert.equal(breaker.view(65_000).state, 'open');
  });

  it('hears no attempt that was admitted before the trip', () => {
    const breaker = new CircuitBreaker(settings);
    const early = [1, 2, 3].map(() => admitted(breaker, 0));
    fail(breaker, 5, 0);
    const probe = admitted(breaker, 30_000);
    for (const lease of early.slice(0, 2)) breaker.succeed(lease, 30_000);
    assert.equal(breaker.view(30_000).state, 'half-open');
    for (const lease of early.slice(2)) breaker.fail(lease, 30_000);
    assert.equal(breaker.view(30_000).state, 'half-open');
    breaker.ignore(early[0] ?? probe);
    refused(breaker, 30_000);
    breaker.succeed(probe, 30_000);
    const view = breaker.view(30_000);
    assert.ok(view.state === 'half-open' && view.successes === 1);
  });

  it('hears no attempt from before the trip when it has closed again', () => {
    const breaker = new CircuitBreaker(settings);
    const early = Array.from({ length: 10 }, () => admitted(breaker, 0));
    fail(breaker, 5, 0);
    succeed(breaker, 2, 30_000);
    for (const lease of early) breaker.fail(lease, 30_000);
    const view = breaker.view(30_000);
    assert.ok(view.state === 'closed' && view.failuresInARow === 0);
  });

  it('hears only the first word on a probe', () => {
    const breaker = tripped();
    const probe = admitted(breaker, 30_000);
    breaker.succeed(probe, 30_000);
    breaker.succeed(probe, 30_000);
    breaker.fail(probe, 30_000);
    breaker.ignore(probe);
    const view = breaker.view(30_000);
    assert.ok(view.state === 'half-open' && view.successes === 1);
  });
});

describe('circuit breaker: ramp-up', () => {
  function recovered(): CircuitBreaker {
    const breaker = tripped();
    succeed(breaker, 2, 30_000);
    return breaker;
  }

  it('C6: requests that come one by one are never refused after closing', () => {
    const breaker = recovered();
    for (let nowMs = 30_000; nowMs < 41_000; nowMs += 10) succeed(breaker, 1, nowMs);
    assert.equal(breaker.view(41_000).state, 'closed');
  });

  it('C6: a crowd is let through in growing numbers', () => {
    const breaker = recovered();
    const waves: number[] = [];
    for (let wave = 0; wave < 5; wave++) {
      const nowMs = 30_000 + wave * 100;
      const crowd = Array.from({ length: 100 }, () => breaker.admit(nowMs));
      const leases = crowd.flatMap((admission) => (admission.admitted ? [admission.lease] : []));
      waves.push(leases.length);
      for (const lease of leases) breaker.succeed(lease, nowMs + 50);
    }
    assert.deepEqual(waves, [2, 4, 8, 16, 32]);
    assert.equal(breaker.view(30_500).state, 'closed');
  });

  it('C6: the ramp ends after a third of the open time, whatever became of its leases', () => {
    const breaker = recovered();
    admitted(breaker, 30_000);
    admitted(breaker, 30_000);
    assert.deepEqual(refused(breaker, 39_999), { admitted: false, reason: 'ramping-up', retryAtMs: 40_000 });
    for (let request = 0; request < 100; request++) admitted(breaker, 40_000);
  });

  it('an ignored attempt frees its place in the ramp without widening it', () => {
    const breaker = recovered();
    const leases = [admitted(breaker, 30_000), admitted(breaker, 30_000)];
    for (const lease of leases) breaker.ignore(lease);
    admitted(breaker, 30_000);
    admitted(breaker, 30_000);
    refused(breaker, 30_000);
  });
});

describe('circuit breaker: by hand', () => {
  it('a reset closes it with a clean slate', () => {
    const breaker = tripped();
    assert.equal(breaker.reset(), true);
    fail(breaker, 4, 1);
    const view = breaker.view(1);
    assert.ok(view.state === 'closed' && view.failuresInARow === 4 && !view.rampingUp);
  });

  it('forced half-open lets one probe through at once', () => {
    const breaker = tripped();
    assert.equal(breaker.forceHalfOpen(), true);
    admitted(breaker, 1);
    refused(breaker, 1);
  });

  it('held out of service it refuses without end, and only enabling puts it back', () => {
    const breaker = new CircuitBreaker(settings);
    const before = admitted(breaker, 0);
    breaker.disable();
    breaker.succeed(before, 1);
    assert.deepEqual([breaker.reset(), breaker.forceHalfOpen()], [false, false]);
    assert.deepEqual(refused(breaker, 10 ** 9), { admitted: false, reason: 'disabled', retryAtMs: null });
    breaker.enable();
    admitted(breaker, 10 ** 9);
  });

  it('takes other settings without forgetting what it saw', () => {
    const breaker = new CircuitBreaker(settings);
    fail(breaker, 2, 0);
    breaker.configure(breakerSettings({ failures: 3, openMs: 1_000, successes: 1 }));
    fail(breaker, 1, 0);
    assert.equal(refused(breaker, 0).retryAtMs, 1_000);
    succeed(breaker, 1, 1_000);
    assert.equal(breaker.view(1_000).state, 'closed');
  });
});

describe('circuit breaker: whatever happens', () => {
  it('C1: property: half-open never has two live probes, and none waits longer than open time and lease', () => {
    type Step = { readonly do: 'ask' | 'succeed' | 'fail' | 'ignore'; readonly which: number; readonly stepMs: number };
    const step: fc.Arbitrary<Step> = fc.record({
      do: fc.constantFrom('ask', 'ask', 'succeed', 'fail', 'fail', 'ignore'),
      which: fc.nat(20),
      stepMs: fc.oneof(fc.constant(0), fc.nat(500), fc.nat(40_000)),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const breaker = new CircuitBreaker(settings);
        const running: Lease[] = [];
        let nowMs = 0;
        let probe: { lease: Lease; atMs: number } | null = null;
        for (const { do: what, which, stepMs } of steps) {
          nowMs += stepMs;
          const lease = running[which % Math.max(1, running.length)];
          if (what === 'ask') {
            const wasHalfOpen = breaker.view(nowMs).state === 'half-open';
            const admission = breaker.admit(nowMs);
            if (!admission.admitted) {
              assert.ok(admission.retryAtMs !== null && admission.retryAtMs > nowMs);
              assert.ok(admission.retryAtMs <= nowMs + 30_000);
              continue;
            }
            running.push(admission.lease);
            if (!wasHalfOpen) continue;
            const isLive = probe !== null && running.includes(probe.lease) && probe.lease.term === admission.lease.term;
            assert.ok(!isLive || nowMs - (probe?.atMs ?? 0) >= 30_000, 'two live probes');
            probe = { lease: admission.lease, atMs: nowMs };
          } else if (lease !== undefined) {
            running.splice(running.indexOf(lease), 1);
            if (what === 'succeed') breaker.succeed(lease, nowMs);
            if (what === 'fail') breaker.fail(lease, nowMs);
            if (what === 'ignore') breaker.ignore(lease);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
