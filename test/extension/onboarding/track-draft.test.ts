/** What the questions of “Add a Track…” become in the settings. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  freeName,
  isBaseUrl,
  nameOfAddress,
  namesIn,
  presetChoices,
  type TrackDraft,
  trackSettings,
} from '../../../extension/onboarding/track-draft.ts';
import { namePattern } from '../../../protocol/field.ts';
import { presets, trackSchema } from '../../../protocol/track-configuration.ts';

const drafts: readonly TrackDraft[] = [
  { kind: 'key', preset: 'holysheep-relay', apiKey: { secret: 'relay' } },
  { kind: 'key', preset: 'anthropic', apiKey: { env: 'ANTHROPIC_API_KEY' } },
  { kind: 'google', project: 'my-project', location: 'global' },
  { kind: 'models', preset: 'ollama', models: ['qwen3:8b'] },
  { kind: 'address', baseUrl: 'https://api.example.com/v1', apiKey: { command: 'pass show key' }, models: ['m'] },
  { kind: 'address', baseUrl: 'http://127.0.0.1:8000/v1', apiKey: null, models: ['m'] },
];

describe('a track that was asked for', () => {
  for (const draft of drafts) {
    it(`is one the schema takes: ${JSON.stringify(trackSettings(draft))}`, () => {
      assert.deepEqual(trackSchema.safeParse(trackSettings(draft)).error, undefined);
    });
  }

  it('can be of every account that is known by name, and of any other', () => {
    assert.deepEqual(presetChoices.flatMap(({ preset }) => preset ?? []).toSorted(), [...presets].toSorted());
    assert.equal(presetChoices.at(-1)?.preset, null);
  });

  it('takes no name that a track or a key has', () => {
    assert.equal(freeName('relay', new Set()), 'relay');
    assert.equal(freeName('relay', new Set(['relay', 'relay-2'])), 'relay-3');
  });

  it('is named after its host, as names may be', () => {
    const names = ['https://api.example.com/v1', 'http://127.0.0.1:8000/v1', 'https://[fe80::1]/v1', 'https://Ä.de/v1'];
    for (const name of names.map(nameOfAddress)) assert.match(name, namePattern);
    assert.equal(nameOfAddress('https://api.example.com/v1'), 'example-com');
    assert.equal(nameOfAddress('http://127.0.0.1:8000/v1'), 'local');
  });

  it('has models by names between commas or spaces, each once', () => {
    assert.deepEqual(namesIn(' a, b,,a\n c '), ['a', 'b', 'c']);
  });

  it('W9: has an address without a user, a password or a query in it', () => {
    assert.equal(isBaseUrl('https://api.example.com/v1'), true);
    for (const text of ['api.example.com', 'ftp://x/v1', 'https://user:key@x/v1', 'https://x/v1?key=1', ''])
      assert.equal(isBaseUrl(text), false, text);
  });
});
