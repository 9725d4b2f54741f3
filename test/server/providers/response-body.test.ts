/** The body of an answer between undici and its reader: order, ends, and a host that is held back. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ResponseBody } from '../../../server/providers/response-body.ts';

describe('the body of an answer', () => {
  const piece = (bytes: number) => new Uint8Array(bytes);

  function filled() {
    const told: string[] = [];
    const body = new ResponseBody({
      pause: () => told.push('pause'),
      resume: () => told.push('resume'),
      abort: (reason) => {
        told.push('abort');
        body.finish(reason);
      },
    });
    return { body, told };
  }

  it('gives the pieces in their order, also those that were waited for, and then its end', async () => {
    const { body } = filled();
    body.push(piece(1));
    body.push(piece(2));
    assert.deepEqual(
      [(await body.next()).value?.length, (await body.next()).value?.length],
      [1, 2],
      'what came before it was asked for',
    );
    const waitedFor = body.next();
    body.push(piece(3));
    assert.equal((await waitedFor).value?.length, 3);
    const end = body.next();
    body.finish(null);
    assert.equal((await end).done, true);
    assert.equal((await body.next()).done, true);
  });

  it('F1: what came before a cut is read, and then the error is told', async () => {
    const { body } = filled();
    body.push(piece(1));
    body.finish(new Error('cut'));
    assert.equal((await body.next()).value?.length, 1);
    await assert.rejects(body.next(), /cut/);
  });

  it('F1: a cut is told to whoever waits', async () => {
    const { body } = filled();
    const next = body.next();
    body.finish(new Error('cut'));
    await assert.rejects(next, /cut/);
  });

  it('F9: holds the host back while much is unread, and lets it go on once that is read', async () => {
    const { body, told } = filled();
    body.push(piece(40 * 1024));
    assert.deepEqual(told, []);
    body.push(piece(40 * 1024));
    assert.deepEqual(told, ['pause']);
    await body.next();
    assert.deepEqual(told, ['pause', 'resume']);
  });

  it('a rest that is not wanted lets the host go on, so that the connection can serve again', () => {
    const { body, told } = filled();
    body.push(piece(80 * 1024));
    body.discard();
    body.push(piece(80 * 1024));
    assert.deepEqual(told, ['pause', 'resume']);
    let ended = false;
    body.whenEnded(() => {
      ended = true;
    });
    body.finish(null);
    assert.ok(ended);
  });

  it('an end in the middle ends the exchange, and one after its end changes nothing', () => {
    const { body, told } = filled();
    body.destroy();
    body.destroy();
    assert.deepEqual(told, ['abort']);
  });
});
