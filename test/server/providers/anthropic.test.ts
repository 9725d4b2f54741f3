/** The provider for Anthropic over loopback: what it sends, what it reads, and what each failure means. */
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { textMessage } from '../../../protocol/message.ts';
import { noUsage } from '../../../protocol/usage.ts';
import { systemClock } from '../../../server/clock.ts';
import { createAnthropic } from '../../../server/providers/anthropic.ts';
import { createHttp, type Http } from '../../../server/providers/http.ts';
import type { Provider } from '../../../server/providers/provider.ts';
import { readRateLimitHeaders } from '../../../server/resilience/rate-limit-headers.ts';
import type { Target } from '../../../server/routing/target.ts';
import {
  contextOf,
  type ExchangeOptions,
  exchange,
  type RawUpstream,
  requestTo,
  startRawUpstream,
  targetAt,
  textOf,
} from './exchange.ts';

const model = 'claude-sonnet-4-5';
const start = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    model: 'claude-sonnet-4-5-20250929',
    usage: { input_tokens: 30, cache_read_input_tokens: 1000, cache_creation_input_tokens: 50, output_tokens: 2 },
  },
};
const begin = (block: object, index = 0) => ({ type: 'content_block_start', index, content_block: block });
const delta = (value: object, index = 0) => ({ type: 'content_block_delta', index, delta: value });
const stop = (index = 0) => ({ type: 'content_block_stop', index });
const text = [begin({ type: 'text', text: '' }), delta({ type: 'text_delta', text: 'Hello' }), stop()];
const end = (reason: string, more: object = {}) => [
  { type: 'message_delta', delta: { stop_reason: reason, ...more }, usage: { output_tokens: 12 } },
  { type: 'message_stop' },
];
const stream = (...events: readonly object[]) =>
  events.map((event) => `event: ${'type' in event ? event.type : ''}\ndata: ${JSON.stringify(event)}\n\n`).join('');

describe('the provider for Anthropic', () => {
  let upstream: RawUpstream;
  let provider: Provider;
  let http: Http;
  let target: Target;
  before(async () => {
    upstream = await startRawUpstream();
    http = createHttp();
    const resolveKey = async () => 'sk-ant-test';
    provider = createAnthropic({ http, clock: systemClock, resolveKey, networkInterfaces });
    target = targetAt(`${new URL(upstream.url).origin}/proxy/`, model, { provider: 'anthropic' });
  });
  after(async () => {
    await http.close();
    await upstream.close();
  });

  const answered = (
    status: number,
    body: string,
    headers: Record<string, string> = {},
    options: ExchangeOptions = {},
  ) => {
    upstream.answer((_, response) => response.writeHead(status, headers).end(body));
    return exchange(provider, target, options);
  };
  const failure = async (status: number, type: string, message: string, headers: Record<string, string> = {}) => {
    const { error } = await answered(status, JSON.stringify({ type: 'error', error: { type, message } }), headers);
    assert.ok(error !== null);
    return error;
  };

  it('asks POST /v1/messages below the base URL, with key, version and features in headers', async () => {
    const asked = Promise.withResolvers<unknown>();
    upstream.answer((request, response, body) => {
      const { 'x-api-key': key, 'anthropic-version': version, 'anthropic-beta': beta, authorization } = request.headers;
      asked.resolve({
        url: request.url,
        method: request.method,
        key,
        version,
        beta,
        authorization,
        body: JSON.parse(body),
      });
      response.end(stream(start, ...text, ...end('end_turn')));
    });
    const { parts, error } = await exchange(provider, target, {
      chat: { maxOutputTokens: 100, temperature: 0.7, vendor: { betas: ['a', 'b'] } },
    });
    assert.equal(error, null);
    assert.equal(textOf(parts), 'Hello');
    assert.deepEqual(await asked.promise, {
      url: '/proxy/v1/messages',
      method: 'POST',
      key: 'sk-ant-test',
      version: '2023-06-01',
      beta: 'a,b',
      authorization: undefined,
      body: {
        model,
        max_tokens: 100,
        messages: [{ role: 'user', content: [{ type: 'text', text: 'What does this do?' }] }],
        temperature: 0.7,
        stream: true,
      },
    });
  });

  it('a whole body gives the parts of a stream; thoughts are carried by the call they led to', async () => {
    const thinking = { type: 'thinking', thinking: 'Look it up.', signature: 'signed' };
    const call = { type: 'tool_use', id: 'toolu_1', name: 'look', input: { at: 1 } };
    const whole = {
      type: 'message',
      id: 'msg_1',
      model: start.message.model,
      content: [thinking, { type: 'text', text: 'Hello' }, call],
      stop_reason: 'tool_use',
      usage: { ...start.message.usage, output_tokens: 12 },
    };
    const pieces = [
      ...[
        begin({ type: 'thinking', thinking: '', signature: '' }),
        delta({ type: 'thinking_delta', thinking: 'Look it up.' }),
      ],
      ...[
        delta({ type: 'signature_delta', signature: 'sig' }),
        delta({ type: 'signature_delta', signature: 'ned' }),
        stop(),
      ],
      ...text.map((event) => ({ ...event, index: 1 })),
      ...[begin({ ...call, input: {} }, 2), delta({ type: 'input_json_delta', partial_json: '{"at":1}' }, 2), stop(2)],
    ];
    const named: unknown[] = [];
    const wire = { served: (...names: unknown[]) => named.push(names) };
    const fromWhole = await answered(200, JSON.stringify(whole), {}, { stream: false, wire });
    const streamed = await answered(200, stream(start, ...pieces, ...end('tool_use')), {}, { wire });
    const carried = { extra_content: { anthropic: { thinking_blocks: [thinking] } } };
    const parts = [
      { type: 'reasoning-delta', choiceIndex: 0, text: 'Look it up.' },
      { type: 'text-delta', choiceIndex: 0, text: 'Hello' },
      {
        type: 'tool-call',
        choiceIndex: 0,
        toolIndex: 0,
        id: 'toolu_1',
        name: 'look',
        argumentsDelta: '',
        vendor: carried,
      },
      { type: 'tool-call', choiceIndex: 0, toolIndex: 0, argumentsDelta: '{"at":1}' },
      { type: 'finish', choiceIndex: 0, reason: 'tool-calls' },
    ];
    for (const outcome of [fromWhole, streamed]) {
      assert.equal(outcome.error, null);
      assert.deepEqual(
        outcome.parts.filter(({ type }) => type !== 'usage'),
        parts,
      );
      const usage = outcome.parts.findLast(({ type }) => type === 'usage');
      assert.deepEqual(usage?.type === 'usage' && usage.usage, {
        ...noUsage,
        inputTokens: 30,
        cacheReadTokens: 1000,
        cacheWriteTokens: 50,
        outputTokens: 12,
      });
    }
    assert.deepEqual(named, [
      [start.message.model, 'msg_1'],
      [start.message.model, 'msg_1'],
    ]);
  });

  it('U10: the count of the input is told before the first content, for answers that are left', async () => {
    const { parts, error } = await answered(200, stream(start, ...text));
    assert.equal(error?.kind, 'truncated');
    assert.deepEqual(
      parts.map(({ type }) => type),
      ['usage', 'text-delta'],
    );
    assert.deepEqual(parts[0]?.type === 'usage' && parts[0].usage, {
      ...noUsage,
      inputTokens: 30,
      cacheReadTokens: 1000,
      cacheWriteTokens: 50,
      outputTokens: 2,
    });
  });

  it('ends: a refusal is told with its reason, a paused turn is not the whole answer, a full window neither', async () => {
    const finish = async (reason: string, more: object = {}) => {
      const { parts } = await answered(200, stream(start, ...text, ...end(reason, more)));
      return parts.flatMap((part) =>
        part.type === 'finish' ? [part.reason] : part.type === 'refusal' ? [part.text] : [],
      );
    };
    assert.deepEqual(await finish('refusal', { stop_details: { explanation: 'No.' } }), ['No.', 'content-filter']);
    assert.deepEqual(await finish('refusal'), ['content-filter']);
    assert.deepEqual(await finish('pause_turn'), ['length']);
    assert.deepEqual(await finish('model_context_window_exceeded'), ['length']);
    assert.deepEqual(await finish('stop_sequence'), ['stop']);
    assert.deepEqual(await finish('something_new'), ['other']);
  });

  it('citations are sources, once each; what the vendor’s own tools do is nothing for the caller', async () => {
    const citation = { url: 'https://example.com/a', title: 'A' };
    const { parts, error } = await answered(
      200,
      stream(
        start,
        ...[
          begin({ type: 'server_tool_use', id: 's', name: 'web_search', input: {} }),
          delta({ type: 'input_json_delta', partial_json: '{"q":1}' }),
          stop(),
        ],
        ...[begin({ type: 'web_search_tool_result', content: [{ url: 'https://example.com/b' }] }, 1), stop(1)],
        begin({ type: 'text', text: '', citations: [] }, 2),
        ...[delta({ type: 'citations_delta', citation }, 2), delta({ type: 'citations_delta', citation }, 2)],
        delta({ type: 'citations_delta', citation: { type: 'page_location', document_title: 'mine' } }, 2),
        ...[delta({ type: 'text_delta', text: 'So.' }, 2), stop(2)],
        ...end('end_turn'),
      ),
    );
    assert.equal(error, null);
    assert.deepEqual(
      parts.filter(({ type }) => type !== 'usage'),
      [
        { type: 'source', choiceIndex: 0, ...citation },
        { type: 'text-delta', choiceIndex: 0, text: 'So.' },
        { type: 'finish', choiceIndex: 0, reason: 'stop' },
      ],
    );
  });

  it('F2: an error as second event is the upstream’s own failure; after content it cuts the answer', async () => {
    const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    const early = await answered(200, stream(start, overloaded));
    assert.deepEqual([early.error?.kind, early.parts.filter(({ type }) => type !== 'usage')], ['overloaded', []]);
    const late = await answered(200, stream(start, ...text, overloaded));
    assert.equal(late.error?.kind, 'truncated');
    assert.match(late.error?.message ?? '', /Overloaded/);
    const limited = { type: 'error', error: { type: 'rate_limit_error', message: 'slow down' } };
    assert.equal((await answered(200, stream(limited))).error?.kind, 'rate-limited');
  });

  it('F1: an answer without its stop reason, and a page that is no answer, are failures', async () => {
    assert.equal((await answered(200, '')).error?.kind, 'network');
    assert.match((await answered(200, '<html>hello</html>')).error?.message ?? '', /a web page/);
    assert.equal((await answered(200, '{"type":"message_batch"}', {}, { stream: false })).error?.kind, 'network');
    assert.equal((await answered(200, `${stream(start)}data: {"type":\n\n`)).error?.kind, 'network');
  });

  it('failures mean what their words say', async () => {
    assert.equal((await failure(529, 'overloaded_error', 'Overloaded')).kind, 'overloaded');
    assert.equal((await failure(500, 'api_error', 'Internal server error')).kind, 'overloaded');
    const limited = await failure(429, 'rate_limit_error', 'Too many', { 'retry-after': '17' });
    assert.deepEqual([limited.kind, limited.retryAfterMs], ['rate-limited', 17_000]);
    const tooLong = 'prompt is too long: 208310 tokens > 200000 maximum';
    assert.equal((await failure(400, 'invalid_request_error', tooLong)).kind, 'context-too-long');
    const together = 'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000';
    assert.equal((await failure(400, 'invalid_request_error', together)).kind, 'context-too-long');
    assert.equal(
      (await failure(413, 'request_too_large', 'Request exceeds the maximum size')).kind,
      'context-too-long',
    );
    assert.equal((await failure(400, 'invalid_request_error', 'tools.0: bad')).kind, 'invalid-request');
    assert.equal((await failure(404, 'not_found_error', 'model: claude-x')).kind, 'no-such-model');
    assert.equal((await failure(403, 'permission_error', 'Not allowed')).kind, 'auth');
    const credit = 'Your credit balance is too low to access the Anthropic API.';
    assert.equal((await failure(400, 'invalid_request_error', credit)).kind, 'auth');
    const wrongKey = await failure(401, 'authentication_error', 'invalid x-api-key');
    assert.equal(wrongKey.kind, 'auth');
    assert.match(wrongKey.message, /shape of a key of Anthropic, but this track is at 127\.0\.0\.1/);
    assert.doesNotMatch(wrongKey.message, /has no version|sk-ant-test/);
  });

  it('R7: its own headers tell the limits', () => {
    const headers = {
      'anthropic-ratelimit-requests-remaining': '3',
      'anthropic-ratelimit-requests-reset': '2026-11-22T10:00:10Z',
      'anthropic-ratelimit-tokens-remaining': '4000',
      'anthropic-ratelimit-tokens-reset': '2026-11-22T10:00:30Z',
    };
    assert.deepEqual(readRateLimitHeaders(headers, Date.parse('2026-11-22T10:00:00Z')), {
      requests: { remaining: 3, resetMs: 10_000 },
      tokens: { remaining: 4000, resetMs: 30_000 },
    });
  });

  it('lists the models a key can use', async () => {
    upstream.answer((request, response) => {
      assert.equal(request.url, '/proxy/v1/models?limit=1000');
      response.end(
        JSON.stringify({ data: [{ type: 'model', id: model, max_input_tokens: 200_000 }, { id: 'claude-x' }] }),
      );
    });
    const signal = new AbortController().signal;
    assert.deepEqual(await provider.listModels(target.track, signal), [
      { name: model, contextWindow: 200_000 },
      { name: 'claude-x', contextWindow: null },
    ]);
    upstream.answer((_, response) => response.end('{"data":"none"}'));
    await assert.rejects(provider.listModels(target.track, signal), /no list of models/);
  });

  it('tells what of a request it left out', async () => {
    const warned: string[] = [];
    upstream.answer((_, response) => response.end(stream(start, ...text, ...end('end_turn'))));
    const note = (event: { type: string; message?: string }) => {
      if (event.type === 'warned') warned.push(event.message ?? '');
    };
    const request = requestTo(target, { chat: { messages: [textMessage('user', 'Hi')], seed: 4 } });
    for await (const _ of provider.chat(request, { ...contextOf(), trace: { note } }));
    assert.deepEqual(warned, ['seed: left out, because Anthropic has none']);
  });
});
