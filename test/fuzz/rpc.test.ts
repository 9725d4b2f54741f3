/** Bytes onto the daemon's socket: an error to who sent them, and nothing to anybody else. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import fc from 'fast-check';
import { textMessage } from '../../protocol/message.ts';
import { methods } from '../../protocol/methods.ts';
import { FrameReader, FramingError, frame } from '../../server/rpc/framing.ts';
import { type OpenGateway, openGateway } from '../support/gateway.ts';
import { initialize, sendFrames } from '../support/raw-frames.ts';
import { openRpc, type RpcDoor } from '../support/rpc.ts';
import { assertClear, assertUnpolluted, fuzz } from './fuzz.ts';
import { anyJson, cuts, inPieces, mutated, mutatedJson } from './mutations.ts';

const secret = 'a-question-nobody-else-may-see';
const chat = {
  messages: [{ role: 'user', content: [{ type: 'text', text: secret }] }],
  tools: [{ name: 'look', parameters: { type: 'object' } }],
  maxOutputTokens: 20,
  vendor: { user: 'x' },
};
const origin = { command: 'explain', workspace: '/w', branch: 'main' };
/** Every method that answers by itself; `stop` would end the daemon by right. */
const calls: readonly unknown[] = [
  ['ask', { chat, origin, partialResultToken: 't', maxCostUsd: 1 }],
  ['preview', { chat, everyTarget: true }],
  ['explain', { requestId: 'r1' }],
  ['cancel', { requestId: 'r1' }],
  ['spend', { by: 'day', from: '2026-11-01T00:00:00.000Z' }],
  ['spendSeries', { unit: 'day', by: 'model' }],
  ['targetSeries', { unit: 'hour' }],
  ['rows', { limit: 5 }],
  ['requests', { limit: 5, before: '0' }],
  ['verify', {}],
  ['correct', { requestId: 'r1', attempt: 1, costUsd: '0.5', why: 'x', id: 'c1' }],
  ['status', {}],
  ['overview', {}],
  ['budgets', {}],
  ['subscribe', { on: true }],
  ['breaker', { action: 'reset', targets: ['m@a'] }],
  ['configure', { settings: { activeProfile: 'default', tracks: { x: { provider: 'sandbox' } } } }],
  ['provideSecrets', { secrets: { name: secret } }],
].map(([method, params], id) => ({ jsonrpc: '2.0', id, method: `dualtrack/${method}`, params }));

const internalError = -32603;

/** Bytes may announce more than they bring: then nothing is said, and this is waited for. */
const quietMs = 40;

describe('frames on the socket', () => {
  fuzz(
    'are read to their end, or refused in one sentence, however they are cut',
    'framing',
    fc.tuple(mutated([Buffer.concat(calls.map(frame)), initialize]), cuts),
    ([bytes, at]) => {
      const reader = new FrameReader(100_000);
      try {
        let read = 0;
        for (const piece of inPieces(bytes, at)) for (const body of reader.push(piece)) read += body.length;
        assert.ok(read <= bytes.length);
      } catch (error) {
        assert.ok(error instanceof FramingError, `${error}`);
        assertClear(error.message);
      }
    },
  );
});

describe('messages on the socket', { skip: process.platform === 'win32' }, () => {
  let gateway: OpenGateway;
  let door: RpcDoor;
  let socket: string;
  let asked = 0;
  before(async () => {
    gateway = await openGateway();
    const parts = { ...gateway, books: gateway.ledger.books };
    door = await openRpc(parts);
    socket = join(gateway.directory, 'rpc.sock');
  });
  after(async () => {
    await door.close();
    await gateway.close();
  });

  /** Another client is served as if nobody else were there. */
  async function assertOthersAreServed(): Promise<void> {
    await door.client.request(methods.configure, { settings: {} });
    await door.client.request(methods.breaker, { action: 'enable', targets: 'all' });
    asked += 1;
    const question = `question ${asked}`;
    const { text } = await door.client.request(methods.ask, { chat: { messages: [textMessage('user', question)] } });
    assert.ok(text.includes(`“${question}”`) && !text.includes(secret), text);
  }

  async function assertAnswered(pieces: readonly Buffer[]): Promise<void> {
    for (const { id, error } of await sendFrames(socket, pieces, quietMs)) {
      if (error === undefined) continue;
      assert.notEqual(error.code, internalError, `${id}: ${error.message}`);
      assertClear(error.message);
      assert.ok(!error.message.includes(secret), error.message);
    }
    assertUnpolluted();
    await assertOthersAreServed();
  }

  fuzz(
    'W2: of any parameters are answered or refused by field, and disturb nobody',
    'rpc',
    fc.array(fc.oneof(mutatedJson(calls, 3), anyJson), { minLength: 1, maxLength: 4 }),
    (messages) => assertAnswered([initialize, ...messages.map((message) => frame(message))]),
  );

  fuzz(
    'W2: of any bytes are refused, and disturb nobody',
    'rpc',
    fc.tuple(fc.boolean(), mutated([initialize, ...calls.map(frame), Buffer.concat(calls.map(frame))]), cuts),
    ([introduced, bytes, at]) => assertAnswered([...(introduced ? [initialize] : []), ...inPieces(bytes, at)]),
  );
});
