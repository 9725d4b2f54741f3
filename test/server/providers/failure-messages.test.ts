/** What a person is told when an upstream refuses or cannot be reached. */
import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { describe, it } from 'node:test';
import type { GoogleCredentials } from '../../../protocol/track-configuration.ts';
import { failureFromNetwork, failureFromSilence } from '../../../server/providers/failure-from-network.ts';
import { failureFromResponse } from '../../../server/providers/failure-from-response.ts';
import { explainRefusedKey } from '../../../server/providers/key-shape.ts';
import { redactKeys } from '../../../server/providers/redact.ts';
import { readDurationMs, readRetryAfterMs } from '../../../server/providers/retry-after.ts';
import { RequestError } from '../../../server/request-error.ts';

const from = (key: string | null, baseUrl = 'https://relay.example/v1') => ({ target: 'm@relay', baseUrl, key });
const refused = (message: string, key: string | null, baseUrl?: string) =>
  failureFromResponse({ status: 401, headers: {}, body: { error: { message } } }, from(key, baseUrl), 0).message;

describe('the message of a refusal', () => {
  it('says how to renew an access token of Google, by where it comes from', () => {
    const said = (credentials: GoogleCredentials) => {
      const google = { project: 'p', location: 'global', credentials };
      const body = { error: { code: 401, status: 'UNAUTHENTICATED', message: 'No.' } };
      return failureFromResponse({ status: 401, headers: {}, body }, { ...from(null), google }, 0).message;
    };
    assert.match(said('adc'), /Run: gcloud auth application-default login$/);
    assert.match(
      said({ token: { env: 'T' } }),
      /where credentials\.token says; gcloud auth print-access-token gives one\.$/,
    );
    assert.match(said({ serviceAccountFile: '/sa.json' }), /key in \/sa\.json was not deleted or replaced\.$/);
  });

  it('names target, status, the upstream’s own words and what to do', () => {
    const body = { error: { message: 'Rate limit reached.  Please\nretry after 7 seconds' } };
    assert.equal(
      failureFromResponse({ status: 429, headers: {}, body }, from(null), 0).message,
      'm@relay: 429 Too Many Requests: Rate limit reached. Please retry after 7 seconds. It asks to wait 7 s.',
    );
  });

  it('quotes at most 300 characters', () => {
    const body = { error: { message: 'word '.repeat(200) } };
    const { message } = failureFromResponse({ status: 400, headers: {}, body }, from(null), 0);
    assert.ok(message.length < 350);
    assert.match(message, /…$/);
  });

  it('a key of another vendor’s shape is named by its vendor, without showing it', () => {
    const key = 'sk-ant-api03-abcdefghijklmnop';
    assert.match(refused('no', key), /shape of a key of Anthropic, but this track is at relay\.example/);
    assert.doesNotMatch(refused(`bad key ${key}`, key), /api03/);
    assert.match(
      refused('no', 'sk-1234567890', 'https://api.groq.com/openai/v1'),
      /not have the shape of a key of Groq/,
    );
    assert.match(explainRefusedKey('"sk-123"', 'https://relay.example/v1'), /quotes, white space or the word/);
    assert.match(explainRefusedKey(null, 'https://relay.example/v1'), /No key was sent/);
  });

  it('a base URL without a version is pointed out with what it may have to be', () => {
    assert.match(refused('no', 'sk-1', 'https://relay.example'), /may have to be https:\/\/relay\.example\/v1\./);
    assert.doesNotMatch(refused('no', 'sk-1'), /may have to be/);
    assert.match(refused('no', 'sk-1', 'https://relay.example/v1/chat/completions'), /must end before \/chat/);
  });

  it('S2: nothing that looks like a key survives in an upstream’s words', () => {
    const secrets = [
      'sk-proj-abc_DEF123456789',
      'sk-wrong****-key',
      'AIzaSyA1234567890abcdefghijklmno',
      'gsk_abcdefgh12345678',
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc',
      '0123456789abcdef0123456789abcdef',
      'Bearer abc.def-ghi',
    ];
    for (const secret of secrets) {
      const told = redactKeys(`The value ${secret} is wrong`);
      assert.ok(!told.includes(secret.replace('Bearer ', '')), told);
    }
    assert.equal(redactKeys('Incorrect API key provided: invalid-key. See'), 'Incorrect API key provided: [key] See');
    assert.equal(redactKeys('of pass1234 here', 'pass1234'), 'of [key] here');
    assert.equal(redactKeys('The model gpt-4.1-mini does not exist'), 'The model gpt-4.1-mini does not exist');
  });
});

describe('how long an upstream asks to wait', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');
  const wait = (headers: Record<string, string>, message = '', retryDelay: string | null = null) =>
    readRetryAfterMs({ headers, message, retryDelay }, now);

  it('T2: seconds, fractions, dates, milliseconds, RetryInfo and words are understood', () => {
    assert.equal(wait({ 'retry-after': '3' }), 3000);
    assert.equal(wait({ 'retry-after': '0.25' }), 250);
    assert.equal(wait({ 'retry-after': 'Sun, 22 Nov 2026 12:01:00 GMT' }), 60_000);
    assert.equal(wait({ 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }), 0);
    assert.equal(wait({ 'retry-after-ms': '1500' }), 1500);
    assert.equal(wait({}, '', '17.399999999s'), 17_400);
    assert.equal(wait({}, 'Please try again in 6m0s.'), 360_000);
    assert.equal(wait({}, 'Please retry in 48.2s'), 48_200);
    assert.equal(wait({}, 'Try again in 20 seconds'), 20_000);
  });

  it('T2: what is no duration is no hint', () => {
    assert.equal(wait({ 'retry-after': 'soon' }), undefined);
    assert.equal(wait({ 'retry-after': '-1' }), undefined);
    assert.equal(wait({}, 'Please try again later'), undefined);
    assert.equal(readDurationMs('12'), undefined);
  });

  it('T2: of two headers that disagree the longer counts', () => {
    assert.equal(wait({ 'retry-after': '1', 'retry-after-ms': '0' }), 1000);
  });
});

describe('an upstream that cannot be reached', () => {
  const failed = (code: string) => Object.assign(new Error('x'), { code });
  const address: NetworkInterfaceInfo = {
    address: '10.0.0.2',
    netmask: '255.0.0.0',
    family: 'IPv4',
    mac: '00:00:00:00:00:00',
    internal: false,
    cidr: null,
  };
  const online = () => ({ lo: [{ ...address, internal: true }], eth0: [address] });
  const offline = () => ({ lo: [{ ...address, internal: true }] });

  it('is told in plain words, with the address', () => {
    const said = (code: string) => failureFromNetwork(failed(code), from('sk-1'), online);
    assert.equal(said('ENOTFOUND').message, 'm@relay: host name not found at https://relay.example/v1.');
    assert.match(said('CERT_HAS_EXPIRED').message, /certificate has expired/);
    assert.match(said('EHOSTUNREACH').message, /host unreachable.*Check the network or the proxy/);
    assert.equal(said('ECONNRESET').kind, 'network');
    assert.equal(said('UND_ERR_CONNECT_TIMEOUT').kind, 'timeout');
  });

  it('C3: no network on this machine is `offline`, and speaks against no target', () => {
    assert.equal(failureFromNetwork(failed('ENETUNREACH'), from(null), online).kind, 'offline');
    assert.equal(failureFromNetwork(failed('ENOTFOUND'), from(null), offline).kind, 'offline');
    assert.equal(failureFromNetwork(failed('ENOTFOUND'), from(null), online).kind, 'network');
  });

  it('C3: an address that an interface gave itself is no network', () => {
    for (const own of ['fe80::1', 'FEB0::1', '169.254.7.7'])
      assert.equal(
        failureFromNetwork(failed('ECONNRESET'), from(null), () => ({ utun0: [{ ...address, address: own }] })).kind,
        'offline',
        own,
      );
    const global = () => ({ eth0: [{ ...address, address: '2001:db8::1' }] });
    assert.equal(failureFromNetwork(failed('ECONNRESET'), from(null), global).kind, 'network');
  });

  it('C3: a name server that does not answer speaks against no target', () => {
    const { kind, blameless } = failureFromNetwork(failed('EAI_AGAIN'), from(null), online);
    assert.deepEqual([kind, blameless], ['network', true]);
    assert.equal(failureFromNetwork(failed('ENOTFOUND'), from(null), online).blameless, false);
  });

  it('C3: what we took for its silence is ours where there is no network, and only there', () => {
    for (const kind of ['timeout', 'truncated'] as const) {
      const silence = new RequestError(kind, 'it sent nothing');
      assert.equal(failureFromSilence(silence, from(null), offline).kind, 'offline');
      assert.equal(failureFromSilence(silence, from(null), online), silence);
      assert.equal(failureFromSilence(silence, from(null, 'http://127.0.0.1:9/v1'), offline), silence);
    }
    const left = new RequestError('cancelled', 'the caller went away');
    assert.equal(failureFromSilence(left, from(null), offline), left);
  });

  it('a server on this machine can be down although there is no network', () => {
    const error = failureFromNetwork(failed('ECONNREFUSED'), from(null, 'http://127.0.0.1:9/v1'), offline);
    assert.equal(error.kind, 'network');
  });

  it('names the reason of several addresses that failed together, and no credentials of a URL', () => {
    const several = new AggregateError([failed('ECONNREFUSED'), failed('ECONNREFUSED')]);
    const error = failureFromNetwork(several, from(null, 'https://user:pass@relay.example/v1'), online);
    assert.equal(error.message, 'm@relay: connection refused at https://relay.example/v1.');
  });
});
