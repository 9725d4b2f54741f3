/** Waiting for a reader of the simulator that is slower than its upstream. */
import assert from 'node:assert/strict';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { it } from 'node:test';
import { drained } from '../../../server/sandbox/send-answer.ts';

it('F9: a reader that is waited for often leaves no listener behind, and one that goes ends the wait', async () => {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const listeners = () => response.listenerCount('drain') + response.listenerCount('close');
  const before = listeners();
  for (let index = 0; index < 20; index += 1) {
    const waited = drained(response);
    response.emit('drain');
    await waited;
  }
  assert.equal(listeners(), before);
  const gone = drained(response);
  response.emit('close');
  await assert.rejects(gone, /the client is gone/);
  assert.equal(listeners(), before);
});
