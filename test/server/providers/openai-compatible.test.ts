/** The OpenAI-compatible provider against an upstream that behaves, and one that does not. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Http } from '../../../server/providers/http.ts';
import type { Provider } from '../../../server/providers/provider.ts';
import { RequestError } from '../../../server/request-error.ts';
import type { Fault } from '../../../server/sandbox/faults.ts';
import { type Simulator, startSimulator } from '../../../server/sandbox/http-simulator.ts';
import {
  contextOf,
  exchange,
  openAiProvider,
  type RawUpstream,
  requestTo,
  startRawUpstream,
  targetAt,
  textOf,
} from './exchange.ts';

const sse = { 'content-type': 'text/event-stream' };
const chunk = (delta: object, finish: string | null = null, index = 0) =>
  `data: ${JSON.stringify({ id: 'c1', model: 'm-1', choices: [{ index, delta, finish_reason: finish }] })}\n\n`;
const role = chunk({ role: 'assistant', content: '' });
const hello = chunk({ content: 'Hello' });
const stop = chunk({}, 'stop');
const done = 'data: [DONE]\n\n';

describe('the OpenAI-compatible provider', () => {
  let simulator: Simulator;
  let upstream: RawUpstream;
  let provider: Provider;
  let http: Http;
  const bodies: unknown[] = [];
  before(async () => {
    simulator = await startSimulator({ onBody: (body) => bodies.push(body) });
    upstream = await startRawUpstream();
    ({ provider, http } = openAiProvider('sk-test-1234567890'));
  });
  after(async () => {
    await http.close();
    await simulator.close();
    await upstream.close();
  });
  beforeEach(() => {
    simulator.script({});
    bodies.length = 0;
  });
  const ask = (options: Parameters<typeof exchange>[2] = {}) => exchange(provider, targetAt(simulator.url), options);
  const askWith = (fault: Fault, options: Parameters<typeof exchange>[2] = {}) => {
    simulator.script({ faults: [fault] });
    return ask(options);
  };
  const askRaw = (
    body: string | Buffer,
    headers: Record<string, string> = sse,
    options: Parameters<typeof exchange>[2] = {},
  ) => {
    upstream.answer((_, response) => response.writeHead(200, headers).end(body));
    return exchange(provider, targetAt(upstream.url), options);
  };

  it('a whole body gives the same text, finish and usage as the stream', async () => {
    const streamed = await ask();
    const whole = await ask({ stream: false });
    assert.equal(streamed.error, null);
    assert.equal(textOf(whole.parts), textOf(streamed.parts));
    assert.deepEqual(
      whole.parts.filter((part) => part.type !== 'text-delta'),
      streamed.parts.filter((part) => part.type !== 'text-delta'),
    );
    assert.ok(streamed.parts.filter((part) => part.type === 'text-delta').length > 3);
  });

  it('F6: byte order marks and white space before a stream cost none of it', async () => {
    const mark = '\ufeff';
    for (const before of [mark, mark + mark, `\n${mark}`, `${mark} \n`]) {
      const { parts, error } = await askRaw(before + role + hello + stop + done);
      assert.equal(error, null);
      assert.equal(textOf(parts), 'Hello');
      const first = chunk({ content: 'Hello' }, 'stop');
      assert.equal(textOf((await askRaw(before + first + done)).parts), 'Hello');
    }
  });

  it('U2: asks for usage itself when it streams, and sends no stream options when it does not', async () => {
    await ask({ chat: { vendor: { stream_options: { include_obfuscation: false } } } });
    await ask({ stream: false });
    const [streamed, whole] = bodies as Record<string, unknown>[];
    assert.deepEqual(streamed?.stream_options, { include_obfuscation: false, include_usage: true });
    assert.equal(whole?.stream, false);
    assert.equal(whole?.stream_options, undefined);
  });

  it('tells the wire what happens, in order, and the model that serves', async () => {
    const events: string[] = [];
    await ask({
      wire: {
        sending: () => events.push('sending'),
        connected: () => events.push('connected'),
        headers: (status) => events.push(`headers ${status}`),
        served: (model) => events.push(`served ${model}`),
      },
    });
    assert.deepEqual(events, ['sending', 'connected', 'headers 200', 'served m']);
  });

  it('a throw of the intent stops the request before it leaves', async () => {
    const before = simulator.seen().requests;
    const { error } = await ask({
      wire: {
        sending: () => {
          throw new RequestError('ledger-unwritable', 'The journal cannot be written.');
        },
      },
    });
    assert.equal(error?.kind, 'ledger-unwritable');
    assert.equal(simulator.seen().requests, before);
  });

  const cuts: readonly [string, Fault][] = [
    ['a cut', { type: 'cut', afterParts: 2 }],
    ['a clean end without a finish reason', { type: 'cut', afterParts: 2, cleanly: true }],
    ['a malformed chunk', { type: 'malformed-chunk', afterParts: 2 }],
    ['an error event', { type: 'error-event', afterParts: 2 }],
  ];
  for (const [what, fault] of cuts) {
    it(`F1: ${what} after content is a truncation that keeps what came`, async () => {
      const { parts, error } = await askWith(fault);
      assert.equal(error?.kind, 'truncated');
      assert.equal(parts.filter((part) => part.type === 'text-delta').length, 2);
      assert.ok(!parts.some((part) => part.type === 'finish'));
    });
  }

  const early: readonly [string, Fault, string][] = [
    ['a cut', { type: 'cut', afterParts: 0 }, 'network'],
    ['a malformed chunk', { type: 'malformed-chunk', afterParts: 0 }, 'network'],
    ['an error as second event', { type: 'error-event', afterParts: 0 }, 'overloaded'],
    [
      'a rate limit as second event',
      { type: 'error-event', afterParts: 0, error: { code: 429, message: 'Slow down' } },
      'rate-limited',
    ],
    ['a reset', { type: 'reset' }, 'network'],
  ];
  for (const [what, fault, kind] of early) {
    it(`F2: ${what} before content may still fail over`, async () => {
      const { parts, error } = await askWith(fault);
      assert.equal(error?.kind, kind);
      assert.deepEqual(parts, []);
    });
  }

  it('F1: an answer without [DONE] is complete once its finish reason was seen', async () => {
    assert.equal((await askWith({ type: 'no-terminator' })).error, null);
    assert.equal((await askRaw(role + hello + stop)).error, null);
  });

  it('F1: a reset after the last finish reason changes nothing', async () => {
    upstream.answer((_, response) => {
      response.writeHead(200, sse).write(role + hello + stop, () => response.destroy());
    });
    const { parts, error } = await exchange(provider, targetAt(upstream.url));
    assert.equal(error, null);
    assert.equal(textOf(parts), 'Hello');
  });

  it('F1: with two choices asked for, the end after one is a truncation unless [DONE] says that is all', async () => {
    const one = role + hello + stop;
    assert.equal((await askRaw(one, sse, { chat: { choices: 2 } })).error?.kind, 'truncated');
    assert.equal((await askRaw(one + done, sse, { chat: { choices: 2 } })).error, null);
  });

  it('F1: a finish reason that says the model gave up is no finish', async () => {
    const { parts, error } = await askRaw(role + hello + chunk({}, 'insufficient_system_resource') + done);
    assert.equal(error?.kind, 'truncated');
    assert.ok(!parts.some((part) => part.type === 'finish'));
  });

  it('an error event without a finish (Groq) and an error chunk before [DONE] (OpenRouter) are errors', async () => {
    const groq = `${role}event: error\ndata: {"error":{"message":"Over capacity","type":"internal_server_error"}}\n\n`;
    assert.equal((await askRaw(groq)).error?.kind, 'overloaded');
    const openRouter = `${role}data: {"id":"c1","error":{"code":502,"message":"Provider disconnected"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}\n\n${done}`;
    assert.equal((await askRaw(openRouter)).error?.kind, 'overloaded');
    assert.equal((await askRaw(openRouter)).error?.status, 502);
  });

  it('U1: the last usage that is not null wins, wherever it stands', async () => {
    const usage = (prompt: number) => ({ prompt_tokens: prompt, completion_tokens: 2, total_tokens: prompt + 2 });
    const body =
      `data: ${JSON.stringify({ choices: [], usage: usage(1) })}\n\n${role}${hello}` +
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: usage(7) })}\n\n` +
      `data: ${JSON.stringify({ choices: [], usage: null })}\n\n${done}`;
    const { parts } = await askRaw(body);
    const last = parts.findLast((part) => part.type === 'usage');
    assert.equal(last?.type === 'usage' && last.usage.inputTokens, 7);
  });

  it('reasoning, refusals, images, sources, audio and content as a list become their parts', async () => {
    const message = {
      role: 'assistant',
      reasoning_content: 'thinking',
      reasoning: 'thinking',
      content: [
        { type: 'text', text: 'See' },
        { type: 'thinking', thinking: [{ type: 'text', text: 'x' }] },
      ],
      refusal: 'No',
      images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }],
      annotations: [{ type: 'url_citation', url_citation: { url: 'https://a.example/', title: 'A' } }],
      audio: { data: 'BBBB', transcript: 'Hi' },
    };
    const body = JSON.stringify({ id: 'x', model: 'm', choices: [{ index: 0, message, finish_reason: 'stop' }] });
    const options = { stream: false, chat: { vendor: { audio: { format: 'mp3' } } } };
    const { parts } = await askRaw(body, { 'content-type': 'application/json' }, options);
    assert.deepEqual(parts, [
      { type: 'reasoning-delta', choiceIndex: 0, text: 'thinking' },
      { type: 'text-delta', choiceIndex: 0, text: 'See' },
      { type: 'refusal', choiceIndex: 0, text: 'No' },
      { type: 'image', choiceIndex: 0, mediaType: 'image/png', dataBase64: 'AAAA' },
      { type: 'audio', choiceIndex: 0, mediaType: 'audio/mp3', dataBase64: 'BBBB', transcript: 'Hi' },
      { type: 'source', choiceIndex: 0, url: 'https://a.example/', title: 'A' },
      { type: 'finish', choiceIndex: 0, reason: 'stop' },
    ]);
  });

  it('logprobs stay with the text they belong to', async () => {
    const logprobs = { content: [{ token: 'Hello', logprob: -0.1 }] };
    const first = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'Hello' }, logprobs }] })}\n\n`;
    const { parts } = await askRaw(first + stop + done);
    assert.deepEqual(parts[0], { type: 'text-delta', choiceIndex: 0, text: 'Hello', logprobs });
  });

  it('tool calls without numbers, or all numbered 0, stay apart by their ids', async () => {
    const call = (id: string, index?: number) => ({ id, index, function: { name: `f-${id}`, arguments: '{}' } });
    for (const index of [undefined, 0]) {
      const body = chunk({ tool_calls: [call('a', index)] }) + chunk({ tool_calls: [call('b', index)] });
      const { parts } = await askRaw(body + chunk({}, 'tool_calls') + done);
      const calls = parts.filter((part) => part.type === 'tool-call').map((part) => [part.toolIndex, part.id]);
      assert.deepEqual(calls, [
        [0, 'a'],
        [1, 'b'],
      ]);
    }
  });

  it('a stream for who asked for a whole body, and the reverse, are read as what they are', async () => {
    const { parts } = await askRaw(
      role + hello + stop + done,
      { 'content-type': 'application/json' },
      { stream: false },
    );
    assert.equal(textOf(parts), 'Hello');
    const whole = JSON.stringify({ choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }] });
    assert.equal(textOf((await askRaw(`\n  ${whole}`, sse)).parts), 'Hi');
  });

  it('a compressed answer is read although none was asked for', async () => {
    const bytes = gzipSync(role + hello + stop + done);
    const { parts, error } = await askRaw(bytes, { ...sse, 'content-encoding': 'gzip' });
    assert.equal(error, null);
    assert.equal(textOf(parts), 'Hello');
  });

  it('a web page and an empty body are failures that say so', async () => {
    const page = await askRaw('<html><title>Welcome</title></html>', { 'content-type': 'text/html' });
    assert.match(page.error?.message ?? '', /web page.*base URL/);
    const empty = await askRaw('', { 'content-type': 'application/json' });
    assert.match(empty.error?.message ?? '', /empty body/);
  });

  it('a redirect is not followed with the key', async () => {
    let requests = 0;
    upstream.answer((_, response) => {
      requests += 1;
      response.writeHead(307, { location: 'https://elsewhere.example/v1/chat/completions' }).end();
    });
    const { error } = await exchange(provider, targetAt(upstream.url));
    assert.equal(requests, 1);
    assert.match(error?.message ?? '', /307 Temporary Redirect.*https:\/\/elsewhere\.example/);
  });

  it('Retry-After on 200 cools nothing down', async () => {
    const { error } = await askWith({ type: 'headers', headers: { 'retry-after': '30' } });
    assert.equal(error, null);
    const inBand = await askRaw(`${role}data: {"error":{"message":"overloaded"}}\n\n`, { ...sse, 'retry-after': '30' });
    assert.equal(inBand.error?.retryAfterMs, undefined);
  });

  it('S2: a refused key is explained and never shown', async () => {
    upstream.answer((_, response) => {
      const message = 'Incorrect API key provided: sk-test-1234567890. Find yours at https://x.example';
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message, code: 'invalid_api_key' } }));
    });
    const { error } = await exchange(provider, targetAt(upstream.url));
    assert.equal(error?.kind, 'auth');
    assert.doesNotMatch(error?.message ?? '', /1234567890/);
    assert.match(error?.message ?? '', /Check that the key is valid/);
  });

  it('a refused connection says where, in plain words', async () => {
    const { error } = await exchange(provider, targetAt('http://127.0.0.1:9/v1'));
    assert.equal(error?.kind, 'network');
    assert.equal(error?.message, 'm@relay: connection refused at http://127.0.0.1:9/v1.');
  });

  it('F8: cancelling in the middle reaches the upstream within 250 ms, with the reason kept', async () => {
    simulator.script({ faults: [{ type: 'stall', afterParts: 2 }] });
    const abort = new AbortController();
    const before = simulator.seen().aborted;
    let abortedAtMs = 0;
    const { error } = await ask({
      signal: abort.signal,
      onPart: (part) => {
        if (part.type !== 'text-delta' || abort.signal.aborted) return;
        abortedAtMs = Date.now();
        abort.abort(new RequestError('deadline', 'The deadline has come.'));
      },
    });
    assert.equal(error?.kind, 'deadline');
    await until(() => simulator.seen().aborted > before);
    const last = simulator.seen().latest.at(-1);
    assert.ok((last?.abortedAtEpochMs ?? 0) - abortedAtMs < 250);
  });

  it('F8: a reader that leaves early ends the exchange', async () => {
    simulator.script({ faults: [{ type: 'stall', afterParts: 3 }] });
    const before = simulator.seen().aborted;
    for await (const part of provider.chat(requestTo(targetAt(simulator.url)), contextOf())) {
      assert.equal(part.type, 'text-delta');
      break;
    }
    await until(() => simulator.seen().aborted > before);
  });

  it('F8: cancelling while the connection is still being made ends at once', async () => {
    const abort = new AbortController();
    // It takes the connection and never answers the greeting of TLS.
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    assert.ok(address !== null && typeof address === 'object');
    silent.on('connection', () => abort.abort());
    try {
      const started = performance.now();
      const { error } = await exchange(provider, targetAt(`https://127.0.0.1:${address.port}/v1`), {
        signal: abort.signal,
      });
      assert.equal(error?.kind, 'cancelled');
      assert.ok(performance.now() - started < 1000);
    } finally {
      silent.close();
    }
  });

  it('a connection is used again after a streamed answer, so the next needs none', async () => {
    const connections = new Set<number | undefined>();
    upstream.answer((request, response) => {
      connections.add(request.socket.remotePort);
      response.writeHead(200, sse).end(role + hello + stop + done);
    });
    for (let turn = 0; turn < 5; turn += 1) {
      await exchange(provider, targetAt(upstream.url));
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(connections.size < 5, `${connections.size} connections for 5 requests`);
  });

  it('F6: a line of 10 MB is read in time that grows with its length, not faster', async () => {
    const data = 'A'.repeat(10_000_000);
    const image = chunk({ images: [{ image_url: { url: `data:image/png;base64,${data}` } }] });
    const { parts } = await askRaw(role + image + stop + done);
    const found = parts.find((part) => part.type === 'image');
    assert.equal(found?.type === 'image' && found.dataBase64.length, data.length);
  });

  it('lists the models a key can use', async () => {
    const models = await provider.listModels(targetAt(simulator.url).track, new AbortController().signal);
    assert.ok(models.some((model) => model.name === 'deepseek-v3.2'));
  });
});

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 2000;
  while (!holds()) {
    assert.ok(performance.now() < deadline, 'it did not happen within 2 s');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
