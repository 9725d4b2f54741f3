/** Subscribing to the overview: once a connection, and nothing stays behind. */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import type { Caller } from '../../../server/rpc/handler.ts';
import { createSubscriptions } from '../../../server/rpc/subscriptions.ts';

function arranged() {
  let listening = 0;
  const { handler, tellStopped } = createSubscriptions({
    subscribe() {
      listening += 1;
      return () => {
        listening -= 1;
      };
    },
  });
  const connection = new AbortController();
  const told: string[] = [];
  const caller: Caller = {
    connectionId: 1,
    identity: { kind: 'test', name: 'test', version: '0.0.0', protocolVersion: 1 },
    signal: new AbortController().signal,
    connectionSignal: connection.signal,
    sendProgress: async () => {},
    notify: async ({ name }) => void told.push(name),
  };
  return {
    subscribe: (on: boolean) => handler.handle({ on }, caller),
    tellStopped,
    told,
    connection,
    listening: () => listening,
    kept: () => getEventListeners(connection.signal, 'abort').length,
  };
}

describe('a subscription', () => {
  it('leaves nothing behind, however often it is switched on and off', async () => {
    const { subscribe, listening, kept } = arranged();
    for (let round = 0; round < 20; round += 1) {
      await subscribe(true);
      await subscribe(true);
      assert.deepEqual([listening(), kept()], [1, 1]);
      await subscribe(false);
      assert.deepEqual([listening(), kept()], [0, 0]);
    }
  });

  it('ends with its connection', async () => {
    const { subscribe, connection, listening, tellStopped, told } = arranged();
    await subscribe(true);
    connection.abort();
    assert.equal(listening(), 0);
    tellStopped();
    assert.deepEqual(told, []);
  });
});
