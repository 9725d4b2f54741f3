/** The official `openai` client against the gateway: what works with OpenAI works here. */
import { strict as assert } from 'node:assert';
import { describe, it } from 'node:test';
import OpenAI from 'openai';
import { type GatewaySetting, gatewayOfEachTest, type OpenGateway, testToken } from '../../support/gateway.ts';

const openOne = gatewayOfEachTest();

async function open(setting: GatewaySetting = {}) {
  const gateway = await openOne(setting);
  const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: testToken, maxRetries: 0 });
  return { gateway, client };
}

const messages = [{ role: 'user' as const, content: 'What does this do?' }];

describe('the openai client', () => {
  it('gets a whole answer, with the model that served it and its usage', async () => {
    const { client } = await open();
    const { data, response } = await client.chat.completions.create({ model: 'dualtrack', messages }).withResponse();
    assert.match(data.choices[0]?.message.content ?? '', /simulated answer in the name of m-2026/);
    assert.equal(data.choices[0]?.finish_reason, 'stop');
    assert.equal(data.model, 'm-2026');
    assert.equal(data.object, 'chat.completion');
    assert.ok((data.usage?.prompt_tokens ?? 0) > 0);
    assert.equal(response.headers.get('x-dualtrack-target'), 'm@a');
    assert.equal(response.headers.get('x-dualtrack-attempts'), '1');
    assert.match(response.headers.get('x-dualtrack-request-id') ?? '', /^[0-9a-f-]{36}$/);
  });

  it('streams the same text as it gets whole', async () => {
    const { client } = await open();
    const whole = await client.chat.completions.create({ model: 'dualtrack', messages });
    const stream = await client.chat.completions.create({ model: 'dualtrack', messages, stream: true });
    let text = '';
    const finishReasons: string[] = [];
    for await (const chunk of stream) {
      assert.equal(chunk.object, 'chat.completion.chunk');
      assert.equal(chunk.model, 'm-2026');
      text += chunk.choices[0]?.delta.content ?? '';
      if (chunk.choices[0]?.finish_reason) finishReasons.push(chunk.choices[0].finish_reason);
    }
    assert.equal(text, whole.choices[0]?.message.content);
    assert.deepEqual(finishReasons, ['stop']);
  });

  it('U2: sees the usage of a stream only when it asked for it', async () => {
    const { client } = await open();
    const usages = async (more: object) => {
      const stream = await client.chat.completions.create({ model: 'dualtrack', messages, stream: true, ...more });
      const found = [];
      for await (const chunk of stream) if (chunk.usage || chunk.choices.length === 0) found.push(chunk.usage);
      return found;
    };
    assert.deepEqual(await usages({}), []);
    const asked = await usages({ stream_options: { include_usage: true } });
    assert.equal(asked.length, 1);
    assert.ok((asked[0]?.completion_tokens ?? 0) > 0);
  });

  it('gets tool calls, whole and streamed, and goes on after their answers', async () => {
    const { client } = await open();
    const tools = [{ type: 'function' as const, function: { name: 'look', parameters: { type: 'object' } } }];
    const asked = { model: 'm', messages, tools, tool_choice: 'required' as const };
    const whole = await client.chat.completions.create(asked);
    const message = whole.choices[0]?.message;
    const call = message?.tool_calls?.[0];
    assert.ok(message !== undefined && call?.type === 'function');
    assert.deepEqual([call.function.name, call.function.arguments], ['look', '{}']);
    assert.equal(whole.choices[0]?.finish_reason, 'tool_calls');
    assert.equal(message.content, null);

    const streamed = await client.chat.completions.stream(asked).finalChatCompletion();
    const streamedCall = streamed.choices[0]?.message.tool_calls?.[0];
    assert.ok(streamedCall?.type === 'function');
    assert.deepEqual(streamedCall.function.name, 'look');

    const result = { role: 'tool' as const, tool_call_id: call.id, content: 'found' };
    const after = await client.chat.completions.create({ ...asked, messages: [...messages, message, result] });
    assert.equal(after.choices[0]?.finish_reason, 'stop');
  });

  it('F8: stops the upstream within 250 ms when it aborts a stream', async () => {
    const { client, gateway } = await open({ upstreams: { a: { afterwards: { type: 'pace', delayMs: 20 } } } });
    const stream = await client.chat.completions.create({ model: 'dualtrack', messages, stream: true });
    let abortedAtEpochMs = 0;
    for await (const _chunk of stream) {
      abortedAtEpochMs = Date.now();
      break;
    }
    const seen = await ended(gateway);
    assert.equal(seen.outcome, 'aborted');
    assert.ok((seen.abortedAtEpochMs ?? Number.POSITIVE_INFINITY) - abortedAtEpochMs <= 250);
  });

  it('F8: stops the upstream within 250 ms when it aborts a whole answer', async () => {
    const { client, gateway } = await open({ upstreams: { a: { afterwards: { type: 'silence' } } } });
    const abort = new AbortController();
    const asked = client.chat.completions.create({ model: 'dualtrack', messages }, { signal: abort.signal });
    while (gateway.upstream('a').seen().requests === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const abortedAtEpochMs = Date.now();
    abort.abort();
    await assert.rejects(asked, OpenAI.APIUserAbortError);
    const seen = await ended(gateway);
    assert.equal(seen.outcome, 'aborted');
    assert.ok((seen.abortedAtEpochMs ?? Number.POSITIVE_INFINITY) - abortedAtEpochMs <= 250);
  });

  it('throws its own error classes for what is refused', async () => {
    const { client } = await open();
    const wrongKey = new OpenAI({ baseURL: client.baseURL, apiKey: 'wrong', maxRetries: 0 });
    await assert.rejects(wrongKey.models.list(), OpenAI.AuthenticationError);
    await assert.rejects(client.chat.completions.create({ model: 'unheard-of', messages }), OpenAI.NotFoundError);
    await assert.rejects(
      client.chat.completions.create({ model: 'm', messages, temperature: 3 }),
      (error) =>
        error instanceof OpenAI.BadRequestError &&
        error.param === 'temperature' &&
        error.message.includes('temperature must be a number from 0 to 2, got 3'),
    );
  });

  it('F1: throws on a stream that breaks, with the text it got before', async () => {
    const { client } = await open({ upstreams: { a: { afterwards: { type: 'cut', afterParts: 2 } } } });
    const stream = await client.chat.completions.create({ model: 'dualtrack', messages, stream: true });
    let text = '';
    const read = async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    };
    await assert.rejects(read, (error) => error instanceof OpenAI.APIError && error.code === 'truncated');
    assert.ok(text.length > 0);
  });

  it('T1: does not repeat what the daemon has tried everywhere', async () => {
    const { gateway } = await open({
      upstreams: { a: { afterwards: { type: 'status', status: 500 } } },
      track: { retry: { attempts: 1 } },
    });
    const insistent = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: testToken, maxRetries: 2 });
    await assert.rejects(insistent.chat.completions.create({ model: 'dualtrack', messages }), OpenAI.APIError);
    assert.equal(gateway.upstream('a').seen().requests, 1);
  });

  it('lists the models it can name, and each of them answers', async () => {
    const { client } = await open({ upstreams: { a: {}, b: {} } });
    const names = (await client.models.list()).data.map(({ id }) => id).filter((id) => !/sandbox/.test(id));
    const named = names.filter((name) => !name.startsWith('dualtrack/') || name === 'dualtrack/default');
    assert.deepEqual(named, ['dualtrack', 'dualtrack/default', 'm', 'm@a', 'm@b']);
    assert.ok(names.includes('dualtrack/balanced') && !names.includes('dualtrack/gcp-only'), names.join());
    for (const model of names) {
      const { response } = await client.chat.completions.create({ model, messages }).withResponse();
      assert.equal(response.headers.get('x-dualtrack-target'), model === 'm@b' ? 'm@b' : 'm@a');
    }
  });
});

/** The upstream's only request, once it has ended there. */
async function ended(gateway: OpenGateway) {
  for (;;) {
    const seen = gateway.upstream('a').seen().latest[0];
    if (seen !== undefined && seen.outcome !== 'running') return seen;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
