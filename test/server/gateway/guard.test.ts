/** Who is let in: S1 on the wire, and the bounds of what is read from those who are. */
import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { judge, mostBodyBytes } from '../../../server/gateway/guard.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { gatewayOfEachTest, type OpenGateway, openGateway, question, testToken } from '../../support/gateway.ts';
import { sendRaw } from '../../support/raw-http.ts';

describe('S1: who is let in', () => {
  let gateway: OpenGateway;
  beforeEach(async () => {
    gateway = await openGateway();
  });
  afterEach(() => gateway.close());

  const authorization = `Bearer ${testToken}`;

  it('answers /healthz without a token, and everything else only with it', async () => {
    const health = await gateway.get('/healthz', {});
    assert.deepEqual([health.status, await health.text()], [200, '{"ok":true}']);
    for (const path of ['/v1/models', '/metrics', '/v1/chat/completions', '/anything']) {
      assert.equal((await gateway.get(path, {})).status, 401, path);
      assert.equal((await gateway.get(path, { authorization: 'Bearer wrong' })).status, 401, path);
      assert.equal((await gateway.get(path, { authorization: testToken })).status, 401, path);
    }
    assert.equal((await gateway.get('/v1/models')).status, 200);
    assert.equal((await gateway.get('/anything')).status, 404);
    assert.equal((await gateway.get('/v1/chat/completions')).status, 405);
  });

  it('tells a refused caller in OpenAI’s shape', async () => {
    const response = await gateway.get('/v1/models', {});
    const { error } = await response.json();
    assert.equal(response.headers.get('www-authenticate'), 'Bearer');
    assert.equal(error.code, 'invalid_api_key');
    assert.equal(error.type, 'invalid_request_error');
    assert.equal(error.param, null);
    assert.ok(!JSON.stringify(error).includes(testToken));
  });

  it('refuses a foreign Host, as a rebound name of a web page has it, also on /healthz', async () => {
    const { port } = new URL(gateway.url);
    const status = async (host: string, path: string) =>
      (await sendRaw(gateway.url, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${authorization}\r\n\r\n`))
        .status;
    for (const host of [`evil.example:${port}`, 'evil.example', '127.0.0.1', '127.0.0.1:1', `localhost.evil:${port}`]) {
      assert.equal(await status(host, '/healthz'), 403, host);
      assert.equal(await status(host, '/v1/models'), 403, host);
    }
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`]) {
      assert.equal(await status(host, '/v1/models'), 200, host);
    }
  });

  it('refuses every Origin, and sends no CORS header to anyone', async () => {
    for (const origin of ['https://evil.example', gateway.url, 'null', 'vscode-webview://x']) {
      const response = await gateway.post(question(), { origin });
      assert.equal(response.status, 403, origin);
      assert.equal(response.headers.get('access-control-allow-origin'), null);
    }
    const preflight = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    assert.equal(preflight.status, 403);
    assert.equal(preflight.headers.get('access-control-allow-methods'), null);
    const allowed = await gateway.post(question());
    assert.equal(allowed.status, 200);
    assert.equal(allowed.headers.get('access-control-allow-origin'), null);
  });

  it('refuses a body that a form may send, and one that is compressed', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', '']) {
      assert.equal((await gateway.post(question(), { 'content-type': type })).status, 415, type);
    }
    assert.equal((await gateway.post(question(), { 'content-encoding': 'gzip' })).status, 415);
    const withCharset = await gateway.post(question(), { 'content-type': 'application/json; charset=utf-8' });
    assert.equal(withCharset.status, 200);
    assert.equal(gateway.upstream('a').seen().requests, 1);
  });

  it('refuses before the body is read: the answer comes although none was sent', async () => {
    const { host } = new URL(gateway.url);
    const head = (headers: string) =>
      `POST /v1/chat/completions HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000\r\n${headers}\r\n\r\n`;
    const json = 'Content-Type: application/json';
    const token = `Authorization: ${authorization}`;
    const statusOf = async (headers: string) => (await sendRaw(gateway.url, head(headers))).status;
    assert.equal(await statusOf(json), 401);
    assert.equal(await statusOf(`${json}\r\n${token}\r\nOrigin: https://evil.example`), 403);
    assert.equal(await statusOf(`Content-Type: text/plain\r\n${token}`), 415);
  });

  it('asks for no body of a caller that waits to be asked and is refused', async () => {
    const { host } = new URL(gateway.url);
    const head = (token: string) =>
      `POST /v1/chat/completions HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n` +
      'Content-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n';
    assert.equal((await sendRaw(gateway.url, head('wrong'))).status, 401);
    assert.equal((await sendRaw(gateway.url, head(testToken))).status, 100);
  });

  it('lets nobody in while there is no token', () => {
    const head = { method: 'GET', url: '/v1/models', headers: { host: '127.0.0.1:1', authorization: 'Bearer ' } };
    const verdict = judge(head, 1, '');
    assert.ok(verdict.let === 'out' && verdict.answer.status === 401);
    const hashed = createHash('sha256').update('').digest('hex');
    const guess = { ...head, headers: { ...head.headers, authorization: `Bearer ${hashed}` } };
    assert.equal(judge(guess, 1, '').let, 'out');
  });
});

describe('S1: what is read of those who are let in', () => {
  const open = gatewayOfEachTest();

  it('refuses a body that says it is too large before it is sent', async () => {
    const gateway = await open();
    const { host } = new URL(gateway.url);
    const head = [
      'POST /v1/chat/completions HTTP/1.1',
      `Host: ${host}`,
      `Authorization: Bearer ${testToken}`,
      'Content-Type: application/json',
      `Content-Length: ${mostBodyBytes + 1}`,
    ].join('\r\n');
    const { status } = await sendRaw(gateway.url, `${head}\r\n\r\n`);
    assert.equal(status, 413);
  });

  it('refuses a body that turns out too large while it is sent', async () => {
    const gateway = await open();
    const piece = Buffer.alloc(1024 * 1024, ' ');
    const { host, port } = new URL(gateway.url);
    const headers = { host, authorization: `Bearer ${testToken}`, 'content-type': 'application/json' };
    const sending = request({ port, host: '127.0.0.1', path: '/v1/chat/completions', method: 'POST', headers });
    const answer = new Promise<IncomingMessage>((resolve, reject) =>
      sending.once('response', resolve).once('error', reject),
    );
    for (let sent = 0; sent <= mostBodyBytes; sent += piece.length) sending.write(piece);
    const response = await answer;
    assert.equal(response.statusCode, 413);
    sending.destroy();
  });

  it('takes a large body within the bound', async () => {
    const gateway = await open();
    const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(20 * 1024 * 1024)}` } };
    const response = await gateway.post({ model: 'dualtrack', messages: [{ role: 'user', content: [image] }] });
    assert.equal(response.status, 200);
  });

  it('gives up on a body that trickles, after 30 s', async () => {
    const clock = new FakeClock();
    const gateway = await open({ clock });
    const { host } = new URL(gateway.url);
    const answered = sendRaw(
      gateway.url,
      `POST /v1/chat/completions HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${testToken}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(30_000);
    assert.equal((await answered).status, 408);
  });

  it('refuses what is no JSON without repeating it', async () => {
    const gateway = await open();
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testToken}`, 'content-type': 'application/json' },
      body: '{"my secret question',
    });
    assert.equal(response.status, 400);
    const text = await response.text();
    assert.match(text, /the body must be JSON/);
    assert.doesNotMatch(text, /secret/);
  });

  it('refuses heads beyond 32 KB', async () => {
    const gateway = await open();
    const { host } = new URL(gateway.url);
    const { status } = await sendRaw(
      gateway.url,
      `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nX-Long: ${'a'.repeat(40_000)}\r\n\r\n`,
    );
    assert.equal(status, 431);
  });
});
