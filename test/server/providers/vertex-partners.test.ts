/** Models of other publishers at Vertex AI, over the simulator that refuses what theirs refuse: Mistral's, and open ones. */
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Chat, type Message, textMessage } from '../../../protocol/message.ts';
import type { Part } from '../../../protocol/part.ts';
import { systemClock } from '../../../server/clock.ts';
import type { RequestContext, TraceEvent } from '../../../server/pipeline/service.ts';
import { createHttp, type Http } from '../../../server/providers/http.ts';
import { openAiDialect } from '../../../server/providers/openai-compatible.ts';
import type { Provider } from '../../../server/providers/provider.ts';
import { createVertex } from '../../../server/providers/vertex.ts';
import { type Simulator, startSimulator } from '../../../server/sandbox/http-simulator.ts';
import { contextOf, type ExchangeOptions, exchange, requestTo, textOf } from './exchange.ts';
import { vertexTarget } from './google-upstream.ts';

type Body = Readonly<Record<string, unknown>>;

describe('a model of another publisher at Vertex AI', () => {
  let simulator: Simulator;
  let http: Http;
  let provider: Provider;
  let token = 'right';
  const bodies: Body[] = [];
  before(async () => {
    simulator = await startSimulator({ requiredKey: 'right', onBody: (body) => bodies.push(body as Body) });
    http = createHttp();
    const credentials = { headers: async () => ({ authorization: `Bearer ${token}` }), refused: async () => {} };
    const parts = { http, clock: systemClock, networkInterfaces, credentials };
    provider = createVertex({ ...parts, completions: openAiDialect });
  });
  after(async () => {
    await http.close();
    await simulator.close();
  });
  beforeEach(() => {
    token = 'right';
    bodies.length = 0;
    simulator.script({});
  });

  const names = { mistral: 'mistral-medium-3@001', open: 'meta/llama-4-scout-maas' };
  const targetOf = (model: string) => vertexTarget(simulator.origin, {}, model);
  const ask = (model: string, options: ExchangeOptions = {}) =>
    exchange(provider, targetOf(model), { ...options, chat: { maxOutputTokens: 300, ...options.chat } });
  const warningsOf = async (model: string, chat: Partial<Chat>) => {
    const notes: string[] = [];
    const note = (event: TraceEvent) => event.type === 'warned' && notes.push(event.message);
    const context: RequestContext = { ...contextOf(), trace: { note } };
    const parts: Part[] = [];
    for await (const part of provider.chat(requestTo(targetOf(model), { chat }), context)) parts.push(part);
    return notes;
  };

  for (const [kind, model] of Object.entries(names)) {
    it(`answers with its usage, whole and streamed: ${kind}`, async () => {
      for (const stream of [true, false]) {
        const { parts, error } = await ask(model, { stream });
        assert.equal(error, null, error?.message);
        assert.match(textOf(parts), /simulated answer/);
        assert.deepEqual(parts.filter(({ type }) => type === 'finish').length, 1);
        const usage = parts.find((part) => part.type === 'usage');
        const seen = simulator.seen().latest.at(-1);
        assert.equal(usage?.usage.outputTokens, seen?.billedOutputTokens);
        assert.deepEqual([seen?.stream, seen?.outcome], [stream, 'complete']);
      }
    });

    it(`calls tools over three turns, with the ids another model gave: ${kind}`, async () => {
      const tools = [{ name: 'look', parameters: { type: 'object' } }];
      const called = (id: string): Message[] => [
        { role: 'assistant', content: [], toolCalls: [{ id, name: 'look', argumentsJson: '{}' }] },
        { role: 'tool', content: [{ type: 'text', text: '42' }], toolCallId: id },
      ];
      const messages = [
        textMessage('user', 'Look.'),
        ...called('call_from-another:vendor'),
        ...called('toolu_01A'),
        textMessage('user', 'And again.'),
      ];
      for (const stream of [true, false]) {
        const { parts, error } = await ask(model, { stream, chat: { messages, tools, toolChoice: { name: 'look' } } });
        assert.equal(error, null, error?.message);
        const call = parts.find((part) => part.type === 'tool-call');
        assert.equal(call?.name, 'look');
        const last = [...messages, ...called(call?.id ?? '')];
        const answered = await ask(model, { stream, chat: { messages: last, tools } });
        assert.match(textOf(answered.parts), /simulated answer/, answered.error?.message);
      }
    });

    it(`F1, F2: an error within its stream fails over before content, and cuts after it: ${kind}`, async () => {
      simulator.script({ faults: [{ type: 'error-event', afterParts: 0 }] });
      assert.equal((await ask(model)).error?.kind, 'overloaded');
      simulator.script({ faults: [{ type: 'cut', afterParts: 1, cleanly: true }] });
      assert.equal((await ask(model)).error?.kind, 'truncated');
      simulator.script({
        faults: [{ type: 'status', status: 429, body: { error: { status: 'RESOURCE_EXHAUSTED' } } }],
      });
      assert.equal((await ask(model)).error?.kind, 'rate-limited');
    });

    it(`says that a token is wrong, and where a model is not: ${kind}`, async () => {
      token = 'wrong';
      const { error } = await ask(model);
      assert.equal(error?.kind, 'auth');
      assert.match(error?.message ?? '', /401 Unauthorized: .*The access token is not valid/);
      token = 'right';
      const missing = { error: { code: 404, message: 'Publisher model was not found.', status: 'NOT_FOUND' } };
      simulator.script({ faults: [{ type: 'status', status: 404, body: missing }] });
      const absent = (await ask(model)).error;
      assert.equal(absent?.kind, 'no-such-model');
      assert.match(absent?.message ?? '', /offered in europe-west4 and enabled for project my-project/);
      assert.match(absent?.message ?? '', /model-garden/);
    });
  }

  it('Mistral is sent what it knows, in the order and with the ids it takes; the rest is told', async () => {
    const chat: Partial<Chat> = {
      messages: [
        textMessage('developer', 'Be brief.'),
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See.', vendor: { cache_control: { type: 'ephemeral' } } },
            { type: 'image', url: 'data:image/png;base64,aGk=', detail: 'low' },
            { type: 'file', name: 'a.pdf', url: 'data:application/pdf;base64,aGk=' },
          ],
          vendor: { name: 'Ann' },
        },
        textMessage('assistant', ''),
        {
          role: 'assistant',
          content: [],
          toolCalls: [
            { id: 'abcdefgh1', name: 'look', argumentsJson: '{}', vendor: { extra_content: { google: {} } } },
          ],
          vendor: { reasoning_content: 'Hm.' },
        },
        { role: 'tool', content: [{ type: 'text', text: '42' }], toolCallId: 'abcdefgh1' },
        textMessage('user', 'So?'),
        textMessage('system', 'Be kind.'),
        textMessage('assistant', 'It is'),
      ],
      seed: 7,
      temperature: 1.9,
      topP: 0.5,
      stop: ['.'],
      vendor: { user: 'me', frequency_penalty: 0.1, logit_bias: {}, stream_options: { include_usage: true } },
    };
    const warnings = await warningsOf(names.mistral, chat);
    assert.deepEqual(warnings, [
      'user: left out, because Mistral has no such field',
      'temperature: sent as 1.5, the most Mistral takes, got 1.9',
      'messages[6]: its instructions stand before the conversation, not within it',
    ]);
    assert.deepEqual(bodies[0], {
      model: 'mistral-medium-3',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'system', content: 'Be kind.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See.' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=', detail: 'low' } },
            { type: 'document_url', document_url: 'data:application/pdf;base64,aGk=', document_name: 'a.pdf' },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'abcdefgh1', type: 'function', function: { name: 'look', arguments: '{}' } }],
        },
        { role: 'tool', content: '42', tool_call_id: 'abcdefgh1' },
        { role: 'assistant', content: 'Understood.' },
        { role: 'user', content: 'So?' },
        { role: 'assistant', content: 'It is', prefix: true },
      ],
      frequency_penalty: 0.1,
      random_seed: 7,
      temperature: 1.5,
      top_p: 0.5,
      stop: ['.'],
      stream: true,
    });
  });

  it('open models are sent OpenAI’s dialect with the publisher before the name, and no developer', async () => {
    const messages = [textMessage('developer', 'Be brief.'), textMessage('user', 'Hi')];
    await ask(names.open, { chat: { messages, seed: 7 } });
    assert.deepEqual(bodies[0], {
      model: 'meta/llama-4-scout-maas',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
      max_tokens: 300,
      seed: 7,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('Mistral’s refusal of a field is read, though it comes in a form of its own', async () => {
    const detail = [{ type: 'extra_forbidden', loc: ['body', 'x'], msg: 'Extra inputs are not permitted' }];
    const body = { object: 'error', message: { detail }, type: 'invalid_request_error', param: null, code: null };
    simulator.script({ faults: [{ type: 'status', status: 422, body }] });
    const { error } = await ask(names.mistral);
    assert.equal(error?.kind, 'invalid-request');
    assert.equal(error?.beyondDialect, false, 'the upstream said so');
    assert.match(error?.message ?? '', /422 Unprocessable Entity: body\.x: Extra inputs are not permitted\./);
  });
});
