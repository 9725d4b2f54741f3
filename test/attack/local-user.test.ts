/** Another user of this machine, and a folder that was open before we came: nothing of ours can be read or replaced. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { locate, thisProcess } from '../../client/locate.ts';
import { methods } from '../../protocol/methods.ts';
import { Lab, question, upstreamKey } from '../daemon/lab.ts';

const skip = process.platform === 'win32' ? 'permissions are of another kind there' : false;

/** Everything below a folder, and itself: its path with its permissions. */
function modesIn(folder: string): ReadonlyMap<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = [folder, ...entries.map((entry) => join(entry.parentPath, entry.name))];
  return new Map(paths.map((path) => [path, (lstatSync(path).mode & 0o777).toString(8)]));
}

const isOpen = (path: string) => (lstatSync(path).mode & 0o077) !== 0;

describe('S1, S2: the permissions of what the daemon keeps', { skip }, () => {
  let umask = 0;
  let lab: Lab | null = null;
  beforeEach(() => {
    umask = process.umask(0);
  });
  afterEach(async () => {
    process.umask(umask);
    await lab?.close();
    lab = null;
  });

  async function use(lab: Lab): Promise<void> {
    const client = await lab.join();
    await client.request(methods.provideSecrets, { secrets: { lab: upstreamKey } });
    await client.request(methods.ask, question());
    const { token } = await client.request(methods.gatewayAccess, {});
    assert.ok(token !== null);
  }

  it('are 0700 and 0600 for every folder and file, also where the umask takes nothing away', async () => {
    lab = await Lab.open({ configuration: { gateway: { enabled: true, port: 0 } } });
    await use(lab);
    const { dataDirectory, socket, logFile } = lab.paths;
    const modes = modesIn(dataDirectory);
    for (const [path, mode] of modes) assert.equal(mode, lstatSync(path).isDirectory() ? '700' : '600', path);
    const names = [...modes.keys()];
    for (const path of [socket, logFile, join(dataDirectory, 'gateway-token')]) assert.ok(names.includes(path), path);
    assert.ok(
      names.some((name) => name.endsWith('.jsonl')),
      names.join(),
    );
  });

  it('become so where the folder, its journal, log and token were open to all', async () => {
    lab = await Lab.open({ configuration: { gateway: { enabled: true, port: 0 } } });
    const { dataDirectory } = lab.paths;
    chmodSync(dataDirectory, 0o777);
    writeFileSync(join(dataDirectory, 'gateway-token'), `${'t'.repeat(40)}\n`, { mode: 0o666 });
    await locate({ dataDirectory }, { ...thisProcess(), environment: {} });
    await use(lab);
    assert.ok(!isOpen(dataDirectory));
    assert.ok(!isOpen(join(dataDirectory, 'gateway-token')));
  });
});

describe('S1: the folders a client looks for', { skip }, () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dualtrack-attack-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const surroundings = { ...thisProcess(), environment: {} };

  it('are closed where they stood open', async () => {
    const dataDirectory = join(folder, 'data');
    mkdirSync(dataDirectory);
    chmodSync(dataDirectory, 0o777);
    await locate({ dataDirectory }, surroundings);
    assert.equal(lstatSync(dataDirectory).mode & 0o777, 0o700);
  });

  it('are refused where the socket’s is open to others, or a link that somebody laid', async () => {
    const dataDirectory = join(folder, 'data');
    mkdirSync(join(dataDirectory, 'run'), { recursive: true });
    chmodSync(join(dataDirectory, 'run'), 0o755);
    await assert.rejects(locate({ dataDirectory }, surroundings), /must be a folder of yours that is closed to others/);
    rmSync(join(dataDirectory, 'run'), { recursive: true });
    symlinkSync(folder, join(dataDirectory, 'run'));
    await assert.rejects(locate({ dataDirectory }, surroundings), /must be a folder of yours that is closed to others/);
  });

  it('are refused where the data directory is another user’s and open to changes', {
    skip: process.getuid?.() === 0 ? false : 'needs root to give a folder away',
  }, async () => {
    const dataDirectory = join(folder, 'data');
    mkdirSync(dataDirectory);
    chmodSync(dataDirectory, 0o777);
    chownSync(dataDirectory, 65_534, 65_534);
    await assert.rejects(
      locate({ dataDirectory }, surroundings),
      /must be a folder of yours, or one that others cannot write to/,
    );
  });

  it('lie where their names say, however these are spelled', async () => {
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    const real = await locate({ dataDirectory: join(folder, 'real') }, surroundings);
    const spelled = [join(folder, 'link'), `${folder}/x/../real`, `${folder}//real/`, `${folder}/./real`];
    for (const dataDirectory of spelled) assert.deepEqual(await locate({ dataDirectory }, surroundings), real);
    await assert.rejects(
      locate({ dataDirectory: `${folder}/nul\0l` }, surroundings),
      /the data directory .* cannot be used/,
    );
    writeFileSync(join(folder, 'file'), '');
    await assert.rejects(
      locate({ dataDirectory: join(folder, 'file') }, surroundings),
      /the data directory .* cannot be used/,
    );
  });
});
