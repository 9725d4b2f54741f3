/** The breaker against cockatiel's, where the settings mean the same: consecutive failures, a fixed open time, probes one by one. */
import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll, isBrokenCircuitError } from 'cockatiel';
import fc from 'fast-check';
import { breakerSettings } from '../../../server/resilience/breaker-settings.ts';
import { CircuitBreaker } from '../../../server/resilience/circuit-breaker.ts';

type Step = { readonly attempt: 'succeeds' | 'fails' } | { readonly waitMs: number };

const openMs = 1_000;
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.constantFrom<Step>({ attempt: 'succeeds' }, { attempt: 'fails' }, { attempt: 'fails' }),
    fc.record({ waitMs: fc.oneof(fc.constantFrom(1, openMs - 1, openMs), fc.nat(2 * openMs)) }),
  ),
  { minLength: 20, maxLength: 120, size: 'max' },
);

const names = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'disabled',
};

/** What became of each attempt, and the state after it. cockatiel changes state only at an attempt, so it is asked there. */
function oursSays(sequence: readonly Step[], failures: number, successes: number): string[] {
  const overrides = { sustained: null, rate: null, rampUpMs: 0 };
  const breaker = new CircuitBreaker(breakerSettings({ failures, openMs, successes }, overrides));
  const seen: string[] = [];
  let nowMs = 0;
  for (const step of sequence) {
    if ('waitMs' in step) {
      nowMs += step.waitMs;
      continue;
    }
    const admission = breaker.admit(nowMs);
    if (!admission.admitted) seen.push('refused');
    else if (step.attempt === 'fails') breaker.fail(admission.lease, nowMs);
    else breaker.succeed(admission.lease, nowMs);
    seen.push(breaker.view(nowMs).state);
  }
  return seen;
}

async function theirsSays(sequence: readonly Step[], failures: number, successes: number): Promise<string[]> {
  const policy = circuitBreaker(handleAll, {
    halfOpenAfter: openMs,
    breaker: new ConsecutiveBreaker(failures),
    halfOpenSampling: { calls: successes, threshold: 0 },
  });
  const seen: string[] = [];
  for (const step of sequence) {
    if ('waitMs' in step) {
      mock.timers.setTime(Date.now() + step.waitMs);
      continue;
    }
    try {
      await policy.execute(() => (step.attempt === 'fails' ? Promise.reject(new Error('down')) : Promise.resolve()));
    } catch (error) {
      if (isBrokenCircuitError(error)) seen.push('refused');
    }
    seen.push(names[policy.state]);
  }
  return seen;
}

describe('circuit breaker against cockatiel', () => {
  it('goes through the same states under any sequence of successes, failures and clock steps', async () => {
    const failures = fc.integer({ min: 1, max: 6 });
    const successes = fc.integer({ min: 1, max: 5 });
    let trips = 0;
    await fc.assert(
      fc.asyncProperty(steps, failures, successes, async (sequence, failed, succeeded) => {
        mock.timers.enable({ apis: ['Date'], now: 1_000_000 });
        try {
          const theirs = await theirsSays(sequence, failed, succeeded);
          trips += theirs.filter((state) => state === 'open').length;
          assert.deepEqual(oursSays(sequence, failed, succeeded), theirs);
        } finally {
          mock.timers.reset();
        }
      }),
      { numRuns: 500 },
    );
    assert.ok(trips > 1_000, `the sequences must reach an open breaker often, did ${trips} times`);
  });
});
