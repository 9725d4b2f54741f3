import { strict as assert } from 'node:assert';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { linkedAbort } from '../../server/linked-abort.ts';

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
});
