/** Vertex AI and the Gemini API over loopback: addresses, credentials, labels, renewed tokens, refusals in plain words. */
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { Part } from '../../../protocol/part.ts';
import { systemClock } from '../../../server/clock.ts';
import type { ChatRequest, RequestContext, TraceEvent } from '../../../server/pipeline/service.ts';
import { createGemini } from '../../../server/providers/gemini.ts';
import { createHttp } from '../../../server/providers/http.ts';
import type { Provider } from '../../../server/providers/provider.ts';
import { RequestError } from '../../../server/request-error.ts';
import type { Target } from '../../../server/routing/target.ts';
import { contextOf, type ExchangeOptions, exchange, requestTo, targetAt, textOf } from './exchange.ts';
import {
  type GoogleUpstream,
  helloAnswer,
  rpcError,
  serviceAccount,
  startGoogle,
  type VertexLab,
  vertexLab,
  vertexTarget,
} from './google-upstream.ts';

const unauthenticated = rpcError(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.', [
  { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'ACCESS_TOKEN_EXPIRED' },
]);

describe('a track of Vertex AI', () => {
  let google: GoogleUpstream;
  let lab: VertexLab;
  before(async () => {
    google = await startGoogle();
  });
  after(() => google.close());
  beforeEach(() => {
    lab = vertexLab({ '/sa.json': serviceAccount(google.url) });
    google.asked.length = 0;
    google.tokenRequests.length = 0;
    google.api = () => helloAnswer;
    google.tokens = () => {
      const access_token = `token-${google.tokenRequests.length}`;
      return { status: 200, body: { access_token, expires_in: 3600, token_type: 'Bearer' } };
    };
  });
  afterEach(() => lab.http.close());

  const ask = (target: Target, options: ExchangeOptions = {}) => exchange(lab.provider, target, options);
  const askWith = async (target: Target, request: Partial<ChatRequest>, notes: TraceEvent[] = []) => {
    const context: RequestContext = { ...contextOf(), trace: { note: (event) => notes.push(event) } };
    const parts: Part[] = [];
    for await (const part of lab.provider.chat({ ...requestTo(target), ...request }, context)) parts.push(part);
    return parts;
  };
  const messageOf = async (answer: typeof helloAnswer) => {
    google.api = () => answer;
    const { error } = await ask(vertexTarget(google.url));
    return [error?.kind, error?.message];
  };

  it('asks at the usual path below its base URL, whole or streamed, with the account’s token', async () => {
    const { parts, error } = await ask(vertexTarget(google.url));
    assert.equal(error, null);
    assert.equal(textOf(parts), 'Hello');
    await ask(vertexTarget(`${google.url}/proxy/`, { location: 'global' }), { stream: false });
    const model = 'publishers/google/models/gemini-2.5-flash';
    assert.deepEqual(
      google.asked.map(({ path, authorization }) => [path, authorization]),
      [
        [`/v1/projects/my-project/locations/europe-west4/${model}:streamGenerateContent?alt=sse`, 'Bearer token-1'],
        [`/proxy/v1/projects/my-project/locations/global/${model}:generateContent`, 'Bearer token-1'],
      ],
    );
  });

  it('labels every request with profile and workspace, in letters that Google takes', async () => {
    const target = vertexTarget(google.url);
    const { origin } = requestTo(target);
    await askWith(target, { profile: 'Dual.Track', origin: { ...origin, workspace: 'C:\\work\\My Project' } });
    assert.deepEqual(google.asked[0]?.body, {
      contents: [{ role: 'user', parts: [{ text: 'What does this do?' }] }],
      labels: { dualtrack_profile: 'dual-track', dualtrack_workspace: 'my-project' },
    });
  });

  it('is at its location’s own endpoint unless the settings say otherwise', () => {
    const baseUrlAt = (location: string) => vertexTarget(google.url, { baseUrl: undefined, location }).track.baseUrl;
    assert.deepEqual(['us-central1', 'global', 'eu'].map(baseUrlAt), [
      'https://us-central1-aiplatform.googleapis.com',
      'https://aiplatform.googleapis.com',
      'https://aiplatform.eu.rep.googleapis.com',
    ]);
  });

  it('R6: searches for its rate under a cap, unless it names one', () => {
    const limitsOf = (limits?: object) => {
      const { requestsPerMinute, adaptive } = vertexTarget(google.url, limits === undefined ? {} : { limits }).track
        .limits;
      return [requestsPerMinute, adaptive];
    };
    assert.deepEqual(limitsOf(), [1_200, true]);
    assert.deepEqual(limitsOf({ concurrency: 4 }), [1_200, true]);
    assert.deepEqual(limitsOf({ requestsPerMinute: 60 }), [60, false]);
    assert.deepEqual(limitsOf({ requestsPerMinute: 60, adaptive: true }), [60, true]);
  });

  it('searches the track’s datastore', async () => {
    const datastore = 'projects/p/locations/global/collections/c/dataStores/d';
    await askWith(vertexTarget(google.url, { datastore }), { needs: ['vertex-search'] });
    const body = JSON.stringify(google.asked[0]?.body);
    assert.match(body, /"tools":\[\{"retrieval":\{"vertexAiSearch":\{"datastore":"projects\/p\/.*\/d"\}\}\}\]/);
  });

  it('tells what of the request is left out', async () => {
    const target = vertexTarget(google.url);
    const notes: TraceEvent[] = [];
    const { chat } = requestTo(target);
    await askWith(target, { chat: { ...chat, vendor: { store: true } } }, notes);
    assert.deepEqual(notes, [{ type: 'warned', target, message: 'store: left out, because Gemini has no such field' }]);
  });

  it('asks Claude in Anthropic’s dialect, and refuses publishers whose dialect it does not speak', async () => {
    google.api = () => ({
      status: 200,
      body: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'claude-sonnet-4-5',
        content: [{ type: 'text', text: 'Bonjour' }],
        stop_reason: 'end_turn',
        usage: { input_tokens: 3, output_tokens: 2 },
      },
    });
    const claude = vertexTarget(google.url, { location: 'global' }, 'claude-sonnet-4-5@20250929');
    const { parts, error } = await ask(claude, { stream: false });
    assert.equal(error, null);
    assert.equal(textOf(parts), 'Bonjour');
    const [{ path, body } = { path: '', body: null }] = google.asked;
    assert.equal(
      path,
      '/v1/projects/my-project/locations/global/publishers/anthropic/models/claude-sonnet-4-5%4020250929:rawPredict',
    );
    assert.match(JSON.stringify(body), /"anthropic_version":"vertex-2023-10-16"/);
    assert.doesNotMatch(JSON.stringify(body), /"model"/);
    const unknown = await ask(vertexTarget(google.url, {}, 'ai21/jamba-1.5'));
    assert.deepEqual([unknown.error?.kind, unknown.error?.beyondDialect], ['invalid-request', true]);
    assert.match(
      unknown.error?.message ?? '',
      /^ai21\/jamba-1\.5@relay: upstreamName must name a model of a publisher whose dialect is spoken at Vertex AI/,
    );
  });

  it('a token that ended in the middle of a burst costs one refresh, and no request', async () => {
    const target = vertexTarget(google.url);
    await ask(target);
    google.api = ({ authorization }) => (authorization === 'Bearer token-2' ? helloAnswer : unauthenticated);
    let intents = 0;
    const wire = {
      sending: () => {
        intents += 1;
      },
    };
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => ask(target, { wire })));
    assert.deepEqual(
      outcomes.filter(({ error, parts }) => error !== null || textOf(parts) !== 'Hello'),
      [],
    );
    assert.equal(google.tokenRequests.length, 2);
    assert.equal(intents, 200, 'each request is one attempt');
  });

  it('200 requests at once wait for one refresh', async () => {
    const target = vertexTarget(google.url);
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => ask(target)));
    assert.ok(outcomes.every(({ error }) => error === null));
    assert.equal(google.tokenRequests.length, 1);
  });

  it('a token that is refused again is refused for good, after one more try', async () => {
    const [kind, message] = await messageOf(unauthenticated);
    assert.equal(kind, 'auth');
    assert.match(message ?? '', /401 Unauthorized: .* Check that the key in \/sa\.json was not deleted or replaced\.$/);
    assert.equal(google.asked.length, 2);
  });

  it('a plain token that cannot be another is tried once', async () => {
    google.api = () => unauthenticated;
    const { error } = await ask(vertexTarget(google.url, { credentials: { token: { env: 'TOKEN' } } }));
    assert.equal(error?.kind, 'auth');
    assert.doesNotMatch(error?.message ?? '', /plain-token/);
    assert.equal(google.asked.length, 1);
  });

  it('says which API is off, which role is missing, and where a model is not', async () => {
    const info = (reason: string, metadata: object = {}) => [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com', metadata },
    ];
    const off = rpcError(
      403,
      'PERMISSION_DENIED',
      'Agent Platform API has not been used in project my-project before.',
      [...info('SERVICE_DISABLED', { service: 'aiplatform.googleapis.com', consumer: 'projects/my-project' })],
    );
    assert.deepEqual(await messageOf(off), [
      'auth',
      'gemini-2.5-flash@relay: 403 Forbidden: Agent Platform API has not been used in project my-project before. Run: gcloud services enable aiplatform.googleapis.com --project my-project',
    ]);
    const role = rpcError(403, 'PERMISSION_DENIED', "Permission 'aiplatform.endpoints.predict' denied", [
      ...info('IAM_PERMISSION_DENIED', { permission: 'aiplatform.endpoints.predict' }),
    ]);
    const [roleKind, roleMessage] = await messageOf(role);
    assert.equal(roleKind, 'auth');
    assert.match(
      roleMessage ?? '',
      /needs the role roles\/aiplatform\.user\. Run: gcloud projects add-iam-policy-binding my-project/,
    );
    const [modelKind, modelMessage] = await messageOf(rpcError(404, 'NOT_FOUND', 'Publisher Model was not found.'));
    assert.equal(modelKind, 'no-such-model');
    assert.match(modelMessage ?? '', /offered in europe-west4 and enabled for project my-project\.$/);
  });

  it('T2: believes RetryInfo, and reads refusals that are wrapped in an array', async () => {
    const details = [
      { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId: 'PerMinute' }] },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '17.39s' },
    ];
    const limited = rpcError(429, 'RESOURCE_EXHAUSTED', 'Resource exhausted.', details);
    google.api = () => ({ status: 429, body: [limited.body] });
    const { error } = await ask(vertexTarget(google.url));
    assert.deepEqual([error?.kind, error?.retryAfterMs], ['rate-limited', 17_390]);
    const shared = await messageOf(rpcError(429, 'RESOURCE_EXHAUSTED', 'Resource exhausted.'));
    assert.deepEqual(shared, ['rate-limited', 'gemini-2.5-flash@relay: 429 Too Many Requests: Resource exhausted.']);
    assert.equal((await messageOf(rpcError(503, 'UNAVAILABLE', 'The model is overloaded.')))[0], 'overloaded');
    assert.equal((await messageOf(rpcError(499, 'CANCELLED', 'The operation was cancelled.')))[0], 'overloaded');
    const tooLong = 'The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).';
    assert.equal((await messageOf(rpcError(400, 'INVALID_ARGUMENT', tooLong)))[0], 'context-too-long');
  });

  it('F1, F2: an error within a stream fails over before content, and cuts after it', async () => {
    const overloaded = JSON.stringify(rpcError(503, 'UNAVAILABLE', 'Busy.').body);
    const half = JSON.stringify({ candidates: [{ content: { parts: [{ text: 'Half' }] } }] });
    google.api = () => ({ status: 200, body: `data: ${overloaded}\r\n\r\n` });
    assert.equal((await ask(vertexTarget(google.url))).error?.kind, 'overloaded');
    google.api = () => ({ status: 200, body: `data: ${half}\r\n\r\ndata: ${overloaded}\r\n\r\n` });
    const cut = await ask(vertexTarget(google.url));
    assert.deepEqual([cut.error?.kind, textOf(cut.parts)], ['truncated', 'Half']);
  });

  it('counts tokens of what costs input', async () => {
    google.api = () => ({ status: 200, body: { totalTokens: 7, promptTokensDetails: [] } });
    const target = vertexTarget(google.url);
    const request = { ...requestTo(target), needs: ['grounding'] };
    assert.equal(await lab.provider.countTokens?.(target, request, new AbortController().signal), 7);
    const [{ path, body } = { path: '', body: null }] = google.asked;
    assert.match(path, /publishers\/google\/models\/gemini-2\.5-flash:countTokens$/);
    const contents = [{ role: 'user', parts: [{ text: 'What does this do?' }] }];
    assert.deepEqual(body, { contents, tools: [{ googleSearch: {} }] });
  });

  it('lists Google’s models, at the project that pays', async () => {
    google.api = () => ({
      status: 200,
      body: { publisherModels: [{ name: 'publishers/google/models/gemini-2.5-pro' }] },
    });
    const models = await lab.provider.listModels(vertexTarget(google.url).track, new AbortController().signal);
    assert.deepEqual(models, [{ name: 'gemini-2.5-pro', contextWindow: null }]);
    assert.equal(google.asked[0]?.path, '/v1beta1/publishers/google/models?pageSize=1000');
  });
});

describe('a track of the Gemini API', () => {
  let google: GoogleUpstream;
  const http = createHttp();
  let provider: Provider;
  before(async () => {
    google = await startGoogle();
    provider = createGemini({ http, clock: systemClock, networkInterfaces, resolveKey: async () => 'AIza-secret' });
  });
  after(async () => {
    await http.close();
    await google.close();
  });
  const target = (model = 'gemini-2.5-flash') => targetAt(google.url, model, { provider: 'gemini' });

  it('sends the key in a header and never in the address', async () => {
    assert.equal(textOf((await exchange(provider, target())).parts), 'Hello');
    await exchange(provider, target('tunedModels/mine'), { stream: false });
    assert.deepEqual(
      google.asked.map(({ path, apiKey }) => [path, apiKey]),
      [
        ['/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse', 'AIza-secret'],
        ['/v1beta/tunedModels/mine:generateContent', 'AIza-secret'],
      ],
    );
  });

  it('counts tokens by the whole request it would send', async () => {
    google.api = () => ({ status: 200, body: { totalTokens: 9 } });
    assert.equal(await provider.countTokens?.(target(), requestTo(target()), new AbortController().signal), 9);
    const contents = [{ role: 'user', parts: [{ text: 'What does this do?' }] }];
    assert.deepEqual(google.asked.at(-1), {
      path: '/v1beta/models/gemini-2.5-flash:countTokens',
      authorization: undefined,
      apiKey: 'AIza-secret',
      body: { generateContentRequest: { model: 'models/gemini-2.5-flash', contents } },
    });
  });

  it('explains a wrong key, which Google calls an invalid argument', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }];
    google.api = () => rpcError(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', details);
    const { error } = await exchange(provider, target());
    assert.equal(error?.kind, 'auth');
    assert.doesNotMatch(error?.message ?? '', /AIza-secret|no version/);
  });

  it('C3: a place that is not served and credit that is used up are the account’s, and another track may serve', async () => {
    google.api = () => rpcError(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.');
    assert.equal((await exchange(provider, target())).error?.kind, 'auth');
    google.api = () => rpcError(429, 'RESOURCE_EXHAUSTED', 'Your prepayment credits are depleted.');
    assert.equal((await exchange(provider, target())).error?.kind, 'auth');
  });

  it('lists its models with their windows', async () => {
    google.api = () => ({
      status: 200,
      body: { models: [{ name: 'models/gemini-2.5-pro', inputTokenLimit: 1_048_576 }] },
    });
    const models = await provider.listModels(target().track, new AbortController().signal);
    assert.deepEqual(models, [{ name: 'gemini-2.5-pro', contextWindow: 1_048_576 }]);
    google.api = () => ({ status: 200, body: { hello: 1 } });
    await assert.rejects(
      provider.listModels(target().track, new AbortController().signal),
      (error) => error instanceof RequestError && error.kind === 'overloaded',
    );
  });
});
