/** A program of the same user that means harm, or is broken, on the daemon's socket: it harms itself alone. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { textMessage } from '../../protocol/message.ts';
import { methods } from '../../protocol/methods.ts';
import { frame, longestMessageBytes } from '../../server/rpc/framing.ts';
import { type OpenGateway, openGateway } from '../support/gateway.ts';
import { initialize, sendFrames } from '../support/raw-frames.ts';
import { openRpc, type RpcDoor } from '../support/rpc.ts';

describe('W2, F9: on the socket', { skip: process.platform === 'win32' }, () => {
  let gateway: OpenGateway;
  let door: RpcDoor;
  let path = '';
  const sockets: Socket[] = [];
  beforeEach(async () => {
    gateway = await openGateway();
    door = await openRpc(gateway);
    path = join(gateway.directory, 'rpc.sock');
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await door.close();
    await gateway.close();
  });

  const open = () =>
    new Promise<Socket>((resolve, reject) => {
      const socket = connect(path, () => resolve(socket));
      socket.on('error', reject);
      sockets.push(socket);
    });

  async function assertOthersAreServed(): Promise<void> {
    const chat = { messages: [textMessage('user', 'Still there?')] };
    const { complete } = await door.client.request(methods.ask, { chat });
    assert.equal(complete, true);
  }

  it('a cancellation that names no request is refused in words, and its connection goes on', async () => {
    const cancel = (params: object) => frame({ jsonrpc: '2.0', method: '$/cancelRequest', ...params });
    const pieces = [{}, { params: {} }, { params: { id: null } }, { params: { id: {} } }].map(cancel);
    const answers = await sendFrames(path, [initialize, ...pieces]);
    assert.equal(answers.filter(({ error }) => /must be the id of a request/.test(error?.message ?? '')).length, 4);
    assert.ok(answers.some(({ id, result }) => id === 'last' && result !== undefined));
  });

  it('who breaks the framing is ended, also when it does not end its own side', async () => {
    const socket = connect({ path, allowHalfOpen: true });
    sockets.push(socket);
    const ended = new Promise<string>((resolve) => {
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    });
    const refused = new Promise<void>((resolve) => socket.once('end', resolve));
    socket.resume().write(Buffer.concat([initialize, Buffer.from('no frame\r\n\r\n')]));
    await refused;
    const writing = setInterval(() => socket.write('more'), 50);
    assert.match(await ended, /EPIPE|ECONNRESET/);
    clearInterval(writing);
    await assertOthersAreServed();
  });

  it('a message that announces more than is allowed is refused before any of it has come', async () => {
    for (const length of [longestMessageBytes + 1, 10 ** 12]) {
      const [refusal] = await sendFrames(path, [Buffer.from(`Content-Length: ${length}\r\n\r\n`)]);
      assert.match(refusal?.error?.message ?? '', /must have at most \d+ bytes, got \d+/);
    }
    await assertOthersAreServed();
  });

  it('a header without end is refused after 4 KB', async () => {
    const [refusal] = await sendFrames(path, [Buffer.alloc(10_000_000, 'x')]);
    assert.match(refusal?.error?.message ?? '', /header must end within 4096 bytes/);
    await assertOthersAreServed();
  });

  it('values nested a million deep are refused in words, wherever they stand', async () => {
    const deep = `${'{"a":['.repeat(500_000)}${']}'.repeat(500_000)}`;
    const chat = '"messages":[{"role":"user","content":[{"type":"text","text":"x"}]}]';
    const places = [
      `"method":"dualtrack/ask","params":{"chat":{${chat},"vendor":{"x":${deep}}}}`,
      `"method":"dualtrack/ask","params":{"chat":{${chat},"tools":[{"name":"t","parameters":${deep}}]}}`,
      `"method":"dualtrack/preview","params":{"chat":{${chat},"vendor":{"response_format":${deep}}}}`,
      `"method":"dualtrack/configure","params":{"settings":{"tracks":${deep},"budgets":${deep}}}`,
      `"method":"dualtrack/provideSecrets","params":{"secrets":${deep}}`,
      `"method":"${'x'.repeat(1_000_000)}","params":${deep}`,
    ];
    for (const place of places) {
      const text = `{"jsonrpc":"2.0","id":1,${place}}`;
      const messages = await sendFrames(
        path,
        [initialize, Buffer.from(`Content-Length: ${text.length}\r\n\r\n${text}`)],
        5_000,
      );
      const answer = messages.find(({ id, error }) => id === 1 || (id === null && error !== undefined));
      assert.ok(answer?.error !== undefined, `${place.slice(0, 40)}: ${JSON.stringify(answer)}`);
      assert.notEqual(answer.error.code, -32603, `${place.slice(0, 40)}: ${answer.error.message}`);
      assert.ok(answer.error.message.length < 1_000);
    }
    await assertOthersAreServed();
  });

  it('one that asks and never reads is not read from any more, and fills no memory', async () => {
    const greedy = await open();
    greedy.write(initialize);
    greedy.pause();
    const request = frame({ jsonrpc: '2.0', id: 1, method: 'dualtrack/status', params: {} });
    let sent = 0;
    let isStuck = false;
    while (!isStuck && sent < 400_000) {
      for (let burst = 0; burst < 2_000; burst += 1) isStuck = !greedy.write(request);
      sent += 2_000;
      await new Promise((resolve) => setTimeout(resolve, 5));
      isStuck = greedy.writableLength > 2_000 * request.length;
    }
    assert.ok(isStuck, `${sent} requests were taken`);
    await assertOthersAreServed();
  });

  it('an introduction that lacks what the library takes on trust is answered all the same', async () => {
    for (const params of [
      '{}',
      '{"capabilities":null}',
      '{"capabilities":{"workspace":1},"initializationOptions":5}',
    ]) {
      const text = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":${params}}`;
      const messages = await sendFrames(path, [Buffer.from(`Content-Length: ${text.length}\r\n\r\n${text}`)]);
      const answer = messages.find(({ id }) => id === 1);
      assert.match(answer?.error?.message ?? '', /^initializationOptions/);
    }
    await assertOthersAreServed();
  });

  it('a hundred that say nothing keep nobody out', async () => {
    await Promise.all(Array.from({ length: 100 }, open));
    await assertOthersAreServed();
  });

  it('names of the language are names like others', async () => {
    const odd = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const params = (fields: string) => Buffer.from(`{"jsonrpc":"2.0","id":1,${fields}}`);
    const framed = (body: Buffer) => Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
    for (const name of odd) {
      const bodies = [
        `"method":"${name}","params":{}`,
        `"method":"dualtrack/provideSecrets","params":{"secrets":{"${name}":"x"}}`,
        `"method":"dualtrack/configure","params":{"settings":{"${name}":{"polluted":1},"tracks":{"${name}":{"provider":"sandbox"}}}}`,
        `"method":"dualtrack/explain","params":{"requestId":"${name}"}`,
        `"method":"dualtrack/spend","params":{"by":"client","${name}":{"polluted":1}}`,
      ];
      const messages = await sendFrames(path, [initialize, ...bodies.map((body) => framed(params(body)))]);
      for (const { error } of messages) assert.notEqual(error?.code, -32603, error?.message);
    }
    assert.equal(Reflect.get({}, 'polluted'), undefined);
    await door.client.request(methods.configure, { settings: {} });
    await assertOthersAreServed();
  });
});
