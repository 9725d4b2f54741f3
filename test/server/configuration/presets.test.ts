/** Tracks that are known by name: what they do not say is filled in, what they say stands. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { presets } from '../../../protocol/track-configuration.ts';
import type { Price } from '../../../server/catalogue/price.ts';
import { parseConfiguration } from '../../../server/configuration/parse.ts';
import { configurationOf, targetOf } from '../../support/configuration.ts';

const apiKey = { env: 'A_KEY' };

function trackOf(settings: Readonly<Record<string, unknown>>) {
  const configuration = configurationOf({ tracks: { t: settings } });
  const track = configuration.tracks.get('t');
  assert.ok(track);
  const targets = [...configuration.targets.values()].filter((target) => target.track.name === 't');
  return { track, targets, target: (model: string) => targetOf(configuration, `${model}@t`) };
}

function messagesFor(track: unknown): string[] {
  return parseConfiguration({ tracks: { t: track } }, 'file').problems.map(({ message }) => message);
}

const usd = (price: Price | null) => price && [price.inputPicoUsd / 1e6, price.outputPicoUsd / 1e6];

describe('a track of the preset holysheep-relay', () => {
  it('has the relay’s address, limits and terms from a key alone', () => {
    const { track } = trackOf({ preset: 'holysheep-relay', apiKey });
    assert.equal(track.provider, 'openai-compatible');
    assert.equal(track.baseUrl, 'https://api.holysheep.ai/v1');
    assert.deepEqual(track.apiKey, apiKey);
    assert.deepEqual(track.terms, { currency: 'CNY', perListUsd: '1', fxPerUsd: '7.3' });
    const { requestsPerMinute, tokensPerMinute, safetyFactor } = track.limits;
    assert.deepEqual([requestsPerMinute, tokensPerMinute, safetyFactor], [1_000, 100_000, 0.8]);
  });

  it('has the relay’s nominal prices, and the vendors’ list prices apart', () => {
    const { targets } = trackOf({ preset: 'holysheep-relay', apiKey });
    assert.deepEqual(
      targets.map(({ model, nominalPrice, listPrice, contextWindow }) => [
        ...[model, usd(nominalPrice), usd(listPrice), contextWindow],
      ]),
      [
        ['gpt-4.1', [8, 8], [2, 8], 128_000],
        ['claude-sonnet-4.5', [15, 15], [3, 15], 200_000],
        ['gemini-2.5-flash', [2.5, 10], [0.3, 2.5], 1_000_000],
        ['deepseek-v3.2', [0.42, 1.68], [0.28, 0.4], 64_000],
      ],
    );
    assert.equal(targets[0]?.nominalPrice?.source, 'preset holysheep-relay');
    assert.match(targets[0]?.listPrice?.source ?? '', /^catalogue \(/);
  });

  it('has the guide’s first guess of latency and what its models are good for', () => {
    const { target } = trackOf({ preset: 'holysheep-relay', apiKey });
    assert.equal(target('gemini-2.5-flash').priorFirstPartMs, 41);
    assert.deepEqual([...target('deepseek-v3.2').goodFor], ['reasoning', 'low-cost']);
    assert.equal(target('gemini-2.5-flash').features?.has('grounding'), false, 'a relay does not pass it on');
  });

  it('gives way to everything that is said, field by field', () => {
    const { track, targets, target } = trackOf({
      preset: 'holysheep-relay',
      provider: 'openai-compatible',
      baseUrl: 'http://127.0.0.1:9/v1',
      limits: { tokensPerMinute: 5 },
      terms: { currency: 'USD', perListUsd: 1, fxPerUsd: 1 },
      models: {
        'gpt-4.1': { contextWindow: 7 },
        'claude-sonnet-4.5': { price: { inputUsdPerMTok: 1, outputUsdPerMTok: 2 } },
      },
    });
    assert.equal(track.baseUrl, 'http://127.0.0.1:9/v1');
    assert.deepEqual([track.limits.requestsPerMinute, track.limits.tokensPerMinute], [1_000, 5]);
    assert.equal(track.terms.currency, 'USD');
    assert.equal(targets.length, 2, 'only the models that are named');
    assert.deepEqual([usd(target('gpt-4.1').nominalPrice), target('gpt-4.1').contextWindow], [[8, 8], 7]);
    assert.deepEqual(usd(target('claude-sonnet-4.5').nominalPrice), [1, 2]);
    assert.equal(target('claude-sonnet-4.5').nominalPrice?.source, 'configuration');
  });
});

describe('a track of a vendor’s preset', () => {
  const needed = {
    vertex: { project: 'p', location: 'global' },
    ollama: { models: { m: {} } },
    'lm-studio': { models: { m: {} } },
  };
  for (const preset of presets) {
    it(`${preset} is whole with what only its user can know`, () => {
      const { track, targets } = trackOf({ preset, ...(needed[preset as keyof typeof needed] ?? {}) });
      assert.match(track.baseUrl ?? '', /^https?:\/\//);
      assert.ok(targets.length > 0);
      for (const { name, nominalPrice } of targets) assert.notEqual(nominalPrice, null, `${name} has a price`);
    });
  }

  it('calls a model what its vendor calls it, and by our name', () => {
    const { target } = trackOf({
      preset: 'anthropic',
      apiKey,
      models: { 'claude-sonnet-4.5': {}, 'claude-opus-4-5-20251101': {} },
    });
    assert.equal(target('claude-sonnet-4.5').upstreamModel, 'claude-sonnet-4-5');
    assert.equal(target('claude-opus-4-5-20251101').upstreamModel, 'claude-opus-4-5-20251101');
    const atRouter = trackOf({ preset: 'openrouter', apiKey, models: { 'gpt-4.1': {} } });
    assert.equal(atRouter.target('gpt-4.1').upstreamModel, 'openai/gpt-4.1');
  });

  it('is free where it is a server on this machine', () => {
    const { target } = trackOf({ preset: 'ollama', models: { 'gpt-oss-20b': {} } });
    assert.deepEqual(
      [usd(target('gpt-oss-20b').nominalPrice), usd(target('gpt-oss-20b').listPrice)],
      [
        [0, 0],
        [0, 0],
      ],
    );
  });
});

describe('a preset that is wrong is told by field, rule and value', () => {
  const cases: readonly (readonly [string, unknown, string])[] = [
    [
      'an unknown one',
      { preset: 'acme' },
      'tracks.t.preset must be one of "holysheep-relay", "openai", "deepseek", "openrouter", "mistral", "groq", "xai", "anthropic", "gemini", "vertex", "ollama", "lm-studio", got "acme"',
    ],
    [
      'a limit below one',
      { preset: 'openai', limits: { requestsPerMinute: -5 } },
      'tracks.t.limits.requestsPerMinute must be a whole number above 0, got -5',
    ],
    ['a field of another provider', { preset: 'openai', project: 'p' }, 'tracks.t.project is not a known field'],
    [
      'Vertex AI without its project',
      { preset: 'vertex', location: 'global' },
      'tracks.t.project must be the id of a Google Cloud project, such as "my-project", but it is missing',
    ],
  ];
  for (const [what, track, message] of cases) {
    it(what, () => assert.deepEqual(messagesFor(track), [message]));
  }

  it('S2: never repeats a key that was written in place of a reference', () => {
    const messages = messagesFor({ preset: 'openai', apiKey: 'sk-1234567890abcdef' });
    assert.equal(messages.length, 1);
    assert.match(messages[0] ?? '', /^tracks\.t\.apiKey must name where the key is kept/);
    assert.doesNotMatch(messages.join(), /sk-/);
  });

  it('a local server without models, which nobody else can know', () => {
    assert.match(messagesFor({ preset: 'ollama' })[0] ?? '', /^tracks\.t\.models .*but it is missing$/);
  });
});
