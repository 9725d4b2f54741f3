/** The pooled client: how many connections, through which proxy, with which switches. */
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, Socket } from 'node:net';
import { afterEach, describe, it, mock } from 'node:test';
import { readWhole } from '../../../server/providers/body.ts';
import { createHttp, type Http, type HttpOptions } from '../../../server/providers/http.ts';

describe('the HTTP client', () => {
  const opened: { close(): unknown }[] = [];
  afterEach(async () => {
    mock.restoreAll();
    for (const one of opened.splice(0)) await one.close();
  });

  function client(options: HttpOptions = {}): Http {
    const http = createHttp(options);
    opened.push(http);
    return http;
  }

  async function listening(server: Server): Promise<number> {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    opened.push({
      close: () => {
        server.close();
        server.closeAllConnections();
      },
    });
    const address: AddressInfo | string | null = server.address();
    assert.ok(address !== null && typeof address === 'object');
    return address.port;
  }

  const get = async (http: Http, url: string) => {
    const signal = AbortSignal.timeout(10_000);
    const response = await http.request(new URL(url), { method: 'GET', headers: {}, signal });
    return readWhole(response.body, 1_000);
  };

  it('F7: switches Nagle’s algorithm off on its sockets', async () => {
    const noDelay = mock.method(Socket.prototype, 'setNoDelay');
    const port = await listening(createServer((_, response) => response.end('ok')));
    const before = noDelay.mock.callCount();
    await get(client(), `http://127.0.0.1:${port}/`);
    const ours = noDelay.mock.calls
      .slice(before)
      .filter(({ this: socket }) => socket instanceof Socket && socket.remotePort === port);
    assert.ok(ours.some(({ arguments: [on] }) => on === true));
  });

  it('tells when an exchange has its turn; one that is aborted in the queue takes none and leaves nothing behind', async () => {
    const held: (() => void)[] = [];
    const port = await listening(createServer((_, response) => void held.push(() => response.end('ok'))));
    const http = client({ connectionsPerHost: 1 });
    const turns: string[] = [];
    const ask = (name: string, signal = new AbortController().signal) =>
      http.request(new URL(`http://127.0.0.1:${port}/`), {
        method: 'GET',
        headers: {},
        signal,
        onTurn: () => turns.push(name),
      });
    const arrived = async (count: number) => {
      while (held.length < count) await new Promise((resolve) => setImmediate(resolve));
    };

    const first = ask('first');
    const gone = new AbortController();
    const second = ask('second', gone.signal);
    const third = ask('third');
    await arrived(1);
    assert.deepEqual(turns, ['first']);
    gone.abort(new Error('gone'));
    await assert.rejects(second, /gone/);
    held[0]?.();
    await readWhole((await first).body, 1_000);
    await arrived(2);
    assert.deepEqual(turns, ['first', 'third']);
    held[1]?.();
    await readWhole((await third).body, 1_000);
  });

  for (const [what, limits, hosts, most] of [
    ['a host', { connectionsPerHost: 3, connectionsInAll: 10 }, 1, 3],
    ['all hosts', { connectionsPerHost: 3, connectionsInAll: 4 }, 2, 4],
  ] as const) {
    it(`opens no more connections to ${what} than it may, and serves everyone in the end`, async () => {
      let open = 0;
      let highest = 0;
      // Seen from this side: a server hears of an end only after the next connection may have begun.
      const count = (message: unknown) => {
        if (typeof message !== 'object' || message === null || !('socket' in message)) return;
        if (!(message.socket instanceof Socket)) return;
        open += 1;
        highest = Math.max(highest, open);
        message.socket.once('close', () => {
          open -= 1;
        });
      };
      subscribe('net.client.socket', count);
      opened.push({ close: () => unsubscribe('net.client.socket', count) });
      const servers = Array.from({ length: hosts }, () =>
        createServer((_, response) => {
          response.writeHead(200, { connection: 'close' });
          setImmediate(() => response.end('ok'));
        }),
      );
      const ports = await Promise.all(servers.map(listening));
      const http = client(limits);
      const urls = Array.from({ length: 24 }, (_, index) => `http://127.0.0.1:${ports[index % hosts]}/`);
      const texts = await Promise.all(urls.map((url) => get(http, url)));
      assert.ok(texts.every((text) => text === 'ok'));
      assert.equal(highest, most);
    });
  }

  it('closes an idle connection for a host that has none, however long it would be kept', async () => {
    const lasting: RequestListener = (_, response) => {
      response.writeHead(200, { 'keep-alive': 'timeout=600' });
      setTimeout(() => response.end('ok'), 20);
    };
    const handlers: RequestListener[] = [lasting, lasting, (_, response) => response.end('third')];
    const ports = await Promise.all(handlers.map((handler) => listening(createServer(handler))));
    const [first, second, third] = ports.map((port) => `http://127.0.0.1:${port}/`);
    const http = client({ connectionsPerHost: 2, connectionsInAll: 4 });
    const fill = [first, first, second, second];
    assert.deepEqual(await Promise.all(fill.map((url) => get(http, `${url}`))), ['ok', 'ok', 'ok', 'ok']);
    const beforeMs = performance.now();
    assert.equal(await get(http, `${third}`), 'third');
    assert.ok(performance.now() - beforeMs < 1_000);
    // Nobody else has lost anything by it.
    assert.deepEqual(await Promise.all(fill.map((url) => get(http, `${url}`))), ['ok', 'ok', 'ok', 'ok']);
  });

  it('goes through the proxy of the settings or the environment, and never for this machine', async () => {
    const asked: string[] = [];
    const proxy = createServer();
    const target = await listening(createServer((_, response) => response.end('direct')));
    proxy.on('connect', (request, socket) => {
      asked.push(String(request.url));
      // Whatever was asked for, the one server of this test answers.
      const onwards = connect(target, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        onwards.pipe(socket).pipe(onwards);
      });
      socket.on('error', () => onwards.destroy());
      onwards.on('error', () => socket.destroy());
    });
    proxy.on('request', (request, response) => {
      asked.push(String(request.url));
      response.end('proxied');
    });
    const url = `http://127.0.0.1:${await listening(proxy)}`;
    for (const options of [
      { proxy: url },
      { environment: { HTTP_PROXY: url } },
      { environment: { http_proxy: url } },
    ]) {
      asked.length = 0;
      const http = client(options);
      await get(http, 'http://relay.invalid/v1');
      assert.match(asked.join(), /relay\.invalid/);
      assert.equal(await get(http, `http://127.0.0.1:${target}/`), 'direct');
      assert.equal(asked.length, 1);
    }
  });

  it('NO_PROXY is kept', async () => {
    const http = client({ environment: { HTTP_PROXY: 'http://127.0.0.1:9', NO_PROXY: 'relay.invalid' } });
    await assert.rejects(get(http, 'http://relay.invalid/v1'), /ENOTFOUND|EAI_AGAIN/);
    await assert.rejects(get(http, 'http://other.invalid/v1'), /ECONNREFUSED/);
  });

  it('a closed client ends what runs', async () => {
    const port = await listening(createServer(() => {}));
    const http = createHttp();
    const asked = assert.rejects(get(http, `http://127.0.0.1:${port}/`));
    await http.close();
    await asked;
  });
});
