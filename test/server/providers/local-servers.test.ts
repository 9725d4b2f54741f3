/** Model servers on this machine are found by what they answer, not by their port alone. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { after, describe, it } from 'node:test';
import { createHttp } from '../../../server/providers/http.ts';
import { findLocalServers, type LocalServer } from '../../../server/providers/local-servers.ts';

describe('local servers', () => {
  const http = createHttp();
  const servers: Server[] = [];
  after(async () => {
    await http.close();
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  });

  async function serve(name: LocalServer['name'], listener: RequestListener): Promise<LocalServer> {
    const server = createServer(listener);
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    return { name, port: address.port };
  }
  const answering = (body: unknown): RequestListener => {
    return (request, response) => {
      assert.equal(request.url, '/v1/models');
      response.end(JSON.stringify(body));
    };
  };
  const find = (...found: LocalServer[]) =>
    findLocalServers({ http, signal: new AbortController().signal, servers: found, timeoutMs: 300 });

  it('are offered as free tracks with their models, those that only embed left out', async () => {
    const models = ['llama3.2:3b', 'nomic-embed-text:latest'].map((id) => ({
      id,
      object: 'model',
      owned_by: 'library',
    }));
    const ollama = await serve('ollama', answering({ object: 'list', data: models }));
    const meta = { n_ctx_train: 131_072 };
    const llama = await serve(
      'llama-cpp',
      answering({ object: 'list', data: [{ id: 'q.gguf', object: 'model', meta }] }),
    );
    const found = await find(ollama, llama);
    assert.deepEqual(
      found.map(({ track, targets }) => [track.name, track.discovered, targets.map((target) => target.name)]),
      [
        ['ollama', true, ['llama3.2:3b@ollama']],
        ['llama-cpp', true, ['q.gguf@llama-cpp']],
      ],
    );
    assert.equal(found[0]?.track.baseUrl, `http://127.0.0.1:${ollama.port}/v1`);
    assert.equal(found[0]?.targets[0]?.nominalPrice?.inputPicoUsd, 0);
    assert.equal(found[1]?.targets[0]?.contextWindow, 131_072);
  });

  it('a web server of another kind on such a port is not meant', async () => {
    const page = await serve('llama-cpp', (_, response) => response.end('<html></html>'));
    const other = await serve('ollama', answering({ data: [{ id: 'x' }] }));
    const missing = await serve('lm-studio', (_, response) => response.writeHead(404).end('{}'));
    assert.deepEqual(await find(page, other, missing), []);
  });

  it('one that listens and never answers is given up after the time limit', async () => {
    const silent = await serve('llama-cpp', () => {});
    const started = performance.now();
    assert.deepEqual(await find(silent, { name: 'ollama', port: 9 }), []);
    assert.ok(performance.now() - started < 3000);
  });

  it('a server without any model is offered without targets', async () => {
    const empty = await serve('ollama', answering({ object: 'list', data: null }));
    assert.deepEqual(
      (await find(empty)).map(({ targets }) => targets.length),
      [0],
    );
  });
});
