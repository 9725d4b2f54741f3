/** A daemon process and those who connect to it: what one of them does touches no other. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { DaemonConnection } from '../../client/connection.ts';
import { connectStreams } from '../../client/join.ts';
import { methods } from '../../protocol/methods.ts';
import { productVersion, protocolVersion } from '../../protocol/version.ts';
import { FrameReader, frame } from '../../server/rpc/framing.ts';
import { Lab, question, until, upstreamKey } from './lab.ts';

const identity = { kind: 'test' as const, name: 'raw', version: productVersion, protocolVersion };
const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { processId: null, rootUri: null, capabilities: {}, initializationOptions: identity },
};

interface Reply {
  readonly id: number | null;
  readonly error?: { readonly code: number; readonly message: string };
  readonly result?: unknown;
}

/** The next message on a raw socket. */
function replies(socket: Socket): () => Promise<Reply> {
  const reader = new FrameReader();
  const waiting: Reply[] = [];
  socket.on('data', (chunk) => {
    for (const body of reader.push(chunk)) waiting.push(JSON.parse(body.toString()));
    socket.emit('reply');
  });
  return async () => {
    while (waiting.length === 0) await once(socket, 'reply');
    const [reply] = waiting.splice(0, 1);
    if (reply === undefined) throw new Error('no reply');
    return reply;
  };
}

function residentMegabytes(pid: number): number {
  const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return found === null ? assert.fail('no VmRSS') : Number(found[1]) / 1024;
}

describe('connections to a daemon process', () => {
  let lab: Lab;
  let bystander: DaemonConnection;

  before(async () => {
    lab = await Lab.open();
    bystander = await lab.join();
    await bystander.request(methods.provideSecrets, { secrets: { lab: upstreamKey } });
  });
  after(() => lab.close());

  const stillServes = async () => {
    assert.equal((await bystander.request(methods.status, {})).daemon.instanceId, bystander.daemon.instanceId);
  };

  it('answer a message that is no JSON with an error and go on', async () => {
    const socket = await lab.rawSocket();
    const next = replies(socket);
    socket.write('Content-Length: 4\r\n\r\n{no}');
    assert.deepEqual(await next().then(({ id, error }) => [id, error?.code]), [null, -32700]);
    socket.write(frame([1, 2]));
    assert.deepEqual(await next().then(({ id, error }) => [id, error?.code]), [null, -32600]);
    socket.write(frame(initialize));
    assert.equal((await next()).id, 1);
  });

  it('end when where a message begins is lost, and only they', async () => {
    const socket = await lab.rawSocket();
    const next = replies(socket);
    const closed = once(socket, 'close');
    socket.write(`Content-Length: ${65 * 1024 * 1024}\r\n\r\n`);
    assert.match((await next()).error?.message ?? '', /at most 67108864 bytes, got 68157440/);
    await closed;
    await stillServes();
  });

  it('answer nothing before initialize', async () => {
    const socket = await lab.rawSocket();
    const next = replies(socket);
    socket.write(frame({ jsonrpc: '2.0', id: 7, method: 'dualtrack/status', params: {} }));
    assert.deepEqual(await next().then(({ id, error }) => [id, error?.code]), [7, -32002]);
  });

  it('refuse a client that does not say who it is, naming the field', async () => {
    const socket = await lab.rawSocket();
    const next = replies(socket);
    const params = { ...initialize.params, initializationOptions: { ...identity, kind: 'teapot' } };
    socket.write(frame({ ...initialize, params }));
    const { error } = await next();
    assert.equal(error?.code, -32602);
    assert.match(error?.message ?? '', /initializationOptions\.kind must be one of .*, got "teapot"/);
  });

  it('W2: shutdown and exit of one client end its connection and nothing else', async () => {
    const socket = await lab.rawSocket();
    const next = replies(socket);
    const closed = once(socket, 'close');
    socket.write(frame(initialize));
    await next();
    socket.write(frame({ jsonrpc: '2.0', id: 2, method: 'shutdown' }));
    await next();
    socket.write(frame({ jsonrpc: '2.0', method: 'exit' }));
    await closed;
    await stillServes();
  });

  it('W2, F8: a client that drops in the middle of its stream has it aborted upstream, and no other is disturbed', async () => {
    lab.simulator.script({
      faults: [
        { type: 'stall', afterParts: 1 },
        { type: 'pace', delayMs: 10 },
      ],
    });
    const dropping = await lab.join();
    const first = Promise.withResolvers<void>();
    const dropped = dropping.request(methods.ask, question('A?'), {
      onProgress: ({ kind }) => kind === 'parts' && first.resolve(),
    });
    await first.promise;
    const stays = bystander.request(methods.ask, question('B?'), { onProgress: () => {} });
    await until(() => lab.simulator.seen().running === 2, 2000);
    const droppedAtEpochMs = Date.now();
    dropping.dispose();
    await assert.rejects(dropped, { name: 'DaemonLost' });
    assert.equal((await stays).complete, true);
    await until(() => lab.simulator.seen().aborted === 1, 1000);
    const aborted = lab.simulator.seen().latest.find(({ outcome }) => outcome === 'aborted');
    const tookMs = (aborted?.abortedAtEpochMs ?? Number.POSITIVE_INFINITY) - droppedAtEpochMs;
    assert.ok(tookMs <= 250, `it took ${tookMs} ms`);
  });

  it('F9: a client that never reads does not keep another from its answer, nor the daemon from memory', async () => {
    const event = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'x'.repeat(50_000) } }] })}\n\n`;
    const body = event.repeat(2000);
    const headers = { 'content-type': 'text/event-stream' };
    lab.simulator.script({ faults: [{ type: 'status', status: 200, headers, body }] });
    const before = lab.simulator.seen().requests;
    const residentBefore = residentMegabytes(bystander.daemon.pid);
    const stuck = await lab.rawSocket();
    stuck.pause();
    stuck.write(frame(initialize));
    const params = question('Long?', { partialResultToken: 't' });
    stuck.write(frame({ jsonrpc: '2.0', id: 2, method: 'dualtrack/ask', params }));
    await until(() => lab.simulator.seen().requests === before + 1, 5000);
    assert.equal((await bystander.request(methods.ask, question())).complete, true);
    assert.equal((await bystander.request(methods.status, {})).running.length, 1);
    const grownBy = residentMegabytes(bystander.daemon.pid) - residentBefore;
    assert.ok(grownBy < 50, `an answer of 100 MB that nobody reads took ${grownBy} MB`);
    stuck.destroy();
    await until(() => lab.simulator.seen().running === 0, 2000);
  });

  it('are given to a client that speaks the protocol itself, after the daemon has been found for it', async () => {
    const spawnCommand = lab.command;
    const { signal } = new AbortController();
    const { daemon, reader, writer } = await connectStreams({ paths: lab.paths, identity, spawnCommand, signal });
    assert.equal(daemon.instanceId, bystander.daemon.instanceId);
    const next = replies(reader);
    writer.write(frame(initialize));
    assert.equal((await next()).id, 1);
    reader.destroy();
  });
});
