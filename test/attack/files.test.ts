/** Names and files that settings, requests and imports bring along: none leads out of its place, hangs, or is quoted. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { parseConfiguration } from '../../server/configuration/parse.ts';
import { createConfigurationStore } from '../../server/configuration/store.ts';
import { readCatalogueFile } from '../../server/daemon/configuration-file.ts';
import { createConfiguredHttp } from '../../server/daemon/configured-http.ts';
import { directory, end, intent, open, target } from '../server/ledger/attempts.ts';

const key = 'sk-in-a-file-0123456789abcdef';
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dualtrack-attack-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Files that are no files, as far as this system has them. */
function oddFiles(): readonly string[] {
  mkdirSync(join(folder, 'folder'));
  const files = [join(folder, 'folder'), join(folder, 'not-there'), `${folder}/nul\0l`];
  if (process.platform === 'win32') return files;
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  return [...files, join(folder, 'pipe'), '/dev/zero', '/dev/tty'];
}

describe('S2, S3: the file of catalogueFile', () => {
  const problemsOf = (catalogueFile: string) =>
    createConfigurationStore({ catalogueFile }, { epochMs: () => 0 }, readCatalogueFile).current().problems;

  it('is refused where it is a device, a pipe or a folder, instead of being read for ever', () => {
    for (const file of oddFiles()) {
      const [problem] = problemsOf(file);
      assert.equal(problem?.field, 'catalogueFile', file);
      assert.match(problem.message, /^catalogueFile must name a catalogue that can be read \(/);
    }
  });

  it('is never quoted: it may be a file of keys', () => {
    for (const text of [
      key,
      `{"a":"${key}"`,
      `["${key}"]`,
      `{"asOf":"${key}","models":[{"name":"${key}"}]}`,
      `{"${key}":1}`,
    ]) {
      const file = join(folder, 'secrets.env');
      writeFileSync(file, text);
      const [problem] = problemsOf(file);
      assert.ok(problem !== undefined && !problem.message.includes(key.slice(0, 12)), problem?.message);
    }
  });
});

describe('S3: the file of network.extraCaFile', () => {
  it('is left out where it is a device, a pipe or a folder, and said so', async () => {
    for (const extraCaFile of oddFiles()) {
      const said: string[] = [];
      const store = createConfigurationStore({ network: { extraCaFile } });
      const http = createConfiguredHttp(store, {}, { write: (line: string) => void said.push(line), error() {} });
      await http.close();
      assert.match(said.join(), /network\.extraCaFile must be a file that can be read/, extraCaFile);
    }
  });
});

const oddNames = [
  '../../etc/passwd',
  '..',
  '/etc/passwd',
  'a/b',
  'C:\\x',
  'nul\0l',
  '__proto__',
  'constructor',
  'toString',
  '',
  ' ',
  '\u202e',
];

describe('names of others', () => {
  it('become no names of files: the ledger’s are the same whatever asked', async () => {
    const { ledger, clock, files } = await open();
    for (const [at, name] of oddNames.entries()) {
      const origin = { client: name, window: name, workspace: name, branch: name, language: name, command: name };
      ledger.intend(intent(clock, `${name}${at}`, { origin, profile: name, target: target(`${name}@${name}`) }));
      ledger.settle(`${name}${at}`, 1, end({ servedModel: name }));
    }
    await ledger.close();
    for (const name of files.list(directory))
      assert.match(name, /^(journal|index|ledger|month|estimates|decisions)[\w.-]*$/);

    const again = await open({ files: files.copy() });
    for (const by of ['client', 'workspace', 'branch', 'profile'] as const) {
      const keys = (await again.ledger.spend({ by })).groups.map((group) => group.key);
      for (const name of ['__proto__', 'constructor', '../../etc/passwd'])
        assert.ok(keys.includes(name), `${by} ${name}`);
    }
    await again.ledger.close();
    assert.equal(Reflect.get({}, 'client'), undefined);
  });

  it('name no track or profile, and one of the language’s own names only what was written', () => {
    const models = { m: {} };
    const relay = { provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', models };
    for (const name of oddNames) {
      const tracks = JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(relay)}}`);
      const { configuration, problems } = parseConfiguration(
        { tracks, profiles: JSON.parse(`{${JSON.stringify(name)}:{}}`) },
        'file',
      );
      assert.deepEqual(Object.keys(configuration.tracks ?? {}), name === 'constructor' ? ['constructor'] : [], name);
      assert.ok(problems.length > 0, name);
    }
    const { targets, profiles } = createConfigurationStore({ activeProfile: 'constructor' }).current();
    assert.equal(targets.get('constructor'), undefined);
    assert.equal(profiles.get('constructor'), undefined);
  });

  it('of settings are told, and nothing is inherited', () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      const raw: unknown = JSON.parse(
        `{"${name}":{"activeProfile":"x","tracks":{}},"gateway":{"${name}":{"enabled":true}}}`,
      );
      const { configuration } = parseConfiguration(raw, 'settings');
      assert.equal(configuration.activeProfile, undefined);
      assert.notEqual(configuration.gateway?.enabled, true);
      assert.equal(Reflect.get({}, 'activeProfile'), undefined);
    }
  });
});
