/** What real upstreams answer, what kind of failure that is, and what follows from it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FailureKind, failureKinds } from '../../../protocol/failure.ts';
import { failureFromResponse } from '../../../server/providers/failure-from-response.ts';
import { RequestError } from '../../../server/request-error.ts';
import { failureTable, mayFailOver, mayRetryHere, tripsBreaker } from '../../../server/resilience/failure-table.ts';
import { recordings, withoutRecordings } from '../../support/recordings.ts';
import { targetAt } from '../providers/exchange.ts';

interface Case {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly kind: FailureKind;
  readonly retryAfterMs?: number;
  readonly baseUrl?: string;
}

const openAi = (message: string, type: string | null, code: string | number | null = null) => ({
  error: { message, type, param: null, code },
});
const google = (code: number, status: string, message: string, details: readonly object[] = []) => ({
  error: { code, message, status, details },
});
const retryInfo = (retryDelay: string) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });
const errorInfo = (reason: string) => ({ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason });
const anthropic = (type: string, message: string) => ({ type: 'error', error: { type, message } });
const now = Date.parse('2026-11-22T12:00:00Z');

/** Shapes that vendors document or users report in their threads; each is one row here. */
const cases: Readonly<Record<string, Case>> = {
  'OpenAI 401, wrong key': {
    status: 401,
    body: openAi('Incorrect API key provided: sk-abc.', 'invalid_request_error', 'invalid_api_key'),
    kind: 'auth',
  },
  'OpenAI 403, region': {
    status: 403,
    body: openAi('Country not supported', 'request_forbidden', 'unsupported_country_region_territory'),
    kind: 'auth',
  },
  'OpenAI 404, no such model': {
    status: 404,
    body: openAi('The model `x` does not exist', 'invalid_request_error', 'model_not_found'),
    kind: 'no-such-model',
  },
  'OpenAI 400, context': {
    status: 400,
    body: openAi(
      "This model's maximum context length is 8192 tokens.",
      'invalid_request_error',
      'context_length_exceeded',
    ),
    kind: 'context-too-long',
  },
  'OpenAI 400, bad parameter': {
    status: 400,
    body: openAi("Unsupported parameter: 'max_tokens'", 'invalid_request_error', 'unsupported_parameter'),
    kind: 'invalid-request',
  },
  'OpenAI 429, the wait in the message': {
    status: 429,
    body: openAi('Rate limit reached for gpt-4.1. Please try again in 1m2.5s.', 'tokens', 'rate_limit_exceeded'),
    kind: 'rate-limited',
    retryAfterMs: 62_500,
  },
  'OpenAI 429, milliseconds in the message': {
    status: 429,
    body: openAi('Rate limit reached. Please try again in 120ms.', 'requests', 'rate_limit_exceeded'),
    kind: 'rate-limited',
    retryAfterMs: 120,
  },
  'OpenAI 429, the request is larger than the limit a minute': {
    status: 429,
    body: openAi(
      'Request too large: Limit 30000, Requested 40000. The input or output tokens must be reduced.',
      'tokens',
      'rate_limit_exceeded',
    ),
    kind: 'rate-limited',
  },
  'OpenAI 429, the account is empty': {
    status: 429,
    body: openAi('You exceeded your current quota', 'insufficient_quota', 'insufficient_quota'),
    kind: 'auth',
    baseUrl: 'https://api.openai.com/v1',
  },
  'a relay’s 429 in the same words is load': {
    status: 429,
    body: openAi('You exceeded your current quota', 'insufficient_quota', 'insufficient_quota'),
    kind: 'rate-limited',
  },
  'new-api 429, new_api_error': {
    status: 429,
    body: openAi('当前分组上游负载已饱和，请稍后再试', 'new_api_error'),
    kind: 'rate-limited',
  },
  'one-api 429, upstream_error': {
    status: 429,
    body: openAi('bad response', 'upstream_error', 'bad_response_status_code'),
    kind: 'rate-limited',
  },
  'one-api 500, bad_response_status_code': {
    status: 500,
    body: openAi('bad response status code 500', 'upstream_error', 'bad_response_status_code'),
    kind: 'overloaded',
  },
  'new-api 503, no channel for the model': {
    status: 503,
    body: openAi('No available channel for model x under group default', 'new_api_error', 'model_not_found'),
    kind: 'no-such-model',
  },
  'new-api 403, the user’s quota': {
    status: 403,
    body: openAi('用户额度不足', 'new_api_error', 'insufficient_user_quota'),
    kind: 'auth',
  },
  'OpenAI 500': { status: 500, body: openAi('The server had an error', 'server_error'), kind: 'overloaded' },
  'OpenAI 503 with Retry-After': {
    status: 503,
    headers: { 'retry-after': '2' },
    body: openAi('The engine is currently overloaded', 'server_error'),
    kind: 'overloaded',
    retryAfterMs: 2000,
  },
  'Azure 429, retry-after-ms of 0 beside retry-after of 1': {
    status: 429,
    headers: { 'retry-after': '1', 'retry-after-ms': '0' },
    body: openAi('Requests have exceeded call rate limit.', null, '429'),
    kind: 'rate-limited',
    retryAfterMs: 1000,
  },
  'Azure 429, milliseconds': {
    status: 429,
    headers: { 'retry-after-ms': '1250', 'retry-after': '1' },
    body: openAi('Too many', null, '429'),
    kind: 'rate-limited',
    retryAfterMs: 1250,
  },
  'Azure 404, no deployment': {
    status: 404,
    body: { error: { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' } },
    kind: 'no-such-model',
  },
  'Azure 400, content filter': {
    status: 400,
    body: {
      error: {
        message: 'The response was filtered',
        code: 'content_filter',
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      },
    },
    kind: 'content-refused',
  },
  'Azure, content filter in a body of 200': {
    status: 200,
    body: { message: 'The response was filtered', code: 'content_filter', status: 400 },
    kind: 'content-refused',
  },
  'Azure 401 without an envelope of OpenAI’s': {
    status: 401,
    body: {
      statusCode: 401,
      message: 'Unauthorized. Access token is missing, invalid, audience is incorrect, or have expired.',
    },
    kind: 'auth',
  },
  'OpenRouter 402': { status: 402, body: { error: { code: 402, message: 'Insufficient credits' } }, kind: 'auth' },
  'OpenRouter 403, moderation': {
    status: 403,
    body: {
      error: { code: 403, message: 'Your input was flagged', metadata: { reasons: ['violence'], flagged_input: '…' } },
    },
    kind: 'content-refused',
  },
  'OpenRouter 429, the cause in metadata.raw': {
    status: 429,
    body: {
      error: {
        code: 429,
        message: 'Provider returned error',
        metadata: { raw: 'm is temporarily rate-limited upstream. Please retry after 7 seconds.' },
      },
    },
    kind: 'rate-limited',
    retryAfterMs: 7000,
  },
  'OpenRouter 502': {
    status: 502,
    body: { error: { code: 502, message: 'Provider returned error' } },
    kind: 'overloaded',
  },
  'OpenRouter 400, not a model': {
    status: 400,
    body: { error: { code: 400, message: 'gpt-9 is not a valid model ID' } },
    kind: 'no-such-model',
  },
  'Groq 413, more than the limit a minute': {
    status: 413,
    body: openAi('Request too large for model on tokens per minute (TPM)', 'tokens', 'rate_limit_exceeded'),
    kind: 'rate-limited',
  },
  'Groq 498, flex capacity': {
    status: 498,
    body: openAi('Flex tier capacity exceeded', null, 'capacity_exceeded'),
    kind: 'overloaded',
  },
  'Groq, an error event without a status': {
    status: 200,
    body: { message: 'Please try again', type: 'rate_limit_exceeded' },
    kind: 'rate-limited',
  },
  'Mistral 422': {
    status: 422,
    body: {
      object: 'error',
      message: { detail: [{ msg: 'Input should be a valid integer' }] },
      type: 'invalid_request_error',
    },
    kind: 'invalid-request',
  },
  'Mistral 401': { status: 401, body: { detail: 'Unauthorized' }, kind: 'auth' },
  'Mistral 429': {
    status: 429,
    body: {
      object: 'error',
      message: 'Service tier capacity exceeded for this model.',
      type: 'service_tier_capacity_exceeded',
      code: '3505',
    },
    kind: 'rate-limited',
  },
  'DeepSeek 402': {
    status: 402,
    body: openAi('Insufficient Balance', 'unknown_error', 'invalid_request_error'),
    kind: 'auth',
  },
  'Anthropic 529': { status: 529, body: anthropic('overloaded_error', 'Overloaded'), kind: 'overloaded' },
  'Anthropic, overloaded within a stream': {
    status: 200,
    body: anthropic('overloaded_error', 'Overloaded').error,
    kind: 'overloaded',
  },
  'Anthropic 400, the account is empty': {
    status: 400,
    body: anthropic('invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'),
    kind: 'auth',
  },
  'Anthropic 400, context': {
    status: 400,
    body: anthropic('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
    kind: 'context-too-long',
  },
  'Anthropic 413, bytes': {
    status: 413,
    body: anthropic('request_too_large', 'Request exceeds the maximum size'),
    // Another vendor takes more bytes: it goes on to a larger window, and "select less" is what helps.
    kind: 'context-too-long',
  },
  'Anthropic 429': {
    status: 429,
    headers: { 'retry-after': '17.4' },
    body: anthropic('rate_limit_error', 'This request would exceed your rate limit'),
    kind: 'rate-limited',
    retryAfterMs: 17_400,
  },
  'Gemini 400, wrong key': {
    status: 400,
    body: google(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
      errorInfo('API_KEY_INVALID'),
    ]),
    kind: 'auth',
  },
  'Gemini 400, context': {
    status: 400,
    body: google(
      400,
      'INVALID_ARGUMENT',
      'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
    ),
    kind: 'context-too-long',
  },
  'Gemini 429, RetryInfo': {
    status: 429,
    body: google(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded. Please retry in 48.2s.', [retryInfo('48s')]),
    kind: 'rate-limited',
    retryAfterMs: 48_000,
  },
  'Gemini 503': { status: 503, body: google(503, 'UNAVAILABLE', 'The model is overloaded.'), kind: 'overloaded' },
  'Vertex 429 in an array': {
    status: 429,
    body: [google(429, 'RESOURCE_EXHAUSTED', 'Resource exhausted. Please try again later.')],
    kind: 'rate-limited',
  },
  'Vertex 403': {
    status: 403,
    body: google(403, 'PERMISSION_DENIED', 'Permission denied on resource', [errorInfo('IAM_PERMISSION_DENIED')]),
    kind: 'auth',
  },
  'xAI 400, wrong key': {
    status: 400,
    body: { code: 'invalid-argument', error: 'Incorrect API key provided.' },
    kind: 'auth',
  },
  'llama.cpp 400, context': {
    status: 400,
    body: {
      error: {
        code: 400,
        message: 'the request exceeds the available context size',
        type: 'exceed_context_size_error',
      },
    },
    kind: 'context-too-long',
  },
  'Ollama 404': {
    status: 404,
    body: openAi('model "x" not found, try pulling it first', 'not_found_error'),
    kind: 'no-such-model',
  },
  'a gateway’s page, 504': {
    status: 504,
    body: '<html><title>504 Gateway Time-out</title></html>',
    kind: 'overloaded',
  },
  'a proxy’s 503 with a date': {
    status: 503,
    headers: { 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT' },
    body: '',
    kind: 'overloaded',
    retryAfterMs: 30_000,
  },
  'a redirect': { status: 301, headers: { location: 'https://x.example/' }, body: '', kind: 'no-such-model' },
  'a request that took too long to arrive, 408': { status: 408, body: '', kind: 'timeout' },
};

const read = ({ status, headers = {}, body, baseUrl = 'https://relay.example/v1' }: Omit<Case, 'kind'>) =>
  failureFromResponse(
    { status, headers, body: typeof body === 'string' || status === 200 ? body : JSON.stringify(body) },
    { target: 'm@relay', baseUrl, key: 'sk-relay-0123456789abcdef' },
    now,
  );

describe('the failure table over real answers', () => {
  it('has at least 40 of them', () => assert.ok(Object.keys(cases).length >= 40));

  for (const [what, one] of Object.entries(cases)) {
    it(`T2, C3: ${what} is ${one.kind}`, () => {
      const error = read(one);
      assert.equal(error.kind, one.kind);
      assert.equal(error.retryAfterMs, one.retryAfterMs);
      assert.match(error.message, /^m@relay: /);
    });
  }

  it('every recorded refusal has the kind its status and words say', { skip: withoutRecordings }, () => {
    const expected: Readonly<Record<string, FailureKind>> = {
      '2c0c75185bc4': 'no-such-model',
      '2e8984fb9d08': 'no-such-model',
      '00aa30dd13af': 'no-such-model',
      '2284171c2173': 'no-such-model',
      '312e11075cd8': 'no-such-model',
      '3bd33e0feb82': 'auth',
      '0638d2ba65bc': 'context-too-long',
      '1dcf53317f2e': 'context-too-long',
      '2d7feeca5941': 'auth',
      '154690ddcb40': 'rate-limited',
      '1fdbfd3b6bf3': 'auth',
      '37ca2dbf7bec': 'invalid-request',
      '2a730b757fb6': 'no-such-model',
      '375523ebe4ca': 'content-refused',
    };
    const byStatus: Readonly<Record<number, FailureKind>> = {
      400: 'invalid-request',
      401: 'auth',
      404: 'no-such-model',
    };
    const refused = recordings('openai-chat', 'compat-chat', 'other-errors', 'anthropic', 'gemini', 'vertex').filter(
      ({ id, status }) => status >= 400 || id in expected,
    );
    assert.ok(refused.length >= 25);
    for (const { id, status, headers, body, url } of refused) {
      const single = Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values[0] ?? '']));
      const error = read({ status, headers: single, body, baseUrl: new URL(url || 'https://relay.example').origin });
      assert.equal(error.kind, expected[id] ?? byStatus[status], `recording ${id}: ${error.message}`);
    }
  });
});

describe('the failure table', () => {
  const error = (kind: FailureKind, more: { status?: number; retryAfterMs?: number } = {}) =>
    new RequestError(kind, 'x', more);
  const alone = { triesHere: 1, otherTargetAvailable: false, remainingMs: 60_000 };
  const accompanied = { ...alone, otherTargetAvailable: true };
  const [far, near] = ['https://relay.example/v1', 'http://127.0.0.1:11434/v1'].map((baseUrl) => targetAt(baseUrl));
  assert.ok(far !== undefined && near !== undefined);

  it('has a row for every kind', () => {
    assert.deepEqual(Object.keys(failureTable).sort(), [...failureKinds].sort());
  });

  it('C3: only evidence against the track trips a breaker', () => {
    const trips = (kind: FailureKind) => tripsBreaker(error(kind));
    for (const kind of failureKinds) assert.equal(trips(kind), failureTable[kind].evidence === 'track', kind);
    assert.deepEqual(failureKinds.filter(trips), ['network', 'overloaded', 'timeout', 'truncated']);
  });

  it('C3: what failed for a reason near this machine trips none, and is tried again and elsewhere as ever', () => {
    const blameless = new RequestError('network', 'x', { blameless: true });
    assert.equal(tripsBreaker(blameless), false);
    assert.equal(mayRetryHere(blameless, alone), true);
    assert.equal(mayFailOver(blameless, null, far), true);
  });

  it('503 and 529 without Retry-After are not tried again here while another target is available', () => {
    for (const status of [503, 529]) {
      assert.equal(mayRetryHere(error('overloaded', { status }), accompanied), false);
      assert.equal(mayRetryHere(error('overloaded', { status }), alone), true);
      assert.equal(mayRetryHere(error('overloaded', { status, retryAfterMs: 500 }), accompanied), true);
    }
  });

  it('500, 502 and 504 get one more try here', () => {
    for (const status of [500, 502, 504]) {
      assert.equal(mayRetryHere(error('overloaded', { status }), accompanied), true);
      assert.equal(mayRetryHere(error('overloaded', { status }), { ...accompanied, triesHere: 2 }), false);
    }
  });

  it('T2: a wait that does not fit the deadline is never cut short', () => {
    const wait = error('rate-limited', { retryAfterMs: 5000 });
    assert.equal(mayRetryHere(wait, { ...accompanied, remainingMs: 5000 }), false);
    assert.equal(mayRetryHere(wait, { ...accompanied, remainingMs: 5001 }), true);
    assert.equal(mayRetryHere(wait, { ...accompanied, remainingMs: null }), true);
    assert.equal(mayRetryHere(error('rate-limited'), accompanied), false);
  });

  it('what is the same everywhere, or over, is tried nowhere else', () => {
    const ends = failureKinds.filter((kind) => !mayFailOver(error(kind), null, far));
    assert.deepEqual(ends, [
      'invalid-request',
      'content-refused',
      'no-target',
      'ledger-unwritable',
      'truncated',
      'shed',
      'cancelled',
      'deadline',
      'offline',
    ]);
    assert.deepEqual(
      failureKinds.filter((kind) => mayRetryHere(error(kind), alone)),
      ['network', 'overloaded', 'rate-limited'],
    );
  });

  it('without a network only a model server on this machine is asked besides', () => {
    assert.equal(mayFailOver(error('offline'), far, far), false);
    assert.equal(mayFailOver(error('offline'), far, near), true);
    assert.equal(mayFailOver(error('offline'), far, { ...far, track: { ...far.track, discovered: true } }), true);
  });

  it('a context too long goes on only to a window that is larger or unknown', () => {
    const tooLong = error('context-too-long');
    const window = (contextWindow: number | null) => ({ ...far, contextWindow });
    assert.equal(mayFailOver(tooLong, window(8000), window(8000)), false);
    assert.equal(mayFailOver(tooLong, window(8000), window(4000)), false);
    assert.equal(mayFailOver(tooLong, window(8000), window(128_000)), true);
    assert.equal(mayFailOver(tooLong, window(8000), window(null)), true);
    assert.equal(mayFailOver(tooLong, window(null), window(4000)), true);
  });
});
