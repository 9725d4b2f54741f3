/** What the gateway makes of a request, and of the parts that answer it. */
import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import type { Part } from '../../../protocol/part.ts';
import { noUsage } from '../../../protocol/usage.ts';
import type { Service, TargetRequest } from '../../../server/pipeline/service.ts';
import { RequestError } from '../../../server/request-error.ts';
import { type GatewaySetting, gatewayOfEachTest, question, readEvents } from '../../support/gateway.ts';

const open = gatewayOfEachTest();

/** A gateway whose upstream answers with these parts, and what it was asked. */
async function openWith(parts: readonly Part[], more: GatewaySetting = {}) {
  const asked: TargetRequest[] = [];
  const provider: Service<TargetRequest> = async function* (request) {
    asked.push(request);
    request.wire.sending();
    request.wire.headers(200, {});
    request.wire.served('served-model', 'id-1');
    yield* parts;
  };
  return { gateway: await open({ ...more, provider }), asked };
}

const text = (words: string, more: object = {}): Part => ({ type: 'text-delta', choiceIndex: 0, text: words, ...more });
const finish = (choiceIndex = 0): Part => ({ type: 'finish', choiceIndex, reason: 'stop' });

describe('the request', () => {
  it('reaches the upstream with every field it was sent with', async () => {
    const bodies: Record<string, unknown>[] = [];
    const { post } = await open({ onBody: (body) => bodies.push(Object(body)) });
    const sent = {
      temperature: 0.2,
      top_p: 0.9,
      stop: ['END'],
      seed: 7,
      n: 2,
      user: 'someone',
      logprobs: true,
      top_logprobs: 3,
      response_format: { type: 'json_object' },
      parallel_tool_calls: false,
      vendor_knob: { deep: [1, 2] },
      tool_choice: 'auto',
      tools: [{ type: 'function', function: { name: 'look', parameters: { type: 'object' }, strict: true } }],
      messages: [
        { role: 'system', content: 'Be brief.', cache_control: { type: 'ephemeral' } },
        {
          role: 'user',
          name: 'ann',
          content: [
            { type: 'text', text: 'What is this?', cache_control: { type: 'ephemeral' } },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
            { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{"a":1}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'a cat' },
      ],
    };
    const response = await post({ model: 'm', max_tokens: 50, ...sent });
    assert.equal(response.status, 200);
    assert.deepEqual(bodies, [{ ...sent, model: 'm-2026', max_tokens: 50, stream: false }]);
  });

  it('takes one stop as well as several, both names of the output limit, and null for what is not set', async () => {
    const { gateway, asked } = await openWith([text('Hi'), finish()]);
    await gateway.post(
      question({ stop: 'END', max_completion_tokens: 5, max_tokens: 9, temperature: null, tools: null }),
    );
    assert.deepEqual(asked[0]?.chat.stop, ['END']);
    assert.equal(asked[0]?.chat.maxOutputTokens, 5);
    assert.equal(asked[0]?.chat.vendor, undefined);
    await gateway.post(question({ max_tokens: 9, user: null }));
    assert.equal(asked[1]?.chat.maxOutputTokens, 9);
    assert.equal(asked[1]?.chat.vendor, undefined);
  });

  it('says field, rule and value of what is wrong, and never what was said', async () => {
    const { post } = await open();
    const wrong = async (fields: object) => {
      const response = await post(question({ ...fields }));
      const { error } = await response.json();
      assert.deepEqual([response.status, error.type, error.code], [400, 'invalid_request_error', 'invalid_request']);
      return [error.param, error.message];
    };
    assert.deepEqual(await wrong({ max_tokens: 0 }), [
      'max_tokens',
      'max_tokens must be a whole number above 0, got 0',
    ]);
    assert.deepEqual(await wrong({ model: undefined }), ['model', 'model must be a text, but it is missing']);
    assert.deepEqual(await wrong({ messages: [] }), ['messages', 'messages must hold at least one message']);
    assert.deepEqual(await wrong({ messages: [{ content: 'secret' }] }), [
      'messages[0].role',
      'messages[0].role must be a text, such as "system", "developer", "user", "assistant", "tool", but it is missing',
    ]);
    assert.deepEqual(await wrong({ messages: [{ role: 'user', content: [{ type: 7, video: 'secret' }] }] }), [
      'messages[0].content[0].type',
      'messages[0].content[0].type must be a text, such as "text", "refusal", "image_url", "input_audio", "file", got 7',
    ]);
    assert.deepEqual(await wrong({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }] }), [
      'messages[0].content[0].image_url.url',
      'messages[0].content[0].image_url.url must be a text, but it is missing',
    ]);
    assert.deepEqual(await wrong({ messages: [{ role: 'user', content: [{ type: 'file', file: { name: 'x' } }] }] }), [
      'messages[0].content[0].file',
      'messages[0].content[0].file must be { "file_data": "data:…", "filename"? } or { "file_id": "…" }',
    ]);
    assert.deepEqual(await wrong({ tools: [{ type: 'function', function: { name: '' } }] }), [
      'tools[0].function.name',
      'tools[0].function.name must not be empty',
    ]);
    assert.deepEqual(await wrong({ tools: [{ name: 'look' }] }), [
      'tools[0].type',
      'tools[0].type must be a text, such as "function", but it is missing',
    ]);
    const calling = { role: 'assistant', tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look' } }] };
    assert.deepEqual(await wrong({ messages: [calling] }), [
      'messages[0].tool_calls[0].function.arguments',
      'messages[0].tool_calls[0].function.arguments must be a text, but it is missing',
    ]);
    assert.deepEqual(await wrong({ messages: [{ role: 'user', content: 7 }] }), [
      'messages[0].content',
      'messages[0].content must be a text or a list of content parts',
    ]);
    assert.deepEqual(await wrong({ messages: [{ role: 'tool', content: 'secret' }] }), [
      'messages[0].tool_call_id',
      'messages[0].tool_call_id must be a text, but it is missing',
    ]);
    const list = await post([1]);
    assert.match(JSON.stringify(await list.json()), /the body must be a JSON object/);
  });

  it('W6: carries who asks, what is needed and the bounds from its headers', async () => {
    const { gateway, asked } = await openWith([text('Hi'), finish()], {
      configuration: {},
      track: {
        models: { m: { features: ['tools', 'grounding'], price: { inputUsdPerMTok: 1, outputUsdPerMTok: 2 } } },
      },
    });
    const response = await gateway.post(question(), {
      'x-dualtrack-features': 'tools, grounding',
      'x-dualtrack-max-first-part-ms': '1500',
      'x-dualtrack-max-cost-usd': '0.5',
      'x-dualtrack-client': 'aider',
      'x-dualtrack-workspace': '/home/ann/shop',
      'x-dualtrack-conversation': 'c-1',
      'x-dualtrack-parent-request': 'r-1',
    });
    assert.equal(response.status, 200);
    assert.deepEqual(asked[0]?.needs, ['tools', 'grounding']);
    assert.deepEqual([asked[0]?.maxFirstPartMs, asked[0]?.maxCostUsd], [1500, 0.5]);
    const [row] = gateway.ledger.recent(1);
    assert.deepEqual([row?.client, row?.workspace], ['aider', '/home/ann/shop']);
    assert.deepEqual([row?.conversation, row?.parentRequest], ['c-1', 'r-1']);
    await gateway.post(question());
    assert.equal(gateway.ledger.recent(1)[0]?.client, 'gateway');
  });

  it('names the header that is wrong', async () => {
    const { post } = await open();
    const wrong = {
      'x-dualtrack-features': 'Tools!',
      'x-dualtrack-max-first-part-ms': '-1',
      'x-dualtrack-max-cost-usd': 'cheap',
      'x-dualtrack-client': 'a'.repeat(101),
    };
    for (const [name, value] of Object.entries(wrong)) {
      const response = await post(question(), { [name]: value });
      const { error } = await response.json();
      assert.equal(response.status, 400, name);
      assert.equal(error.param, name);
      assert.match(error.message, new RegExp(`^the header ${name} must .*, got "`));
    }
  });

  it('refuses what no target can do with 400, and a profile that does not exist with 404', async () => {
    const { post } = await open();
    const cannot = await post(question(), { 'x-dualtrack-features': 'audio-output' });
    assert.equal(cannot.status, 400);
    assert.equal((await cannot.json()).error.code, 'no-target');
    const unknown = await post(question({ model: 'dualtrack/nope' }));
    assert.equal(unknown.status, 404);
    assert.match((await unknown.json()).error.message, /routing profile \(dualtrack\/default, .*got "dualtrack\/nope"/);
  });
});

describe('the answer', () => {
  const rich: readonly Part[] = [
    { type: 'reasoning-delta', choiceIndex: 0, text: 'Hm. ' },
    text('Hel', { logprobs: { content: [{ token: 'Hel' }], refusal: null } }),
    text('lo', { logprobs: { content: [{ token: 'lo' }], refusal: null } }),
    { type: 'refusal', choiceIndex: 1, text: 'No.' },
    { type: 'tool-call', choiceIndex: 0, toolIndex: 0, id: 'c1', name: 'look', argumentsDelta: '{"a"' },
    { type: 'tool-call', choiceIndex: 0, toolIndex: 0, argumentsDelta: ':1}' },
    { type: 'tool-call', choiceIndex: 0, toolIndex: 1, name: 'see', argumentsDelta: '{}' },
    { type: 'image', choiceIndex: 0, mediaType: 'image/png', dataBase64: 'AAAA' },
    { type: 'source', choiceIndex: 0, url: 'https://a.example', title: 'A' },
    { type: 'finish', choiceIndex: 0, reason: 'tool-calls' },
    { type: 'finish', choiceIndex: 1, reason: 'content-filter' },
    {
      type: 'usage',
      choiceIndex: 0,
      usage: { ...noUsage, inputTokens: 3, cacheReadTokens: 4, outputTokens: 5 },
      raw: null,
    },
  ];

  it('joins all parts of every choice into a whole completion', async () => {
    const { gateway } = await openWith(rich);
    const response = await gateway.post(question({ n: 2 }));
    const { choices, usage, model } = await response.json();
    assert.equal(model, 'served-model');
    assert.deepEqual(choices[0], {
      index: 0,
      message: {
        role: 'assistant',
        content: 'Hello',
        refusal: null,
        reasoning_content: 'Hm. ',
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"a":1}' } },
          { id: 'call_0_1', type: 'function', function: { name: 'see', arguments: '{}' } },
        ],
        images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }],
        annotations: [{ type: 'url_citation', url_citation: { url: 'https://a.example', title: 'A' } }],
      },
      logprobs: { content: [{ token: 'Hel' }, { token: 'lo' }], refusal: null },
      finish_reason: 'tool_calls',
    });
    assert.deepEqual(choices[1], {
      index: 1,
      message: { role: 'assistant', content: null, refusal: 'No.' },
      logprobs: null,
      finish_reason: 'content_filter',
    });
    assert.deepEqual(
      [usage.prompt_tokens, usage.completion_tokens, usage.total_tokens, usage.prompt_tokens_details.cached_tokens],
      [7, 5, 12, 4],
    );
  });

  it('streams the same parts, with role, call ids and types said once', async () => {
    const { gateway } = await openWith(rich);
    const response = await gateway.post(question({ n: 2, stream: true, stream_options: { include_usage: true } }));
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
    const { data } = await readEvents(response);
    assert.equal(data.at(-1), '[DONE]');
    const chunks = data.slice(0, -1).map((value) => JSON.parse(value));
    const deltas = chunks.flatMap(({ choices }) => choices);
    const roles = deltas.filter(({ delta }) => delta.role !== undefined).map(({ index }) => index);
    assert.deepEqual(roles, [0, 1]);
    const calls = deltas.flatMap(({ delta }) => delta.tool_calls ?? []);
    assert.deepEqual(calls, [
      { index: 0, id: 'c1', type: 'function', function: { name: 'look', arguments: '{"a"' } },
      { index: 0, function: { arguments: ':1}' } },
      { index: 1, id: 'call_0_1', type: 'function', function: { name: 'see', arguments: '{}' } },
    ]);
    assert.equal(deltas.map(({ delta }) => delta.content ?? '').join(''), 'Hello');
    assert.deepEqual(
      deltas.filter(({ finish_reason }) => finish_reason).map(({ index, finish_reason }) => [index, finish_reason]),
      [
        [0, 'tool_calls'],
        [1, 'content_filter'],
      ],
    );
    assert.deepEqual(chunks.at(-1).choices, []);
    assert.equal(chunks.at(-1).usage.total_tokens, 12);
    assert.ok(chunks.slice(0, -1).every(({ usage }) => usage === null));
    assert.equal(new Set(chunks.map(({ id }) => id)).size, 1);
  });

  it('says exactly what it cost, with all attempts of the request', async () => {
    const { gateway } = await openWith([
      text('Hi'),
      finish(),
      { type: 'usage', choiceIndex: 0, usage: { ...noUsage, inputTokens: 3, outputTokens: 5 }, raw: null },
    ]);
    const response = await gateway.post(question());
    // 3 × $1 and 5 × $2 per million.
    assert.equal(response.headers.get('x-dualtrack-cost-usd'), '0.000013');
    const streamed = await gateway.post(question({ stream: true }));
    assert.equal(streamed.headers.get('x-dualtrack-cost-usd'), null);
    await streamed.text();
  });

  it('marks simulated answers, and books them at nobody’s cost', async () => {
    const { post } = await open();
    const response = await post(question({ model: 'gpt-4.1@sandbox' }));
    assert.equal(response.headers.get('x-dualtrack-simulated'), 'true');
    assert.equal(response.headers.get('x-dualtrack-cost-usd'), '0');
    assert.equal((await response.json()).model, 'gpt-4.1');
  });

  it('F9: reads the upstream no faster than its own reader', async () => {
    let yielded = 0;
    const megabyte = 'x'.repeat(1024 * 1024);
    const provider: Service<TargetRequest> = async function* (request) {
      request.wire.sending();
      for (; yielded < 200; yielded += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        yield text(megabyte);
      }
      yield finish();
    };
    const opened = await open({ provider });
    const abort = new AbortController();
    const response = await opened.post(question({ stream: true }), {}, abort.signal);
    const reader = response.body?.getReader();
    await reader?.read();
    // Until it stands still: its reader has taken one piece and no more.
    let before = -1;
    while (before !== yielded) {
      before = yielded;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.ok(yielded < 50, `${yielded} MB were read ahead`);
    const other = await opened.get('/healthz');
    assert.equal(other.status, 200);
    abort.abort();
  });

  it('ends a request that a person stops with 499, which no client repeats', async () => {
    const opened = await open({ upstreams: { a: { afterwards: { type: 'silence' } } } });
    const asked = opened.post(question());
    while (opened.upstream('a').seen().requests === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const { requestId } of opened.requests.running()) opened.requests.cancel(requestId);
    const response = await asked;
    assert.equal(response.status, 499);
    assert.equal(response.headers.get('x-should-retry'), 'false');
  });

  it('counts requests, attempts, tokens, cost, latency, breakers and load for Prometheus', async () => {
    const opened = await open({ upstreams: { a: { faults: [{ type: 'status', status: 400 }] }, b: {} } });
    assert.equal((await opened.post(question())).status, 400);
    assert.equal((await opened.post(question())).status, 200);
    const response = await opened.get('/metrics');
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    const metrics = await response.text();
    for (const line of [
      'dualtrack_requests_total{profile="default",outcome="invalid-request"} 1',
      'dualtrack_requests_total{profile="default",outcome="success"} 1',
      'dualtrack_attempts_total{target="m@a",outcome="invalid-request"} 1',
      'dualtrack_attempts_total{target="m@a",outcome="success"} 1',
      'dualtrack_first_part_seconds_count{target="m@a"} 1',
      'dualtrack_attempt_seconds_count{target="m@a"} 1',
      'dualtrack_breaker_state{target="m@b",state="closed"} 1',
      'dualtrack_breaker_state{target="m@b",state="open"} 0',
      'dualtrack_running_requests 0',
      'dualtrack_queued_requests 0',
    ]) {
      assert.ok(metrics.includes(`${line}\n`), line);
    }
    assert.match(metrics, /dualtrack_tokens_total\{target="m@a",kind="output"\} [1-9]/);
    assert.match(metrics, /dualtrack_billed_cost_usd_total\{target="m@a"\} 0\.000/);
  });
});

/** An upstream that fails so, before anything is delivered. */
const failing = (error: RequestError): GatewaySetting => ({
  track: { retry: { attempts: 1 } },
  provider: async function* (request) {
    request.wire.sending();
    await Promise.resolve();
    if (error.kind === 'truncated') yield text('');
    throw error;
  },
});

describe('failures', () => {
  const statuses = {
    'invalid-request': 400,
    'context-too-long': 400,
    'content-refused': 400,
    auth: 502,
    'no-such-model': 404,
    'over-budget': 402,
    'no-price': 402,
    'limiter-full': 429,
    'rate-limited': 429,
    'breaker-open': 503,
    shed: 503,
    offline: 503,
    network: 502,
    overloaded: 502,
    truncated: 502,
    timeout: 504,
    deadline: 504,
    'no-target': 400,
    'ledger-unwritable': 503,
  } as const;

  for (const [kind, status] of Object.entries(statuses)) {
    it(`answers ${kind} with ${status}, streamed or not`, async () => {
      const known = Object.keys(statuses).find((one): one is keyof typeof statuses => one === kind);
      assert.ok(known !== undefined);
      const { post } = await open(
        failing(new RequestError(known, 'It failed.', { target: 'm@a', retryAfterMs: 1200 })),
      );
      for (const stream of [false, true]) {
        const response = await post(question({ stream }));
        const { error } = await response.json();
        assert.equal(response.status, status);
        assert.match(error.message, /^It failed\.( To let it through, |$)/);
        assert.deepEqual([error.param, error.dualtrack.kind], [null, kind]);
        assert.equal(error.dualtrack.attempts, 1);
        assert.equal(response.headers.get('retry-after'), status === 429 || status === 503 ? '2' : null);
        assert.equal(response.headers.get('x-dualtrack-target'), 'm@a');
        assert.equal(response.headers.get('x-dualtrack-attempts'), '1');
        assert.equal(response.headers.get('x-dualtrack-request-id'), error.dualtrack.requestId);
      }
    });
  }
});

describe('what a failure tells the caller’s own client', () => {
  const headersOf = async (error: RequestError) => {
    const { post } = await open(failing(error));
    return (await post(question())).headers;
  };

  it('is to come no more where no wait helps: a limit too small for the request, a target held out of service', async () => {
    for (const kind of ['limiter-full', 'breaker-open'] as const) {
      assert.equal((await headersOf(new RequestError(kind, 'Never.'))).get('x-should-retry'), 'false');
      assert.equal(
        (await headersOf(new RequestError(kind, 'Later.', { retryAfterMs: 10 }))).get('x-should-retry'),
        null,
      );
    }
  });

  it('names the target the error is about, not the last one asked', async () => {
    const headers = await headersOf(new RequestError('overloaded', 'It failed.', { target: 'other@b' }));
    assert.equal(headers.get('x-dualtrack-target'), 'other@b');
  });
});

describe('limits of our own', () => {
  it('R7: are told with a refusal as they are: what is allowed, what is left, and when it is there again', async () => {
    const limits = { requestsPerMinute: 1, tokensPerMinute: 100_000, maxWaitMs: 1 };
    const { post } = await open({ track: { limits } });
    assert.equal((await post(question({}))).status, 200);
    const refused = await post(question({}));
    const header = (name: string) => refused.headers.get(name) ?? '';
    assert.equal(refused.status, 429);
    assert.deepEqual([header('x-ratelimit-limit-requests'), header('x-ratelimit-remaining-requests')], ['1', '0']);
    const resetSeconds = Number.parseFloat(header('x-ratelimit-reset-requests'));
    assert.ok(resetSeconds > 50 && resetSeconds <= 60, header('x-ratelimit-reset-requests'));
    assert.ok(Number(header('retry-after')) >= resetSeconds - 1);
    assert.equal(header('x-ratelimit-limit-tokens'), '100000');
    assert.ok(Number(header('x-ratelimit-remaining-tokens')) > 90_000);
  });
});

describe('odd names and bodies', () => {
  it('a model named beyond the basic plane, or with half of a pair, is answered like any other', async () => {
    const names = ['🦙 llama', 'half \ud800'];
    const models = Object.fromEntries(names.map((name) => [name, {}]));
    const { post, faults } = await open({ track: { models: { m: {}, ...models } } });
    for (const name of names) {
      const response = await post(question({ model: `${name}@a` }), {}, AbortSignal.timeout(5_000));
      assert.equal(response.status, 200);
      assert.match(response.headers.get('x-dualtrack-target') ?? '', /^[\x20-\x7e]+@a$/);
      await response.text();
    }
    assert.deepEqual(faults, []);
  });

  it('a body nested too deep to be written out again is the caller’s mistake', async () => {
    const { post, upstream } = await open();
    const deep = JSON.parse(`${'['.repeat(600)}${']'.repeat(600)}`);
    const tools = [{ type: 'function', function: { name: 'x', parameters: { deep } } }];
    for (const body of [question({ tools }), question({ metadata: deep })]) {
      const response = await post(body, {}, AbortSignal.timeout(5_000));
      assert.equal(response.status, 400);
      assert.match(await response.text(), /the body must be nested at most 500 deep/);
    }
    assert.equal(upstream('a').seen().requests, 0);
  });

  it('a fault of ours is answered 500 and logged, also after the body was read', async () => {
    const provider: Service<TargetRequest> = async function* (request) {
      request.wire.sending();
      yield text('x');
      yield finish();
    };
    const { post, faults, configuration } = await open({ provider });
    configuration.current = () => {
      throw new TypeError('a fault');
    };
    const response = await post(question(), {}, AbortSignal.timeout(5_000));
    assert.equal(response.status, 500);
    assert.match(String(faults[0]), /a fault/);
  });
});
