/** package.json and its texts agree with the code. */
import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { sharedChinese } from '../../protocol/chinese.ts';
import { configurationContribution } from '../../scripts/contributes.ts';
import { projectFolder } from '../../scripts/paths.ts';
import { sentencesIn } from '../support/sentences.ts';

const textsSchema = z.record(z.string(), z.string());
const manifestSchema = z.object({
  contributes: z.object({
    commands: z.array(z.object({ command: z.string() })),
    configuration: z.object({ properties: z.record(z.string(), z.looseObject({ scope: z.string() })) }),
  }),
  capabilities: z.object({ untrustedWorkspaces: z.object({ restrictedConfigurations: z.array(z.string()) }) }),
});

async function read(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(projectFolder, name), 'utf8'));
}

/** Every source text of the extension. */
async function sources(): Promise<string> {
  const names = await readdir(join(projectFolder, 'extension'), { recursive: true });
  const files = names.filter((name) => name.endsWith('.ts')).map((name) => join('extension', name));
  const texts = files.map((file) => readFile(join(projectFolder, file), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}

describe('package.json', () => {
  const generated = configurationContribution();

  it('holds the settings that the schema describes; after a change run npm run contributes', async () => {
    const { contributes } = z.object({ contributes: z.looseObject({}) }).parse(await read('package.json'));
    assert.deepEqual(contributes.configuration, generated.configuration);
    const texts = textsSchema.parse(await read('package.nls.json'));
    const settings = Object.entries(texts).filter(([key]) => key.startsWith('setting.'));
    assert.deepEqual(Object.fromEntries(settings), generated.texts);
  });

  it('lets no repository decide where a key is sent or what a window may only choose', async () => {
    const { contributes, capabilities } = manifestSchema.parse(await read('package.json'));
    const { properties } = contributes.configuration;
    for (const name of ['tracks', 'profiles', 'gateway', 'network', 'localServers', 'budgets', 'unknownPrice']) {
      assert.equal(properties[`dualtrack.${name}`]?.scope, 'application', name);
    }
    assert.ok(capabilities.untrustedWorkspaces.restrictedConfigurations.includes('dualtrack.activeProfile'));
  });

  it('S2: has no place for a key in the settings, only for its name', () => {
    const schema = JSON.stringify(generated.configuration);
    assert.match(schema, /"secret"/);
    assert.doesNotMatch(schema, /"apiKey":\{"type":"string"/);
  });

  it('offers exactly the commands that are registered', async () => {
    const { contributes } = manifestSchema.parse(await read('package.json'));
    const offered = contributes.commands.map(({ command }) => command).sort();
    const registered = [...(await sources()).matchAll(/registerCommand\('(dualtrack\.\w+)'/g)]
      .map(([, name]) => name)
      .sort();
    assert.deepEqual(offered, registered);
  });
});

describe('the texts', () => {
  it('E7: of package.json are all there in Simplified Chinese', async () => {
    const english = textsSchema.parse(await read('package.nls.json'));
    const chinese = textsSchema.parse(await read('package.nls.zh-cn.json'));
    assert.deepEqual(Object.keys(chinese).sort(), Object.keys(english).sort());
    const used = [...(await readFile(join(projectFolder, 'package.json'), 'utf8')).matchAll(/"%([\w.]+)%"/g)];
    assert.deepEqual([...new Set(used.map(([, key]) => key))].sort(), Object.keys(english).sort());
  });

  it('E7: of the code are all there in Simplified Chinese, with the same placeholders', async () => {
    const chinese = textsSchema.parse(await read('l10n/bundle.l10n.zh-cn.json'));
    const calls = (await sources()).matchAll(/\b(?:t|said)\(\s*(?:'((?:[^'\\]|\\.)*)'|`([^`$]*)`)/g);
    const inCode = new Set([...calls].map(([, quoted, backticked]) => quoted ?? backticked ?? ''));
    assert.ok(inCode.size > 50, `only ${inCode.size} texts were found`);
    // What daemon and terminal say alike has its translation in one table for all.
    const wanted = [...inCode].filter((text) => !Object.hasOwn(sharedChinese, text));
    assert.deepEqual(Object.keys(chinese).sort(), wanted.sort());
    const placeholders = (text: string) => [...text.matchAll(/\{\d+\}/g)].map(([placeholder]) => placeholder).sort();
    for (const [text, translation] of Object.entries(chinese)) {
      assert.deepEqual(placeholders(translation), placeholders(text), text);
    }
  });

  it('E7: that daemon and terminal say, too, are looked up where those are', async () => {
    const lost = [...(await sources()).matchAll(/\bl10n\.t\(\s*'((?:[^'\\]|\\.)*)'/g)].map(([, text = '']) => text);
    assert.ok(lost.length > 50);
    assert.deepEqual(
      lost.filter((text) => Object.hasOwn(sharedChinese, text)),
      [],
    );
  });

  it('E7: are put into the language wherever the code holds a sentence', async () => {
    const chinese = textsSchema.parse(await read('l10n/bundle.l10n.zh-cn.json'));
    const known = (text: string) => [chinese, sharedChinese].some((table) => Object.hasOwn(table, text));
    const files = globSync('extension/**/*.ts', { cwd: projectFolder }).filter((file) => !saidToNoPerson.has(file));
    const unknown = await Promise.all(
      files.map(async (file) =>
        sentencesIn(await readFile(join(projectFolder, file), 'utf8')).flatMap((text) =>
          known(text) || shownAsItIs.has(text) ? [] : [`${file}: ${text}`],
        ),
      ),
    );
    assert.deepEqual(unknown.flat(), []);
  });
});

/** What models are asked in English, descriptions of settings (translated in package.nls.zh-cn.json), and a page's markup. */
const saidToNoPerson = new Set(
  ['asking/prompt', 'editing/edit-prompt', 'commands/commit-message', 'editor-settings', 'panel/panel-html'].map(
    (name) => `extension/${name}.ts`,
  ),
);

const shownAsItIs = new Set([
  // A name, a command to be pasted, and the name of a channel of the log.
  'HolySheep relay',
  'aider --openai-api-base {0} --openai-api-key {1} --model openai/dualtrack\\n',
  'Dualtrack trace',
]);
