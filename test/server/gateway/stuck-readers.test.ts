/** Callers that read nothing: what they hold is given back, and others are served. */
import { strict as assert } from 'node:assert';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Part } from '../../../protocol/part.ts';
import { noUsage } from '../../../protocol/usage.ts';
import { Places } from '../../../server/pipeline/places.ts';
import type { Service, TargetRequest } from '../../../server/pipeline/service.ts';
import { frame } from '../../../server/rpc/framing.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { gatewayOfEachTest, type OpenGateway, question, testToken } from '../../support/gateway.ts';
import { initialize } from '../../support/raw-frames.ts';
import { openRpc, type RpcDoor } from '../../support/rpc.ts';

const sockets: Socket[] = [];
const doors: RpcDoor[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const door of doors.splice(0)) await door.close();
});
const open = gatewayOfEachTest();

const text = (length: number): Part => ({ type: 'text-delta', choiceIndex: 0, text: 'x'.repeat(length) });
const rest: readonly Part[] = [
  { type: 'finish', choiceIndex: 0, reason: 'stop' },
  { type: 'usage', choiceIndex: 0, usage: { ...noUsage, inputTokens: 10, outputTokens: 5 }, raw: null },
];

/** Answers `flood` with so many parts of 60 KB, anything else with a word. */
class Upstream {
  readonly #parts: number;
  told = 0;

  constructor(parts = Number.POSITIVE_INFINITY) {
    this.#parts = parts;
  }

  chat: Service<TargetRequest> = (request, context) => this.#run(request, context);

  async *#run(...[request, { signal }]: Parameters<Service<TargetRequest>>): AsyncGenerator<Part> {
    request.wire.sending();
    request.wire.headers(200, {});
    const isFlood = JSON.stringify(request.chat.messages).includes('flood');
    for (let part = 0; part < (isFlood ? this.#parts : 1); part += 1) {
      signal.throwIfAborted();
      yield text(isFlood ? 60_000 : 2);
      this.told += 1;
    }
    yield* rest;
  }

  /** Nothing more goes to whoever is asked for a while: the reader holds it up. */
  async heldUp(): Promise<void> {
    for (let before = -1; before !== this.told || this.told === 0; ) {
      before = this.told;
      await pause(50);
    }
  }
}

/** Sends a request and reads nothing. */
function stuckCaller({ url }: OpenGateway, fields: object): Socket {
  const body = JSON.stringify(question({ messages: [{ role: 'user', content: 'flood' }], ...fields }));
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  sockets.push(socket.pause().on('error', () => {}));
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nHost: ${new URL(url).host}\r\nAuthorization: Bearer ${testToken}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  return socket;
}

/** Reads what is left until the connection ends. */
function readOn(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let read = '';
    socket.on('data', (bytes) => {
      read += bytes.toString('latin1');
    });
    socket.on('close', () => resolve(read));
    socket.resume();
  });
}

const deadline = { timeouts: { deadlineMs: 1_000 } };

describe('a caller that reads nothing', () => {
  it('F9: has its request ended when its time is up, and others are served', async () => {
    const clock = new FakeClock();
    const upstream = new Upstream();
    const gateway = await open({ clock, places: new Places(1, 0), provider: upstream.chat, profile: deadline });
    const socket = stuckCaller(gateway, { stream: true });
    await upstream.heldUp();
    assert.equal((await gateway.post(question())).status, 503);
    await clock.advance(1_000);
    assert.equal(gateway.ledger.recent(1)[0]?.outcome, 'deadline');
    assert.equal((await gateway.post(question())).status, 200);
    const read = await readOn(socket);
    assert.match(read, /"kind":"deadline"/);
    assert.doesNotMatch(read, /\[DONE\]/);
  });

  it('F9: the same on the socket of an editor', async () => {
    const clock = new FakeClock();
    const upstream = new Upstream();
    const gateway = await open({ clock, places: new Places(1, 0), provider: upstream.chat, profile: deadline });
    const door = await openRpc({ ...gateway, clock });
    doors.push(door);
    const socket = connect(door.path).pause();
    sockets.push(socket);
    const chat = { messages: [{ role: 'user', content: [{ type: 'text', text: 'flood' }] }] };
    socket.write(initialize);
    socket.write(
      frame({ jsonrpc: '2.0', id: 1, method: 'dualtrack/ask', params: { chat, partialResultToken: 'token' } }),
    );
    await upstream.heldUp();
    await clock.advance(1_000);
    assert.equal(gateway.ledger.recent(1)[0]?.outcome, 'deadline');
    assert.equal((await gateway.post(question())).status, 200);
    await clock.advance(60_000);
    const read = await readOn(socket);
    assert.doesNotMatch(read, /"id":1,/, 'a client that takes nothing is not kept');
  });

  it('is given ten seconds, and two while others wait for what it holds', async () => {
    for (const [waiting, ms] of [
      [false, 10_000],
      [true, 2_000],
    ] as const) {
      const clock = new FakeClock();
      const upstream = new Upstream();
      const gateway = await open({ clock, places: new Places(1, 1), provider: upstream.chat });
      stuckCaller(gateway, { stream: true });
      await upstream.heldUp();
      const other = waiting ? gateway.post(question()) : null;
      while (gateway.places.queued < (waiting ? 1 : 0)) await pause(5);
      await clock.advance(ms - 100);
      assert.equal(gateway.places.running, 1);
      await clock.advance(100);
      while (gateway.requests.runningCount() > 0) await pause(5);
      if (other !== null) assert.equal((await other).status, 200);
      else assert.equal(gateway.ledger.recent(1)[0]?.outcome, 'cancelled');
    }
  });

  it('is not waited for when its answer has ended, whole or broken', async () => {
    for (const fields of [{ stream: false }, { stream: true }]) {
      const clock = new FakeClock();
      const upstream = new Upstream(400);
      const gateway = await open({ clock, provider: upstream.chat, profile: { timeouts: { deadlineMs: 60_000 } } });
      const socket = stuckCaller(gateway, fields);
      await upstream.heldUp();
      if (fields.stream) for (const { requestId } of gateway.requests.running()) gateway.requests.cancel(requestId);
      while (gateway.requests.runningCount() > 0) await pause(5);
      await clock.advance(10_000);
      const read = await readOn(socket);
      assert.ok(read.length < 24_000_000, `${read.length} characters were kept for it`);
      assert.doesNotMatch(read, /"kind":"cancelled"/, 'what the system had not taken is gone');
      await gateway.close();
    }
  });

  it('is told apart from one that reads slowly', async () => {
    const clock = new FakeClock();
    const upstream = new Upstream(400);
    const gateway = await open({ clock, provider: upstream.chat });
    const socket = stuckCaller(gateway, { stream: false });
    await upstream.heldUp();
    let read = 0;
    socket.on('data', (bytes) => {
      read += bytes.length;
    });
    for (let step = 0; read < 24_000_000 && step < 1_000; step += 1) {
      const before = read;
      socket.resume();
      while (read - before < 6_000_000 && read < 24_000_000) await pause(1);
      socket.pause();
      await pause(20);
      await clock.advance(9_000);
    }
    assert.ok(read >= 24_000_000);
  });
});

describe('more callers than may run and wait together', () => {
  it('are told so, each of those beyond', async () => {
    const clock = new FakeClock();
    const upstream = new Upstream();
    const places = new Places(2, 3);
    const gateway = await open({ clock, places, mostRequests: 5, provider: upstream.chat, profile: deadline });
    for (let caller = 0; caller < 5; caller += 1) stuckCaller(gateway, { stream: true });
    while (places.running + places.queued < 5) await pause(5);
    const beyond = await Promise.all(Array.from({ length: 8 }, () => gateway.post(question())));
    assert.deepEqual(
      beyond.map(({ status }) => status),
      beyond.map(() => 503),
    );
    await clock.advance(2_000);
  });
});
