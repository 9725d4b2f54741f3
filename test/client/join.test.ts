/** Joining a daemon that is there: what became of the connection where it cannot be joined. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { joinDaemon } from '../../client/join.ts';
import { protocolVersion } from '../../protocol/version.ts';
import { FrameReader, frame } from '../../server/rpc/framing.ts';

describe('an older daemon that will not say whether it makes way', { skip: process.platform === 'win32' }, () => {
  let directory: string;
  const close: (() => void)[] = [];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'dualtrack-join-'));
  });
  afterEach(() => {
    for (const one of close.splice(0)) one();
    rmSync(directory, { recursive: true, force: true });
  });

  it('is left again: no connection stays behind', async () => {
    const left = Promise.withResolvers<void>();
    const socket = join(directory, 'x.sock');
    await listen(socket, (client) => client.on('close', () => left.resolve()));
    const paths = {
      dataDirectory: directory,
      configurationFile: join(directory, 'c.json'),
      configurationNamed: false,
      socket,
      socketFolder: null,
      logFile: join(directory, 'daemon.log'),
    };
    const identity = { kind: 'test' as const, name: 'newer', version: '2.0.0', protocolVersion };
    const { signal } = new AbortController();
    await assert.rejects(joinDaemon({ paths, identity, spawnCommand: null, signal }), /not today/);
    await left.promise;
  });

  /** Introduces itself as an old daemon, and answers anything else with an error. */
  function listen(path: string, onClient: (client: Socket) => void): Promise<void> {
    const daemon = {
      instanceId: 'old',
      pid: 1,
      version: '1.0.0',
      protocolVersion,
      startedAt: '2026-01-01T00:00:00Z',
      dataDirectory: directory,
    };
    const server = createServer((client) => {
      onClient(client);
      const reader = new FrameReader();
      client.on('data', (bytes) => {
        for (const body of reader.push(bytes)) {
          const { id, method }: { readonly id?: number; readonly method: string } = JSON.parse(body.toString());
          if (id === undefined) continue;
          const answer =
            method === 'initialize'
              ? { result: { capabilities: { experimental: daemon } } }
              : { error: { code: -32603, message: 'not today' } };
          client.write(frame({ jsonrpc: '2.0', id, ...answer }));
        }
      });
    });
    close.push(() => server.close());
    return new Promise((resolve) => server.listen(path, resolve));
  }
});
