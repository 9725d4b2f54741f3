/** Circuit breakers as people see them and act on them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { methods } from '../../../protocol/methods.ts';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import { TrackLimiters } from '../../../server/pipeline/rate-limit.ts';
import { RequestError } from '../../../server/request-error.ts';
import { Breakers } from '../../../server/resilience/breakers.ts';
import { actOnBreakers, breakerStatuses, limitStatuses } from '../../../server/rpc/breakers.ts';
import { tracksNamed } from '../../support/configuration.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function arrange() {
  const clock = new FakeClock('2026-11-22T12:00:00.000Z');
  const breakers = new Breakers();
  const parts = {
    clock,
    breakers,
    limiters: new TrackLimiters(clock),
    configuration: createConfigurationStore(tracksNamed(['a', 'b'])),
  };
  /** Trips the breaker of `m@a` as five timeouts would. */
  const trip = () => {
    const breaker = breakers.of('m@a', { failures: 5, openMs: 30_000, successes: 2 });
    for (let failure = 0; failure < 5; failure += 1) {
      const admission = breaker.admit(clock.monotonicMs());
      if (admission.admitted) breaker.fail(admission.lease, clock.monotonicMs());
    }
  };
  return { ...parts, parts, trip };
}

describe('circuit breakers for people', () => {
  it('are told with the time of day of their last trip and the time until the next probe', async () => {
    const { clock, parts, trip } = arrange();
    assert.deepEqual(breakerStatuses(parts), []);
    trip();
    await clock.advance(10_000);
    assert.deepEqual(breakerStatuses(parts), [
      {
        target: 'm@a',
        state: 'open',
        failuresInARow: 0,
        reopensInMs: 20_000,
        trips: 1,
        lastTrip: { at: '2026-11-22T12:00:00.000Z', reason: 'failures-in-a-row' },
        recentTrips: [{ at: '2026-11-22T12:00:00.000Z', reason: 'failures-in-a-row' }],
      },
    ]);
  });

  it('are not told of targets and tracks that are configured no more, and told again when they come back', async () => {
    const { parts: others, trip } = arrange();
    const configuration = createConfigurationStore(null);
    configuration.configure(tracksNamed(['a', 'b']));
    const parts = { ...others, configuration };
    const { limiters } = parts;
    const track = configuration.current().tracks.get('a');
    assert.ok(track);
    trip();
    const demand = { client: 'one', tokens: 1, maxWaitMs: 0, signal: new AbortController().signal };
    const grant = await limiters.of(track).acquire(demand);
    configuration.configure(tracksNamed(['b']));
    assert.deepEqual(breakerStatuses(parts), []);
    assert.deepEqual(
      limitStatuses(parts).map(({ running }) => running),
      [1],
    );
    grant.end(1);
    assert.deepEqual(limitStatuses(parts), []);
    configuration.configure(tracksNamed(['a', 'b']));
    assert.deepEqual(
      breakerStatuses(parts).map(({ target, state }) => [target, state]),
      [['m@a', 'open']],
    );
    assert.equal(limitStatuses(parts).length, 1);
  });

  it('close on reset, are probed on demand, are held out and put back', () => {
    const { parts, trip } = arrange();
    trip();
    const act = (action: Parameters<typeof actOnBreakers>[1]) =>
      actOnBreakers(parts, action, ['m@a']).map(({ state, done }) => [state, done])[0];
    assert.deepEqual(act('probe'), ['half-open', true]);
    assert.deepEqual(act('reset'), ['closed', true]);
    assert.deepEqual(act('disable'), ['disabled', true]);
    assert.deepEqual(act('reset'), ['disabled', false]);
    assert.deepEqual(act('probe'), ['disabled', false]);
    assert.deepEqual(act('enable'), ['closed', true]);
  });

  it('a reset ends the pause that the upstream asked for', async () => {
    const { parts } = arrange();
    const track = parts.configuration.current().tracks.get('a');
    assert.ok(track);
    const demand = { client: 'one', tokens: 1, maxWaitMs: 0, signal: new AbortController().signal };
    (await parts.limiters.of(track).acquire(demand)).refused(60_000);
    await assert.rejects(parts.limiters.of(track).acquire(demand), /asked for a pause/);
    actOnBreakers(parts, 'reset', ['m@a']);
    await parts.limiters.of(track).acquire(demand);
  });

  it('an unknown target is refused before any other is touched', () => {
    const { parts } = arrange();
    assert.throws(
      () => actOnBreakers(parts, 'disable', ['m@a', 'x@a']),
      (error) => error instanceof RequestError && error.kind === 'no-such-model' && error.message.includes('got "x@a"'),
    );
    assert.deepEqual(breakerStatuses(parts), []);
  });

  it('all means every target of the configuration', () => {
    const { parts } = arrange();
    const acted = actOnBreakers(parts, 'disable', 'all').map(({ target }) => target);
    assert.ok(['m@a', 'm@b', 'gpt-4.1@sandbox'].every((target) => acted.includes(target)));
  });

  it('a name longer than any target has is refused by its length, so that no message repeats it', () => {
    const params = (name: string) => methods.breaker.params.safeParse({ action: 'reset', targets: [name] }).success;
    assert.equal(params('m@a'), true);
    assert.equal(params('x'.repeat(5_000)), false);
  });
});
