/** A repository that means harm, opened and perhaps not trusted: it redirects no track, chooses no cost and sends no file. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as z from 'zod';
import { createExclusion, joinExclusions } from '../../extension/asking/exclusion.ts';
import { configurationSchema } from '../../protocol/configuration.ts';
import { projectFolder } from '../../scripts/paths.ts';

const manifestSchema = z.object({
  contributes: z.object({
    configuration: z.object({ properties: z.record(z.string(), z.looseObject({ scope: z.string() })) }),
  }),
  capabilities: z.object({
    untrustedWorkspaces: z.object({ supported: z.literal('limited'), restrictedConfigurations: z.array(z.string()) }),
  }),
});

const read = (...path: string[]) => readFile(join(projectFolder, ...path), 'utf8');

describe('W9, S1: settings of a repository', () => {
  it('cannot hold one that the daemon obeys, other than the profile of this window', async () => {
    const { contributes } = manifestSchema.parse(JSON.parse(await read('package.json')));
    const { properties } = contributes.configuration;
    for (const name of Object.keys(configurationSchema.shape)) {
      const { scope } = properties[`dualtrack.${name}`] ?? { scope: 'not there' };
      assert.equal(scope, name === 'activeProfile' ? 'window' : 'application', name);
    }
    assert.equal(properties['dualtrack.confirmAboveUsd']?.scope, 'application');
  });

  it('are not read for what could cost or ask something while the repository is not trusted', async () => {
    const { capabilities } = manifestSchema.parse(JSON.parse(await read('package.json')));
    const { restrictedConfigurations } = capabilities.untrustedWorkspaces;
    for (const name of ['activeProfile', 'prompts'])
      assert.ok(restrictedConfigurations.includes(`dualtrack.${name}`), name);
    assert.match(await read('extension', 'profile-choice.ts'), /if \(!workspace\.isTrusted\) return undefined/);
  });

  it('are never sent to the daemon: only what the person set for all windows is', async () => {
    const text = await read('extension', 'daemon', 'settings.ts');
    assert.match(text, /\.inspect\(key\)\?\.globalValue/);
    assert.doesNotMatch(text, /workspaceValue|workspaceFolderValue|configuration\.get\(/);
  });
});

describe('S4: files that are not to be sent', () => {
  it('stay so, whatever the repository lets through', () => {
    const person = ['.env', '*.pem', '!example.pem'];
    for (const repository of [['!.env'], ['!*'], ['!**/.env', '!*.pem'], ['*', '!*']]) {
      const exclusion = joinExclusions([person, repository, repository], [{ folder: '', text: '!.env\n!*.pem' }]);
      assert.equal(exclusion.excludedBy('.env'), '.env', repository.join());
      assert.equal(exclusion.excludedBy('deep/key.pem'), '*.pem', repository.join());
    }
    assert.equal(joinExclusions([person, []], []).excludedBy('example.pem'), null);
  });

  it('may be more by what the repository says', () => {
    const exclusion = joinExclusions([['.env'], ['*.secret', '!open.secret']], []);
    assert.equal(exclusion.excludedBy('x.secret'), '*.secret');
    assert.equal(exclusion.excludedBy('open.secret'), null);
  });

  it('are found out also by odd ways to write them', () => {
    const exclusion = createExclusion(['.env', '*.pem'], []);
    for (const path of [
      '.env',
      'a/.env',
      '../.env',
      '/etc/.env',
      './.env',
      'a//.env',
      'C:/x/.env',
      '.ENV',
      'a/b.PEM',
    ]) {
      assert.notEqual(exclusion.excludedBy(path), null, path);
    }
  });
});
