/** When a daemon ends: nobody uses it, it is asked to, its folder is gone, or a newer one is there. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLifecycle, finishWithinMs } from '../../../server/daemon/lifecycle.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function arrange(idleMs: number | null = 90_000) {
  const clock = new FakeClock();
  const state = { clients: 0, running: 0, cancelled: 0, hasPlace: true, ended: [] as string[] };
  const lifecycle = createLifecycle({
    clock,
    idleMs,
    connectedClients: () => state.clients,
    runningRequests: () => state.running,
    cancelRequests: () => {
      state.cancelled += 1;
    },
    hasPlace: () => state.hasPlace,
    end: (reason) => state.ended.push(reason),
  });
  const now = async (clients: number, running: number) => {
    Object.assign(state, { clients, running });
    lifecycle.changed();
    await clock.advance(0);
  };
  return { clock, state, lifecycle, now };
}

describe('W5: a daemon that nobody uses', () => {
  it('ends its idle time after the last client has left', async () => {
    const { clock, state, now } = arrange();
    await now(1, 0);
    await clock.advance(1_000_000);
    await now(0, 0);
    await clock.advance(89_999);
    assert.deepEqual(state.ended, []);
    await clock.advance(1);
    assert.deepEqual(state.ended, ['idle for 90000 ms']);
    assert.equal(clock.pending, 0);
  });

  it('ends too when nobody ever came', async () => {
    const { clock, state, now } = arrange();
    await now(0, 0);
    await clock.advance(90_000);
    assert.equal(state.ended.length, 1);
  });

  it('stays when someone comes back in time, and counts from their leaving', async () => {
    const { clock, state, now } = arrange();
    await now(0, 0);
    await clock.advance(80_000);
    await now(1, 0);
    await clock.advance(80_000);
    await now(0, 0);
    await clock.advance(80_000);
    assert.deepEqual(state.ended, []);
    await clock.advance(10_000);
    assert.equal(state.ended.length, 1);
  });

  it('stays while a request runs that no client waits for', async () => {
    const { clock, state, now } = arrange();
    await now(0, 1);
    await clock.advance(500_000);
    assert.deepEqual(state.ended, []);
  });

  it('never ends by idleness in the foreground', async () => {
    const { clock, state, now } = arrange(null);
    await now(0, 0);
    await clock.advance(10_000_000);
    assert.deepEqual(state.ended, []);
  });
});

describe('a daemon that is asked to stop', () => {
  it('takes no more requests and ends when the last one has', async () => {
    const { clock, state, lifecycle, now } = arrange();
    await now(1, 1);
    lifecycle.stop();
    await clock.advance(1_000);
    // By then it has ended in any case.
    assert.throws(() => lifecycle.admit(), { kind: 'shed', retryAfterMs: finishWithinMs - 1_000 });
    assert.deepEqual(state.ended, []);
    await now(1, 0);
    assert.deepEqual(state.ended, ['asked to stop']);
    assert.equal(state.cancelled, 0);
    assert.equal(clock.pending, 0);
  });

  it('ends at once, after its answer, when nothing runs', async () => {
    const { clock, state, lifecycle, now } = arrange();
    await now(1, 0);
    lifecycle.stop();
    assert.deepEqual(state.ended, []);
    await clock.advance(0);
    assert.equal(state.ended.length, 1);
  });

  it('cancels what does not finish in time, lets it be booked, and ends', async () => {
    const { clock, state, lifecycle, now } = arrange();
    await now(1, 1);
    lifecycle.stop();
    await clock.advance(finishWithinMs);
    assert.equal(state.cancelled, 1);
    assert.deepEqual(state.ended, []);
    await now(1, 0);
    assert.equal(state.ended.length, 1);
  });

  it('ends even when a cancelled request never settles', async () => {
    const { clock, state, lifecycle, now } = arrange();
    await now(1, 1);
    lifecycle.stop();
    await clock.advance(finishWithinMs + 2_000);
    assert.equal(state.ended.length, 1);
  });
});

describe('a daemon whose data directory is gone', () => {
  it('L3: takes not one more request, lets those finish that run, and ends', async () => {
    const { state, lifecycle, now } = arrange();
    await now(1, 1);
    lifecycle.admit();
    state.hasPlace = false;
    assert.throws(() => lifecycle.admit(), { kind: 'shed' });
    assert.deepEqual(state.ended, []);
    await now(1, 0);
    assert.equal(state.ended.length, 1);
  });
});

describe('W4: a daemon that makes way for a newer one', () => {
  it('refuses and cuts nothing, and ends at the first moment in which nothing runs', async () => {
    const { clock, state, lifecycle, now } = arrange();
    await now(2, 1);
    lifecycle.handOver();
    await clock.advance(100_000);
    lifecycle.admit();
    await now(2, 2);
    await now(2, 1);
    assert.deepEqual(state.ended, []);
    await now(2, 0);
    assert.deepEqual(state.ended, ['made way for a newer daemon']);
    assert.equal(state.cancelled, 0);
  });

  it('can still be told to stop', async () => {
    const { state, lifecycle, now } = arrange();
    await now(1, 1);
    lifecycle.handOver();
    lifecycle.stop();
    assert.throws(() => lifecycle.admit(), { kind: 'shed' });
    await now(1, 0);
    assert.equal(state.ended.length, 1);
  });
});
