/** The gateway's life and token: as the configuration says, and only on this machine. */
import { strict as assert } from 'node:assert';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { KeyReference } from '../../../protocol/key-reference.ts';
import { systemClock } from '../../../server/clock.ts';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import { type KeptGateway, keepGateway } from '../../../server/gateway/keep-gateway.ts';
import { createMetrics } from '../../../server/gateway/metrics.ts';
import { createTokenReader, tokenFileName } from '../../../server/gateway/token.ts';
import { RequestError } from '../../../server/request-error.ts';
import { createRequests } from '../../../server/requests.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('the gateway’s life', () => {
  const opened: KeptGateway[] = [];
  const servers: Server[] = [];
  afterEach(async () => {
    for (const gateway of opened.splice(0)) await gateway.close();
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  });

  async function keep(settings: unknown) {
    const configuration = createConfigurationStore(settings);
    const pipeline = () => {
      throw new RequestError('offline', 'nobody is asked here');
    };
    const requests = createRequests({ pipeline, clock: new FakeClock(), newRequestId: () => 'r1' });
    const lines: string[] = [];
    const gateway = await keepGateway({
      configuration,
      requests,
      admit() {},
      metrics: createMetrics(requests),
      levels: { running: () => 0, queued: () => 0, breakers: () => [] },
      token: async () => 'token-of-this-test',
      othersWait: () => false,
      mostRequests: 100,
      clock: systemClock,
      log: { write: (line) => lines.push(line), error() {} },
    });
    opened.push(gateway);
    return { gateway, configuration, lines };
  }

  it('is off unless it is enabled', async () => {
    assert.equal((await keep({})).gateway.url(), null);
    assert.equal((await keep({ gateway: { port: 0 } })).gateway.url(), null);
    assert.match((await keep({ gateway: { enabled: true } })).gateway.url() ?? '', /^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('S1: listens on 127.0.0.1 and on no other address of this machine', async () => {
    const { gateway } = await keep({ gateway: { enabled: true } });
    const url = new URL(gateway.url() ?? '');
    assert.equal((await fetch(`${url.origin}/healthz`)).status, 200);
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal);
    for (const { address } of others) await assert.rejects(fetch(`http://${address}:${url.port}/healthz`), address);
  });

  it('follows the configuration on and off, and tells of it', async () => {
    const { gateway, configuration } = await keep({});
    const changed = () => new Promise<void>((resolve) => gateway.onChange(() => resolve()));
    const on = changed();
    configuration.configure({ gateway: { enabled: true } });
    await on;
    const url = gateway.url() ?? '';
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    const off = changed();
    configuration.configure({ gateway: { enabled: false } });
    await off;
    assert.equal(gateway.url(), null);
    await assert.rejects(fetch(`${url}/healthz`));
  });

  it('says so when its port is taken, and the daemon goes on', async () => {
    const other = createServer();
    servers.push(other);
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    assert.ok(address !== null && typeof address === 'object');
    const { gateway, lines } = await keep({ gateway: { enabled: true, port: address.port } });
    assert.equal(gateway.url(), null);
    assert.equal(gateway.problem(), `gateway.port must be a free port, got ${address.port} (EADDRINUSE)`);
    assert.deepEqual(lines, [gateway.problem()]);
  });
});

describe('the gateway’s token', () => {
  let dataDirectory: string;
  beforeEach(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'dualtrack-token-'));
  });
  afterEach(() => rm(dataDirectory, { recursive: true, force: true }));

  const reader = (reference: KeyReference | undefined = undefined) =>
    createTokenReader({
      reference: () => reference,
      readKey: async (named) => `key of ${JSON.stringify(named)}`,
      dataDirectory,
    });

  it('is made once, kept in a file for its owner alone, and read again by the next daemon', async () => {
    const token = await reader()();
    assert.match(token, /^[\w-]{43}$/);
    const file = join(dataDirectory, tokenFileName);
    assert.equal((await readFile(file, 'utf8')).trim(), token);
    if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal(await reader()(), token);
  });

  it('S2: takes a file that others may read away from them', { skip: process.platform === 'win32' }, async () => {
    const file = join(dataDirectory, tokenFileName);
    await writeFile(file, 'a-token-somebody-copied-here\n', { mode: 0o644 });
    assert.equal(await reader()(), 'a-token-somebody-copied-here');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  it('is the one the configuration names, and then no file is made', async () => {
    assert.equal(await reader({ env: 'TOKEN' })(), 'key of {"env":"TOKEN"}');
    assert.deepEqual(await readdir(dataDirectory), []);
  });
});
