/** Configurations with anything in them: what is wrong is told by field, and the rest goes on working. */
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import fc from 'fast-check';
import { createOverride } from '../../server/catalogue/override.ts';
import { createConfigurationStore } from '../../server/configuration/store.ts';
import { lineOfMistake } from '../../server/daemon/configuration-file.ts';
import { assertClear, assertUnpolluted, fuzz } from './fuzz.ts';
import { mutated, mutatedJson } from './mutations.ts';

const writtenKey = 'sk-written-where-a-name-belongs-0123456789';
const models = { m: { price: { inputUsdPerMTok: 8, outputUsdPerMTok: 8, tiers: [{ aboveInputTokens: 200_000 }] } } };
const vertex = {
  provider: 'vertex',
  project: 'p',
  location: 'global',
  credentials: 'adc',
  models: { 'gemini-2.5-flash': {} },
};
const rule = {
  name: 'pictures',
  when: { features: ['images'], inputTokens: { atMost: 9 }, time: { from: '09:00', to: '18:00' }, workspaces: ['*/a'] },
  // biome-ignore lint/suspicious/noThenProperty: rules are written so, and never awaited.
  then: { targets: ['*@relay'], anyModel: true },
};
const whole = {
  tracks: {
    relay: {
      provider: 'openai-compatible',
      baseUrl: 'http://127.0.0.1:9/v1',
      apiKey: { env: 'RELAY_KEY' },
      limits: { requestsPerMinute: 1000, tokensPerMinute: 100_000 },
      terms: { currency: 'CNY', perListUsd: 1, fxPerUsd: 7.3 },
      breaker: { failures: 5 },
      models,
    },
    known: { preset: 'deepseek', apiKey: { secret: 'x' } },
    gcp: vertex,
    play: { provider: 'sandbox' },
  },
  profiles: {
    work: {
      strategy: 'balanced',
      weights: { cost: 2 },
      targets: ['*@relay'],
      fallback: ['*@gcp'],
      rules: [rule],
      constraints: { maxCostUsd: 0.5, workspaces: [{ workspaces: ['*/a'], tracks: ['gcp'] }] },
    },
  },
  activeProfile: 'work',
  budgets: [
    { name: 'day', period: 'day', limitUsd: 5, hard: true },
    { scope: { model: 'm' }, shareOf: 'month', percent: 5 },
  ],
  gateway: { enabled: true, port: 0, token: { env: 'T' } },
  network: { proxy: 'http://127.0.0.1:3128' },
  timeZone: 'Europe/Berlin',
  projection: { growth: 1.2 },
};
const withKeys = {
  ...whole,
  tracks: {
    relay: { ...whole.tracks.relay, apiKey: writtenKey, baseUrl: `https://me:${writtenKey}@relay.example/v1` },
  },
  gateway: { token: writtenKey },
};
const untouched = { provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', models: { untouched: {} } };

describe('a configuration of any form', () => {
  fuzz(
    'S2, W9: is read as far as it is right, and tells the rest by field, without a key',
    'configuration',
    fc.tuple(mutatedJson([whole, withKeys]), mutatedJson([whole])),
    ([file, settings]) => {
      const store = createConfigurationStore(file, { epochMs: () => Date.UTC(2026, 10, 22) });
      if (isObject(settings)) store.configure({ ...settings });
      const { problems, targets, tracks } = store.current();
      for (const { field, message } of problems) {
        assertClear(message);
        assert.ok(message.includes(field), `${field} is not in: ${message}`);
        assert.match(message, /\b(must|is not a known field|may not|cannot)\b/);
        assert.ok(!message.includes(writtenKey), message);
      }
      for (const target of targets.values()) assert.equal(tracks.get(target.track.name), target.track);
      assertUnpolluted();
    },
  );

  fuzz('leaves what is right in force, whatever stands beside it', 'configuration', mutatedJson([whole]), (file) => {
    const given = isObject(file) ? file : {};
    const others = 'tracks' in given && isObject(given.tracks) ? given.tracks : {};
    const store = createConfigurationStore({ ...given, tracks: { ...others, untouched } });
    assert.ok(store.current().targets.has('untouched@untouched'));
  });
});

describe('a configuration file of any text', () => {
  fuzz(
    'is either read or told of by a line within it',
    'files',
    mutated([Buffer.from(JSON.stringify(whole, null, 2))]),
    (bytes) => {
      const text = bytes.toString();
      try {
        createConfigurationStore(JSON.parse(text)).current();
      } catch (error) {
        assert.ok(error instanceof SyntaxError, `${error}`);
        const line = lineOfMistake(text);
        assert.ok(line >= 1 && line <= text.split('\n').length, `line ${line}`);
      }
    },
  );

  const catalogue = {
    asOf: '2026-11-01',
    models: [
      {
        name: 'house-model',
        aliases: ['house'],
        vendor: 'openai',
        features: ['tools'],
        offers: [
          {
            at: { openai: 'house-model' },
            price: { inputUsdPerMTok: 3, outputUsdPerMTok: 1, asOf: '2026-11-01' },
            source: 'us',
          },
        ],
      },
    ],
  };

  fuzz(
    'S3: a catalogue is either taken or left out with a reason',
    'files',
    fc.oneof(
      mutated([Buffer.from(JSON.stringify(catalogue))]).map(String),
      mutatedJson([catalogue]).map((value) => JSON.stringify(value)),
    ),
    (text) => {
      const { catalogue, problem } = createOverride(() => text)('own.json');
      if (problem !== null) assertClear(problem);
      assert.ok(catalogue.find('o3') !== undefined);
      assertUnpolluted();
    },
  );
});

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
