/** A configuration that is wrong is told by field, rule and value, and the rest of it counts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfiguration } from '../../../server/configuration/parse.ts';

const relay = { provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', models: {} };

function messagesFor(raw: unknown): string[] {
  return parseConfiguration(raw, 'file').problems.map(({ message }) => message);
}

function deep(): unknown {
  return JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
}

describe('a configuration that is wrong is told by field, rule and value', () => {
  const cases: readonly [string, unknown, string][] = [
    ['not an object', [], 'the configuration must be an object, got []'],
    ['deeper than can be written out', deep(), 'the configuration must be nested at most 500 deep'],
    ['an unknown field', { trackz: {} }, 'trackz is not a known field'],
    [
      'a limit below one',
      { tracks: { relay: { ...relay, limits: { requestsPerMinute: -5 } } } },
      'tracks.relay.limits.requestsPerMinute must be a whole number above 0, got -5',
    ],
    [
      'a deadline longer than a request may take',
      { profiles: { p: { strategy: 'priority', targets: ['m@relay'], timeouts: { deadlineMs: 3_600_001 } } } },
      'profiles.p.timeouts.deadlineMs must be at most 3600000, got 3600001',
    ],
    [
      'a price that is not a number',
      { tracks: { relay: { ...relay, models: { m: { price: { inputUsdPerMTok: '1', outputUsdPerMTok: 1 } } } } } },
      'tracks.relay.models.m.price.inputUsdPerMTok must be a number of US dollars per million tokens, got "1"',
    ],
    [
      'U7: a price in the wrong unit',
      { tracks: { relay: { ...relay, models: { m: { price: { inputUsdPerMTok: 8e6, outputUsdPerMTok: 1 } } } } } },
      'tracks.relay.models.m.price.inputUsdPerMTok must be at most 10000: the unit is US dollars per million tokens, got 8000000',
    ],
    [
      'terms that are a slip of nine digits',
      { tracks: { relay: { ...relay, terms: { currency: 'CNY', perListUsd: 1, fxPerUsd: 7e-9 } } } },
      'tracks.relay.terms.fxPerUsd must be a number from 0.01 to 10000000, got 7e-9',
    ],
    [
      'an unknown provider',
      { tracks: { x: { provider: 'zzz' } } },
      'tracks.x.provider must be one of "openai-compatible", "vertex", "gemini", "anthropic", "sandbox", got "zzz"',
    ],
    [
      'a track that is no object',
      { tracks: { x: 5 } },
      'tracks.x must be an object with a "provider" that is one of "openai-compatible", "vertex", "gemini", "anthropic", "sandbox", got 5',
    ],
    [
      'a name with capitals',
      { tracks: { Relay: relay } },
      'tracks.Relay must have a name of small letters, digits and hyphens, got "Relay"',
    ],
    [
      'an address without scheme',
      { tracks: { relay: { ...relay, baseUrl: 'api.example.com' } } },
      'tracks.relay.baseUrl must be an http or https URL up to and including the version, such as https://api.example.com/v1, got "api.example.com"',
    ],
    [
      'a missing field',
      { tracks: { relay: { provider: 'openai-compatible', models: {} } } },
      'tracks.relay.baseUrl must be an http or https URL up to and including the version, such as https://api.example.com/v1, but it is missing',
    ],
    [
      'an unknown strategy',
      { profiles: { p: { strategy: 'best', targets: ['m@relay'] } } },
      'profiles.p.strategy must be one of "priority", "cheapest", "fastest", "balanced", got "best"',
    ],
    [
      'an empty profile',
      { profiles: { p: { strategy: 'priority', targets: [] } } },
      'profiles.p.targets must hold at least one entry, such as "gpt-4.1@relay", got []',
    ],
    [
      'a breaker setting',
      { tracks: { r: { ...relay, breaker: { failures: 0 } } } },
      'tracks.r.breaker.failures must be a whole number above 0, got 0',
    ],
  ];
  for (const [name, raw, message] of cases) it(name, () => assert.deepEqual(messagesFor(raw), [message]));
});

describe('parsing a configuration', () => {
  it('leaves out the entry that is wrong and keeps the others', () => {
    const { configuration, problems } = parseConfiguration({ tracks: { good: relay, bad: { provider: 'x' } } }, 'file');
    assert.deepEqual(Object.keys(configuration.tracks ?? {}), ['good']);
    assert.equal(problems.length, 1);
  });

  it('leaves out a model that is wrong and keeps its track, unless the track is wrong besides or no model is left', () => {
    const bad = { price: { inputUsdPerMTok: -1, outputUsdPerMTok: 1 } };
    const modelsOf = (track: object) =>
      Object.keys(
        parseConfiguration({ tracks: { relay: { ...relay, ...track } } }, 'file').configuration.tracks?.relay?.models ??
          {},
      );
    assert.deepEqual(modelsOf({ models: { good: {}, bad } }), ['good']);
    assert.deepEqual(modelsOf({ models: { good: {}, bad }, limits: { concurrency: 0 } }), []);
    assert.deepEqual(modelsOf({ models: { bad } }), []);
    const { problems } = parseConfiguration({ tracks: { relay: { ...relay, models: { good: {}, bad } } } }, 'file');
    assert.deepEqual(
      problems.map(({ field }) => field),
      ['tracks.relay.models.bad.price.inputUsdPerMTok'],
    );
  });

  it('S2: never repeats what stands where a key reference belongs, nor the password of a URL', () => {
    const text = messagesFor({
      tracks: {
        a: { ...relay, apiKey: 'sk-very-secret' },
        b: { ...relay, apiKey: { env: ['sk-very-secret'] } },
        c: { ...relay, baseUrl: 'ftp://me:sk-very-secret@host/v1' },
      },
      gateway: { token: 'sk-very-secret' },
    }).join('\n');
    assert.equal(text.includes('sk-very-secret'), false, text);
    assert.match(text, /tracks\.a\.apiKey must name where the key is kept/);
    assert.match(text, /gateway\.token must name where the key is kept/);
  });

  it('S2: refuses a base URL with a login, a query or a fragment by field and rule, and never repeats it', () => {
    const odd = [
      'http://me:very-secret@127.0.0.1:9/v1',
      'http://very-secret@127.0.0.1:9/v1',
      'http:very-secret@127.0.0.1/v1',
      'https://api.example.com/v1?key=very-secret',
      'https://api.example.com/v1#very-secret',
      'ftp://me:very-secret@host/v1',
    ];
    for (const baseUrl of odd) {
      for (const track of [
        { ...relay, baseUrl },
        { provider: 'anthropic', baseUrl, models: {} },
        { preset: 'openai', baseUrl },
      ]) {
        const messages = messagesFor({ tracks: { a: track } });
        assert.equal(messages.length, 1, messages.join());
        assert.match(
          messages[0] ?? '',
          /^tracks\.a\.baseUrl must (have no user name, password, query or fragment|be an http)/,
        );
        assert.doesNotMatch(messages[0] ?? '', /very-secret/);
      }
    }
    const plain = ['https://api.example.com/v1', 'https://api.example.com/@account/v1', 'http://[::1]:9/v1/'];
    for (const baseUrl of plain) assert.deepEqual(messagesFor({ tracks: { a: { ...relay, baseUrl } } }), []);
  });

  it('takes the documented headless configuration without a word', () => {
    const raw = {
      tracks: {
        relay: {
          provider: 'openai-compatible',
          baseUrl: 'http://127.0.0.1:9001/v1',
          apiKey: { env: 'RELAY_KEY' },
          limits: { requestsPerMinute: 1000, tokensPerMinute: 100000 },
          models: {
            'gpt-4.1': { price: { inputUsdPerMTok: 8, outputUsdPerMTok: 8 } },
            fast: { upstreamName: 'deepseek-chat', price: { inputUsdPerMTok: 0.42, outputUsdPerMTok: 1.68 } },
          },
        },
      },
      profiles: { default: { strategy: 'priority', targets: ['gpt-4.1@relay', 'fast@relay'] } },
      activeProfile: 'default',
    };
    const { configuration, problems } = parseConfiguration(raw, 'file');
    assert.deepEqual(problems, []);
    assert.deepEqual(configuration, raw);
  });

  it('does not take a polluted prototype for a field', () => {
    const { configuration } = parseConfiguration(JSON.parse('{"__proto__": {"activeProfile": "x"}}'), 'file');
    assert.equal(configuration.activeProfile, undefined);
  });
});
