/** An abort that follows another's, or comes by itself after a time, and leaves nothing behind at the other. */
import { strict as assert } from 'node:assert';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { abortAfter, linkedAbort } from '../../server/linked-abort.ts';
import { FakeClock } from '../support/fake-clock.ts';

describe('an abort that follows another', () => {
  it('is aborted with the reason of whichever comes first', () => {
    const outer = new AbortController();
    const [following, own] = [linkedAbort(outer.signal), linkedAbort(outer.signal)];
    own.abort('own');
    outer.abort('outer');
    assert.deepEqual([following.signal.reason, own.signal.reason], ['outer', 'own']);
    assert.equal(outer.signal.reason, 'outer');
  });

  it('is aborted from the start where the other already is', () => {
    assert.equal(linkedAbort(AbortSignal.abort('before')).signal.reason, 'before');
  });

  it('leaves nothing at the other once it is unlinked', () => {
    const outer = new AbortController();
    const linked = linkedAbort(outer.signal);
    linked.unlink();
    outer.abort();
    assert.equal(linked.signal.aborted, false);
    assert.equal(getEventListeners(outer.signal, 'abort').length, 0);
  });

  it('comes by itself when it takes longer, and never once it is unlinked', async () => {
    const clock = new FakeClock();
    const outer = new AbortController();
    const [late, done] = [abortAfter(clock, 100, 'late', outer.signal), abortAfter(clock, 100, 'late', outer.signal)];
    await clock.advance(99);
    assert.equal(late.signal.aborted, false);
    done.unlink();
    await clock.advance(1);
    assert.equal(late.signal.reason, 'late');
    assert.equal(done.signal.aborted, false);
    late.unlink();
    assert.equal(getEventListeners(outer.signal, 'abort').length, 0);
  });
});
