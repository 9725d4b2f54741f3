/** What each failure of a track is put down to, and what a person is told to do. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearbyBaseUrls } from '../../../server/verification/base-urls.ts';
import { diagnose, type Symptoms } from '../../../server/verification/diagnosis.ts';
import { findListed, similarName } from '../../../server/verification/listed-models.ts';

const plain: Symptoms = {
  track: 'relay',
  provider: 'openai-compatible',
  baseUrl: 'https://api.example.com/v1',
  location: null,
  kind: 'auth',
  status: 401,
  message: 'relay: 401 Unauthorized.',
  words: [],
  code: null,
  failedHost: null,
  keyOf: null,
  hasKey: true,
  betterBaseUrl: null,
  clockAheadMs: null,
  proxyHost: null,
};
const network = { kind: 'network', status: null } as const;
const vertex = { provider: 'vertex', location: 'us-central1', hasKey: false } as const;
const minute = 60_000;

/** What was seen, the cause it is put down to, and what the advice must say. */
const cases: readonly (readonly [string, Partial<Symptoms>, string, RegExp])[] = [
  ['a wrong key', {}, 'key', /^$/],
  ['no key', { hasKey: false, status: null }, 'no-key', /^$/],
  ['a key of another vendor’s shape', { keyOf: 'Anthropic' }, 'other-vendors-key', /^$/],
  ['a key that may not', { status: 403 }, 'role', /allowed/],
  ['no credit', { status: 402 }, 'account', /credit/],
  ['no credit, told with 400', { status: 400, words: ['billing_error'] }, 'account', /credit/],
  ['a key’s clock means nothing', { clockAheadMs: 90 * minute }, 'key', /^$/],
  ['a login that ended', { ...vertex, status: null }, 'login', /^$/],
  ['a missing role', { ...vertex, status: 403, words: ['permission_denied'] }, 'role', /^$/],
  [
    'a disabled API',
    { ...vertex, status: 403, words: ['permission_denied', 'service_disabled'] },
    'api-disabled',
    /^$/,
  ],
  ['billing that is off', { ...vertex, status: 403, words: ['billing_disabled'] }, 'account', /billing/],
  ['a clock that is ahead', { ...vertex, clockAheadMs: 90 * minute }, 'clock', /90 minutes ahead of the upstream/],
  ['a clock that is behind', { ...vertex, status: null, clockAheadMs: -6 * minute }, 'clock', /6 minutes behind/],
  ['a clock that is right enough', { ...vertex, clockAheadMs: 2 * minute }, 'login', /^$/],
  [
    'a model that is not in this region',
    { ...vertex, kind: 'no-such-model', status: 404 },
    'region',
    /us-central1.*global/,
  ],
  ['a model nobody knows', { kind: 'no-such-model', status: 404 }, 'model', /upstreamName/],
  ['a redirect', { kind: 'no-such-model', status: 301 }, 'base-url', /redirects/],
  [
    'a better base URL that was tried',
    { kind: 'no-such-model', status: 404, betterBaseUrl: 'https://b/v1' },
    'base-url',
    /^Set tracks\.relay\.baseUrl to https:\/\/b\/v1/,
  ],
  ['a web page', { ...network }, 'base-url', /not the API/],
  ['an answer that is no list', { kind: 'overloaded', status: null }, 'base-url', /not the API/],
  ['over the limit', { kind: 'rate-limited', status: 429 }, 'quota', /quota/],
  ['an upstream that fails', { kind: 'overloaded', status: 503 }, 'upstream', /later/],
  ['nothing listens', { ...network, code: 'ECONNREFUSED' }, 'connection', /Nothing listens at api\.example\.com/],
  [
    'no such host',
    { ...network, code: 'ENOTFOUND', failedHost: 'api.example.com' },
    'host-name',
    /Nobody knows the host api\.example\.com/,
  ],
  ['no answer', { kind: 'timeout', status: null }, 'connection', /firewall/],
  [
    'connecting takes too long',
    { kind: 'timeout', status: null, code: 'UND_ERR_CONNECT_TIMEOUT', proxyHost: 'p.corp' },
    'connection',
    /proxy p\.corp lets it through/,
  ],
  [
    'a proxy that is not there',
    { ...network, code: 'ECONNREFUSED', failedHost: 'p.corp', proxyHost: 'p.corp' },
    'proxy',
    /the proxy p\.corp that cannot be reached/,
  ],
  [
    'a proxy that refuses',
    { ...network, code: 'UND_ERR_ABORTED', proxyHost: 'p.corp' },
    'proxy',
    /does not let the request through/,
  ],
  [
    'a connection that is dropped behind a proxy',
    { ...network, code: 'ECONNRESET', proxyHost: 'p.corp' },
    'connection',
    /p\.corp stands between/,
  ],
  ['an own certificate', { ...network, code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'certificate', /network\.extraCaFile/],
  [
    'an unknown authority',
    { ...network, code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' },
    'certificate',
    /network\.extraCaFile/,
  ],
  [
    'a certificate that has expired',
    { ...network, code: 'CERT_HAS_EXPIRED' },
    'certificate',
    /renewed, or this machine's clock/,
  ],
  ['a certificate that is early', { ...network, code: 'CERT_NOT_YET_VALID' }, 'certificate', /clock/],
  [
    'a certificate of another host',
    { ...network, code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    'certificate',
    /another host/,
  ],
  ['https where http is spoken', { ...network, code: 'EPROTO' }, 'base-url', /No TLS/],
  ['this machine is offline', { kind: 'offline', status: null, code: 'ENETUNREACH' }, 'offline', /network/],
  ['what nobody foresaw', { kind: 'invalid-request', status: 422 }, 'other', /^$/],
];

describe('the diagnosis of a track', () => {
  for (const [name, seen, cause, advice] of cases) {
    it(`${name}: ${cause}`, () => {
      const trouble = diagnose({ ...plain, ...seen });
      assert.equal(trouble.cause, cause);
      assert.match(trouble.advice, advice);
    });
  }
});

describe('base URLs near the configured one', () => {
  it('are what remains without a path that is asked, with a version where one is needed', () => {
    const near = (baseUrl: string) => nearbyBaseUrls('openai-compatible', baseUrl);
    assert.deepEqual(near('https://a.b/v1/chat/completions'), ['https://a.b/v1', 'https://a.b/api/v1', 'https://a.b']);
    assert.deepEqual(near('https://a.b'), ['https://a.b/v1', 'https://a.b/api/v1']);
    assert.deepEqual(near('https://a.b/v1/models/'), ['https://a.b/v1', 'https://a.b/api/v1', 'https://a.b']);
    assert.deepEqual(nearbyBaseUrls('anthropic', 'https://a.b/v1/messages'), ['https://a.b/v1', 'https://a.b']);
    assert.deepEqual(nearbyBaseUrls('gemini', 'https://a.b/v1beta'), ['https://a.b']);
    assert.deepEqual(nearbyBaseUrls('anthropic', 'https://a.b/proxy'), []);
  });
});

describe('a model in a list', () => {
  const list = ['models/Gemini-2.5-Flash', 'claude-sonnet-4-5-20250929', 'gpt-4.1-mini'].map((name) => ({
    name,
    contextWindow: null,
  }));

  it('is found by its name, in any case, without a collection in front or a day behind it', () => {
    assert.equal(findListed('gemini-2.5-flash', list)?.name, 'models/Gemini-2.5-Flash');
    assert.equal(findListed('anthropic/claude-sonnet-4-5', list)?.name, 'claude-sonnet-4-5-20250929');
    assert.equal(findListed('gpt-4.1', list), null);
  });

  it('that is missing has a similar one, where there is any', () => {
    assert.equal(similarName('gpt-4.1', list), 'gpt-4.1-mini');
    assert.equal(similarName('claude-opus-4-5', list), 'claude-sonnet-4-5-20250929');
    assert.equal(similarName('deepseek', list), null);
  });
});
