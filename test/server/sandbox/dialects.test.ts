/** The simulator in every dialect, read by the daemon's own providers: answers, faults, lists, counts and tokens. */
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Chat, type Message, textMessage } from '../../../protocol/message.ts';
import type { Part } from '../../../protocol/part.ts';
import { totalOutputTokens } from '../../../protocol/usage.ts';
import { systemClock } from '../../../server/clock.ts';
import { createAnthropic } from '../../../server/providers/anthropic.ts';
import { createGemini } from '../../../server/providers/gemini.ts';
import { createHttp, type Http } from '../../../server/providers/http.ts';
import { createOpenAiCompatible } from '../../../server/providers/openai-compatible.ts';
import type { Provider } from '../../../server/providers/provider.ts';
import type { Fault } from '../../../server/sandbox/faults.ts';
import { type Simulator, startSimulator } from '../../../server/sandbox/http-simulator.ts';
import { type ExchangeOptions, exchange, targetAt, textOf } from '../providers/exchange.ts';

const dialects = ['openai-compatible', 'anthropic', 'gemini'] as const;
type DialectName = (typeof dialects)[number];

describe('the simulator in every dialect', () => {
  let simulator: Simulator;
  let guarded: Simulator;
  let http: Http;
  let providers: Readonly<Record<DialectName, Provider>>;
  before(async () => {
    simulator = await startSimulator();
    guarded = await startSimulator({ requiredKey: 'right' });
    http = createHttp();
    const parts = { http, clock: systemClock, resolveKey: async () => 'wrong', networkInterfaces };
    providers = {
      'openai-compatible': createOpenAiCompatible(parts),
      anthropic: createAnthropic(parts),
      gemini: createGemini(parts),
    };
  });
  after(async () => {
    await http.close();
    await simulator.close();
    await guarded.close();
  });
  beforeEach(() => simulator.script({}));

  const targetOf = (dialect: DialectName, at: Simulator = simulator) =>
    targetAt(dialect === 'openai-compatible' ? at.url : at.origin, 'gpt-4.1', { provider: dialect });
  const ask = (dialect: DialectName, options: ExchangeOptions = {}, at: Simulator = simulator) =>
    exchange(providers[dialect], targetOf(dialect, at), {
      ...options,
      chat: { maxOutputTokens: 500, ...options.chat },
    });
  const withFault = (dialect: DialectName, fault: Fault, options: ExchangeOptions = {}) => {
    simulator.script({ faults: [fault] });
    return ask(dialect, options);
  };

  it('says the same, whole and streamed, counts it alike, and remembers the model', async () => {
    const texts = new Set<string>();
    for (const dialect of dialects) {
      for (const stream of [true, false]) {
        const { parts, error } = await ask(dialect, { stream });
        assert.equal(error, null, dialect);
        texts.add(textOf(parts));
        const usage = usageOf(parts);
        const seen = simulator.seen().latest.at(-1);
        assert.equal(usage && totalOutputTokens(usage), seen?.billedOutputTokens, dialect);
        assert.deepEqual([seen?.model, seen?.stream, seen?.outcome], ['gpt-4.1', stream, 'complete'], dialect);
        assert.deepEqual(finishes(parts), ['stop'], dialect);
      }
    }
    assert.equal(texts.size, 1);
    assert.match([...texts].join(), /simulated answer in the name of gpt-4\.1/);
  });

  it('U3, U4: draws and speaks in Gemini’s dialect, whole and streamed, and counts what it showed apart', async () => {
    const target = targetOf('gemini');
    for (const stream of [true, false]) {
      for (const kind of ['image', 'audio'] as const) {
        const { parts, error } = await exchange(providers.gemini, target, {
          stream,
          chat: { vendor: { modalities: kind === 'image' ? ['text', 'image'] : ['audio'] } },
        });
        assert.equal(error, null, error?.message);
        assert.equal(textOf(parts) === '', kind === 'audio');
        const shown = parts.flatMap((part) => (part.type === kind ? [Buffer.from(part.dataBase64, 'base64')] : []));
        const bytes = Buffer.concat(shown);
        if (kind === 'image') assert.equal(bytes.toString('latin1', 1, 4), 'PNG');
        else assert.equal(bytes.length, 48_000);
        const usage = usageOf(parts);
        assert.equal(usage?.inconsistent, false);
        assert.equal(
          kind === 'image' ? usage?.imageOutputTokens : usage?.audioOutputTokens,
          kind === 'image' ? 1290 : 25,
        );
        assert.equal(usage && totalOutputTokens(usage), simulator.seen().latest.at(-1)?.billedOutputTokens);
      }
    }
  });

  it('stops at its bound and calls the tool it is told to; asked again with the result it answers in words', async () => {
    const tools = [{ name: 'look', parameters: { type: 'object' } }];
    for (const dialect of dialects) {
      assert.deepEqual(finishes((await ask(dialect, { chat: { maxOutputTokens: 5 } })).parts), ['length'], dialect);
      for (const stream of [true, false]) {
        const { parts } = await ask(dialect, { stream, chat: { tools, toolChoice: { name: 'look' } } });
        const call = parts.find((part) => part.type === 'tool-call');
        assert.equal(call?.name, 'look', dialect);
        assert.deepEqual(finishes(parts), ['tool-calls'], dialect);
        const again = await ask(dialect, {
          stream,
          chat: { messages: answeredCall(parts), tools, toolChoice: 'required' },
        });
        assert.equal(again.error, null, dialect);
        assert.match(textOf(again.parts), /simulated answer/, dialect);
      }
    }
  });

  it('insists that signed thoughts come back with the results of tools, as Anthropic does', async () => {
    const tools = [{ name: 'look' }];
    const vendor = { thinking: { type: 'enabled', budget_tokens: 1024 } };
    const { parts } = await ask('anthropic', { chat: { tools, toolChoice: { name: 'look' }, vendor } });
    assert.match(parts.map((part) => (part.type === 'reasoning-delta' ? part.text : '')).join(''), /simulated thought/);
    const messages = answeredCall(parts);
    assert.equal((await ask('anthropic', { chat: { messages, tools, vendor } })).error, null);
    const withoutThoughts = messages.map(({ toolCalls, ...message }) => ({
      ...message,
      ...(toolCalls && { toolCalls: toolCalls.map(({ vendor: _, ...call }) => call) }),
    }));
    const { error } = await ask('anthropic', { chat: { messages: withoutThoughts, tools, vendor } });
    assert.equal(error?.kind, 'invalid-request');
    assert.match(error?.message ?? '', /messages\.1\.content\.0\.type/);
  });

  it('has every fault in each dialect’s own form', async () => {
    const expected: readonly (readonly [Fault, string])[] = [
      [{ type: 'status', status: 503, body: 'down' }, 'overloaded'],
      [{ type: 'status', status: 429, headers: { 'retry-after': '2' } }, 'rate-limited'],
      [{ type: 'reset' }, 'network'],
      [{ type: 'cut', afterParts: 0 }, 'network'],
      [{ type: 'cut', afterParts: 2 }, 'truncated'],
      [{ type: 'cut', afterParts: 2, cleanly: true }, 'truncated'],
      [{ type: 'malformed-chunk', afterParts: 2 }, 'truncated'],
      [{ type: 'error-event', afterParts: 0 }, 'overloaded'],
      [{ type: 'error-event', afterParts: 1 }, 'truncated'],
      [{ type: 'context-too-long' }, 'context-too-long'],
      [{ type: 'content-refused' }, 'content-refused'],
      [{ type: 'no-terminator' }, 'none'],
      [{ type: 'no-usage' }, 'none'],
      [{ type: 'slow-first-part', delayMs: 5, withRole: true }, 'none'],
      [{ type: 'pace', delayMs: 1 }, 'none'],
      [{ type: 'headers', headers: { 'x-extra': '1' } }, 'none'],
    ];
    for (const dialect of dialects) {
      for (const [fault, kind] of expected) {
        const { error, parts } = await withFault(dialect, fault);
        assert.equal(error?.kind ?? 'none', kind, `${dialect}: ${JSON.stringify(fault)}: ${error?.message}`);
        if (fault.type === 'no-usage') assert.equal(usageOf(parts), undefined, dialect);
      }
      const whole = await withFault(dialect, { type: 'error-event', afterParts: 0 }, { stream: false });
      assert.equal(whole.error?.kind, 'overloaded', dialect);
    }
  });

  it('refuses a key in each dialect’s words, and lists its models for a right one', async () => {
    for (const dialect of dialects) {
      assert.equal((await ask(dialect, {}, guarded)).error?.kind, 'auth', dialect);
      const { track } = targetOf(dialect, guarded);
      const signal = new AbortController().signal;
      await assert.rejects(providers[dialect].listModels(track, signal), { kind: 'auth' });
      const listed = await providers[dialect].listModels(targetOf(dialect).track, signal);
      assert.ok(
        listed.some(({ name }) => name === 'gemini-2.5-flash'),
        dialect,
      );
    }
  });

  it('streams a JSON array where alt=sse is left out, and counts tokens', async () => {
    const post = (path: string, body: object) =>
      fetch(simulator.origin + path, { method: 'POST', body: JSON.stringify(body) }).then((response) =>
        response.json(),
      );
    const body = { contents: [{ role: 'user', parts: [{ text: 'What does this do?' }] }] };
    const streamed = await post('/v1beta/models/gpt-4.1:streamGenerateContent', body);
    assert.ok(Array.isArray(streamed) && streamed.length > 3);
    assert.equal(streamed.at(-1).candidates[0].finishReason, 'STOP');
    const vertex = '/v1/projects/p/locations/global/publishers/google/models/gpt-4.1';
    assert.equal(
      (await post(`${vertex}:countTokens`, body)).totalTokens,
      streamed.at(-1).usageMetadata.promptTokenCount,
    );
    assert.equal((await post(`${vertex}:generateContent`, body)).modelVersion, 'gpt-4.1');
    simulator.script({ faults: [{ type: 'error-event', afterParts: 1 }] });
    const failed = await post('/v1beta/models/gpt-4.1:streamGenerateContent', body);
    assert.equal(failed.at(-1).error.status, 'UNAVAILABLE');
  });

  it('serves Claude on Vertex AI by the address alone', async () => {
    const path = '/v1/projects/p/locations/global/publishers/anthropic/models/claude-sonnet-4-5:rawPredict';
    const body = {
      anthropic_version: 'vertex-2023-10-16',
      max_tokens: 50,
      messages: [{ role: 'user', content: 'Hi' }],
    };
    const response = await fetch(simulator.origin + path, { method: 'POST', body: JSON.stringify(body) });
    const message = await response.json();
    assert.deepEqual([message.type, message.model], ['message', 'claude-sonnet-4-5']);
  });

  it('hands out tokens that its guarded paths take, as scripted', async () => {
    const assertion = 'a.b.c';
    const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
    const token = () => fetch(`${guarded.origin}/token`, { method: 'POST', body: form });
    guarded.script({ tokens: [{ type: 'status', status: 400, body: { error: 'invalid_grant' } }] });
    assert.equal((await token()).status, 400);
    const given = await (await token()).json();
    assert.deepEqual([given.token_type, given.expires_in], ['Bearer', 3599]);
    assert.equal(guarded.seen().tokens, 1);
    const list = (bearer: string) =>
      fetch(`${guarded.origin}/v1beta1/publishers/google/models`, { headers: { authorization: `Bearer ${bearer}` } });
    assert.equal((await list(given.access_token)).status, 200);
    assert.equal((await list('another')).status, 401);
    const empty = await fetch(`${guarded.origin}/token`, { method: 'POST', body: new URLSearchParams() });
    assert.equal(empty.status, 400);
  });
});

/** What a caller sends after the tool was run. */
function answeredCall(parts: readonly Part[]): Chat['messages'] {
  const pieces = parts.filter((part) => part.type === 'tool-call');
  const [first] = pieces;
  const id = first?.id ?? 'call_0';
  const call = {
    id,
    name: first?.name ?? '',
    argumentsJson: pieces.map((piece) => piece.argumentsDelta).join(''),
    ...(first?.vendor && { vendor: first.vendor }),
  };
  const result: Message = { role: 'tool', content: [{ type: 'text', text: 'nothing' }], toolCallId: id };
  return [textMessage('user', 'Look'), { role: 'assistant', content: [], toolCalls: [call] }, result];
}

function usageOf(parts: readonly Part[]) {
  return parts.findLast((part) => part.type === 'usage')?.usage;
}

function finishes(parts: readonly Part[]): string[] {
  return parts.flatMap((part) => (part.type === 'finish' ? [part.reason] : []));
}
