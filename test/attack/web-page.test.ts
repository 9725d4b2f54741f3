/** A page in this machine's browser, and other programs on it, at the gateway's port. What else of S1 there is: guard.test.ts. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { FakeClock } from '../support/fake-clock.ts';
import { type OpenGateway, openGateway, question, testToken } from '../support/gateway.ts';
import { sendRaw } from '../support/raw-http.ts';

const isLong = process.env.DUALTRACK_LONG === '1';
let gateway: OpenGateway;
const sockets: Socket[] = [];

beforeEach(async () => {
  gateway = await openGateway();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await gateway.close();
});

const token = `Authorization: Bearer ${testToken}\r\n`;
const json = 'Content-Type: application/json\r\n';
const own = () => new URL(gateway.url).host;

describe('S1: what a page can make a browser send', () => {
  it('is refused as the opening of a web socket, for which no browser asks first', async () => {
    const upgrade =
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
    const origin = 'Origin: https://evil.example\r\n';
    for (const path of ['/v1/models', '/healthz', '/metrics', '/']) {
      const { status } = await sendRaw(
        gateway.url,
        `GET ${path} HTTP/1.1\r\nHost: ${own()}\r\n${origin}${upgrade}\r\n`,
      );
      assert.equal(status, 403, path);
    }
  });

  it('is refused as a form, an image, a script or a navigation: none can bring the token', async () => {
    for (const line of ['GET /metrics', 'GET /v1/models', 'HEAD /v1/models', 'POST /v1/chat/completions']) {
      const body = line.startsWith('POST') ? 'Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}' : '\r\n';
      const { status } = await sendRaw(
        gateway.url,
        `${line} HTTP/1.1\r\nHost: ${own()}\r\nSec-Fetch-Site: cross-site\r\n${body}`,
      );
      assert.equal(status, 401, line);
    }
    assert.equal(gateway.upstream('a').seen().requests, 0);
  });

  it('is refused by a name that was bound anew to this machine, however the request spells it', async () => {
    const { port } = new URL(gateway.url);
    const heads = [
      `GET /metrics HTTP/1.1\r\nHost: rebound.example:${port}\r\n${token}\r\n`,
      `GET http://rebound.example:${port}/metrics HTTP/1.1\r\nHost: rebound.example:${port}\r\n${token}\r\n`,
      `GET /metrics HTTP/1.1\r\nHost: 127.0.0.1.rebound.example:${port}\r\n${token}\r\n`,
      `GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:${port}@rebound.example\r\n${token}\r\n`,
      `GET /metrics HTTP/1.1\r\nHost: 0.0.0.0:${port}\r\n${token}\r\n`,
      `GET /metrics HTTP/1.0\r\n${token}\r\n`,
    ];
    for (const head of heads) assert.equal((await sendRaw(gateway.url, head)).status, 403, head);
    const twice = `GET /metrics HTTP/1.1\r\nHost: ${own()}\r\nHost: rebound.example\r\n${token}\r\n`;
    const answer = await sendRaw(gateway.url, twice);
    assert.doesNotMatch(answer.text, /access-control/i);
  });

  it('is refused as one request hidden in another', async () => {
    const hidden = `GET /metrics HTTP/1.1\r\nHost: ${own()}\r\n${token}\r\n`;
    const heads = [
      `POST /v1/chat/completions HTTP/1.1\r\nHost: ${own()}\r\n${json}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
      `POST /v1/chat/completions HTTP/1.1\r\nHost: ${own()}\r\n${json}Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
      `POST /v1/chat/completions HTTP/1.1\r\nHost: ${own()}\r\n${json}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`,
      `GET /healthz HTTP/1.1\r\nHost: ${own()}\r\nX: a\n\r\n${hidden}`,
    ];
    for (const head of heads) {
      const { status, text } = await sendRaw(gateway.url, head, { untilAnswered: true });
      assert.equal(status, 400, text);
      assert.doesNotMatch(text, /dualtrack_requests_total/);
    }
  });

  it('is refused as a way through to others', async () => {
    for (const line of ['CONNECT evil.example:443', 'TRACE /metrics', 'DELETE /v1/models']) {
      const { status } = await sendRaw(gateway.url, `${line} HTTP/1.1\r\nHost: ${own()}\r\n${token}\r\n`);
      assert.ok(status === null || (status >= 400 && status < 500), `${line}: ${status}`);
    }
  });
});

describe('S1: what a program can do without the token', () => {
  const open = (text: string) =>
    new Promise<Socket>((resolve, reject) => {
      const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () => {
        if (text !== '') socket.write(text);
        resolve(socket);
      });
      socket.once('error', reject);
      sockets.push(socket);
    });

  it('is not to keep others out by connections that say nothing, or never end their head or body', async () => {
    const heads = [
      '',
      `GET /healthz HTTP/1.1\r\nHost: ${own()}\r\nX-Slow: `,
      `POST /v1/chat/completions HTTP/1.1\r\nHost: ${own()}\r\n${json}Content-Length: 9000\r\n\r\n{`,
    ];
    for (const head of heads) await Promise.all(Array.from({ length: 100 }, () => open(head)));
    for (let request = 0; request < 5; request += 1) {
      const response = await gateway.post(question());
      assert.equal(response.status, 200);
      await response.text();
    }
    assert.deepEqual(gateway.faults, []);
  });

  it('is not to keep a refused connection open by sending on', async () => {
    const clock = new FakeClock();
    await gateway.close();
    gateway = await openGateway({ clock });
    const socket = await open(
      `POST /v1/chat/completions HTTP/1.1\r\nHost: ${own()}\r\n${json}Content-Length: 9000\r\n\r\n{`,
    );
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('data', resolve));
    while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(1_000);
    await closed;
  });

  it('is not to keep a head open for longer than 10 s', {
    skip: isLong ? false : 'takes 16 s of real time: only with DUALTRACK_LONG=1',
  }, async () => {
    const socket = await open(`GET /healthz HTTP/1.1\r\nHost: ${own()}\r\nX-Slow: `);
    socket.on('error', () => {});
    const trickle = setInterval(() => socket.write('a'), 500);
    const startedAtMs = performance.now();
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(trickle);
    assert.ok(performance.now() - startedAtMs < 17_000);
  });
});

describe('S1: headers of a caller with the token', () => {
  it('are bounded, and reach no upstream and no other header', async () => {
    const evil = 'evil%0d%0aX-Evil: 1';
    const response = await gateway.post(question(), {
      'x-dualtrack-client': evil,
      'x-dualtrack-conversation': evil,
      'x-dualtrack-workspace': `../../${evil}`,
      'x-evil': '1',
      cookie: 'a=b',
    });
    assert.equal(response.status, 200);
    await response.text();
    assert.equal(response.headers.get('x-evil'), null);
    const sent = gateway.upstream('a').seen();
    assert.doesNotMatch(JSON.stringify(sent), /evil|a=b/i);
    const long = await gateway.post(question(), { 'x-dualtrack-workspace': 'a'.repeat(1_001) });
    assert.equal(long.status, 400);
    assert.match(await long.text(), /x-dualtrack-workspace/);
  });

  it('cannot be broken by names of models, however these are written', async () => {
    for (const model of [
      'm@a\r\nX-Evil: 1',
      '\r\n\r\n<html>',
      'm\0@a',
      '__proto__',
      'constructor@a',
      'dualtrack/__proto__',
      '../../m@a',
      '\ud800',
    ]) {
      const response = await gateway.post(question({ model }));
      const text = await response.text();
      assert.ok(response.status >= 400 && response.status < 500, `${model}: ${response.status}`);
      assert.equal(response.headers.get('x-evil'), null);
      assert.equal(response.headers.get('content-type'), 'application/json');
      assert.ok(JSON.parse(text).error.message.length > 10);
    }
    assert.deepEqual(gateway.faults, []);
  });

  it('of the answer hold the name of the strangest target', async () => {
    await gateway.close();
    const name = 'm "x" 漢字 👩‍💻 \u2028';
    gateway = await openGateway({
      track: { models: { [name]: { price: { inputUsdPerMTok: 1, outputUsdPerMTok: 2 } } } },
      profile: { targets: [`${name}@a`] },
    });
    const response = await gateway.post(question());
    assert.equal(response.status, 200);
    await response.text();
    assert.match(response.headers.get('x-dualtrack-target') ?? '', /^[\x20-\x7e]+$/);
  });
});
