/** The daemon from the window's side: restarted, killed, and told what it needs to know again. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { availableParallelism, loadavg } from 'node:os';
import { commands } from 'vscode';
import type { DaemonConnection } from '../../../client/connection.ts';
import { joinDaemon } from '../../../client/join.ts';
import { locate } from '../../../client/locate.ts';
import { methods } from '../../../protocol/methods.ts';
import type { Status } from '../../../protocol/status.ts';
import { productVersion, protocolVersion } from '../../../protocol/version.ts';
import { activated, ask, openSample, selectLines, setSetting, shownAnswer, tidyUp, until } from './dualtrack.ts';

/** The gate is for a machine that has a core to spare; a start takes as many times longer as work waits in line. */
const [load = 0] = loadavg();
const withinMs = 2000 * Math.max(1, load / availableParallelism());

describe('the daemon', () => {
  beforeEach(async () => selectLines(await openSample(), 0, 2));
  afterEach(tidyUp);

  /** What the running daemon says of itself; `undefined` while none runs. */
  async function status(): Promise<Status | undefined> {
    return withDaemon((connection) => connection.request(methods.status, {}));
  }

  async function withDaemon<Result>(use: (daemon: DaemonConnection) => Promise<Result>): Promise<Result | undefined> {
    const identity = {
      kind: 'test',
      name: 'suite',
      version: productVersion,
      protocolVersion,
      window: randomUUID(),
    } as const;
    const paths = await locate();
    const signal = AbortSignal.timeout(5000);
    const connection = await joinDaemon({ paths, identity, spawnCommand: null, signal }).catch(() => undefined);
    try {
      return connection === undefined ? undefined : await use(connection);
    } finally {
      connection?.dispose();
    }
  }

  it('W2: is restarted by command, and asking goes on', async () => {
    await ask('Before?');
    const before = await status();
    assert.ok(before);
    await commands.executeCommand('dualtrack.restartDaemon');
    const dualtrack = await activated();
    assert.deepEqual(dualtrack.daemonState(), { state: 'ready' });
    assert.notEqual((await status())?.daemon.instanceId, before.daemon.instanceId);
    selectLines(await openSample(), 0, 2);
    await ask('After?');
    await until('the answer', () => /^> After\?[\s\S]* · complete\n$/.test(shownAnswer()));
  });

  it('W5: that a person has stopped stays stopped until something is asked', async () => {
    const dualtrack = await activated();
    await ask('Before?');
    await withDaemon((connection) => connection.request(methods.stop, {}));
    await until('the window to say so', () => / · stopped$/.test(dualtrack.statusText()));
    // A change of settings is told to a daemon that runs; it starts none.
    await setSetting('profiles', { unheard: { strategy: 'priority', targets: ['gemini-pro@sandbox'] } });
    assert.equal(await status(), undefined);
    assert.deepEqual(dualtrack.daemonState(), { state: 'stopped', byPerson: true });
    selectLines(await openSample(), 0, 2);
    await ask('After?');
    await until('the answer', () => /^> After\?[\s\S]* · complete\n$/.test(shownAnswer()));
    assert.deepEqual(dualtrack.daemonState(), { state: 'ready' });
  });

  it('W1: that was killed is replaced within 2 s, by one that knows the settings', async () => {
    await setSetting('profiles', { 'after-death': { strategy: 'priority', targets: ['gemini-pro@sandbox'] } });
    await ask('Before?');
    const before = await status();
    assert.ok(before);
    const dualtrack = await activated();
    process.kill(before.daemon.pid, 'SIGKILL');
    await until('the loss to be seen', () => dualtrack.daemonState().state !== 'ready', withinMs);
    await until('a new daemon', () => dualtrack.daemonState().state === 'ready', withinMs);
    const later = await status();
    assert.ok(later);
    assert.notEqual(later.daemon.instanceId, before.daemon.instanceId);
    assert.ok(later.profiles.some(({ name }) => name === 'after-death'));
    assert.equal(later.clients.filter(({ kind }) => kind === 'vscode').length, 1);
  });
});
