/** The simulator as an upstream: what it answers, what it can be told to get wrong, and what it remembers. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Agent, request } from 'undici';
import type { Fault } from '../../../server/sandbox/faults.ts';
import { type Simulator, startSimulator } from '../../../server/sandbox/http-simulator.ts';
import type { Seen } from '../../../server/sandbox/seen.ts';

describe('the HTTP simulator', () => {
  let simulator: Simulator;
  let dispatcher: Agent;
  before(async () => {
    simulator = await startSimulator();
    dispatcher = new Agent();
  });
  after(async () => {
    await dispatcher.destroy();
    await simulator.close();
  });
  beforeEach(() => simulator.script({}));

  const post = (body: object, more: { url?: string; headers?: Record<string, string>; signal?: AbortSignal } = {}) =>
    request(`${more.url ?? simulator.url}/chat/completions`, {
      dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...more.headers },
      body: JSON.stringify({ model: 'gpt-4.1', messages: [{ role: 'user', content: 'Hi' }], ...body }),
      ...(more.signal !== undefined && { signal: more.signal }),
    });
  const textWith = async (fault: Fault, body: object = { stream: true }) => {
    simulator.script({ faults: [fault] });
    return (await post(body)).body.text();
  };

  it('streams role, deltas, finish, [DONE], and usage only for who asks for it', async () => {
    const plain = await (await post({ stream: true })).body.text();
    assert.match(plain, /"role":"assistant".*"finish_reason":"stop".*data: \[DONE\]\n\n$/s);
    assert.doesNotMatch(plain, /usage/);
    const counted = await (await post({ stream: true, stream_options: { include_usage: true } })).body.text();
    assert.match(counted, /"choices":\[\],"usage":\{"prompt_tokens":1,/);
  });

  it('says the same whole as streamed', async () => {
    const whole: unknown = await (await post({})).body.json();
    assert.match(JSON.stringify(whole), /simulated answer in the name of gpt-4\.1/);
  });

  it('has the faults in turn, then those for all others', async () => {
    simulator.script({
      faults: [{ type: 'status', status: 500 }, { type: 'none' }],
      afterwards: { type: 'status', status: 503, headers: { 'retry-after': '1' }, body: { error: 'down' } },
    });
    const answers = [await post({}), await post({}), await post({}), await post({})];
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [500, 200, 503, 503],
    );
    assert.equal(answers[3]?.headers['retry-after'], '1');
    assert.deepEqual(await answers[3]?.body.json(), { error: 'down' });
    await Promise.all(answers.slice(0, 3).map(({ body }) => body.dump()));
  });

  it('leaves out the terminator, the usage, or the rest of a stream', async () => {
    assert.doesNotMatch(await textWith({ type: 'no-terminator' }), /DONE/);
    const asked = { stream: true, stream_options: { include_usage: true } };
    assert.doesNotMatch(await textWith({ type: 'no-usage' }, asked), /prompt_tokens/);
    const cut = await textWith({ type: 'cut', afterParts: 2, cleanly: true });
    assert.equal(cut.match(/"content":"[^"]/g)?.length, 2);
    assert.doesNotMatch(cut, /"finish_reason":"stop"|DONE/);
    await assert.rejects(textWith({ type: 'cut', afterParts: 2 }));
    await assert.rejects(textWith({ type: 'reset' }));
  });

  it('an error event with no parts before it is the second event', async () => {
    const events = (await textWith({ type: 'error-event', afterParts: 0 })).trim().split('\n\n');
    assert.equal(events.length, 2);
    assert.match(events[1] ?? '', /^data: \{"error":/);
  });

  it('refuses a context, a content and a key in OpenAI’s words', async () => {
    simulator.script({ faults: [{ type: 'context-too-long' }, { type: 'content-refused' }] });
    assert.match(await (await post({})).body.text(), /context_length_exceeded/);
    assert.match(await (await post({})).body.text(), /content_filter/);
    const guarded = await startSimulator({ requiredKey: 'sk-right' });
    try {
      const wrong = await post({}, { url: guarded.url, headers: { authorization: 'Bearer sk-wrong' } });
      assert.equal(wrong.statusCode, 401);
      await wrong.body.dump();
      const right = await post({}, { url: guarded.url, headers: { authorization: 'Bearer sk-right' } });
      assert.equal(right.statusCode, 200);
      await right.body.dump();
      assert.deepEqual([guarded.seen().refused, guarded.seen().complete], [1, 1]);
    } finally {
      await guarded.close();
    }
  });

  it('is scripted and asked what it saw by other processes, too', async () => {
    const root = new URL(simulator.url).origin;
    const script = (body: unknown) =>
      request(`${root}/_script`, { dispatcher, method: 'POST', body: JSON.stringify(body) });
    assert.equal((await script({ faults: [{ type: 'status', status: 502 }] })).statusCode, 200);
    assert.equal((await post({})).statusCode, 502);
    const refused = await script({ faults: [{ type: 'unknown' }] });
    assert.equal(refused.statusCode, 400);
    assert.match(await refused.body.text(), /faults\.0\.type/);
    const seen = (await (await request(`${root}/_seen`, { dispatcher })).body.json()) as Seen;
    assert.equal(seen.requests, simulator.seen().requests);
    assert.equal(seen.latest.at(-1)?.status, 502);
  });

  it('counts what it billed: all of a whole answer, of a cut one what left, of a refused one nothing', async () => {
    const fresh = await startSimulator();
    try {
      const answer = (await (await post({}, { url: fresh.url })).body.json()) as {
        usage: { completion_tokens: number };
      };
      const once = fresh.seen().billed;
      assert.deepEqual(once, { inputTokens: 1, outputTokens: answer.usage.completion_tokens });
      fresh.script({
        faults: [
          { type: 'status', status: 429 },
          { type: 'cut', afterParts: 2, cleanly: true },
        ],
      });
      await (await post({}, { url: fresh.url })).body.dump();
      assert.deepEqual(fresh.seen().billed, once);
      await (await post({ stream: true }, { url: fresh.url })).body.text();
      const cut = fresh.seen().billed.outputTokens - once.outputTokens;
      assert.ok(cut > 0 && cut < once.outputTokens);
      assert.equal(fresh.seen().latest.at(-1)?.outcome, 'broken');
    } finally {
      await fresh.close();
    }
  });

  it('F8: notices when a client goes away in the middle', async () => {
    simulator.script({ faults: [{ type: 'stall', afterParts: 1 }] });
    const before = simulator.seen().aborted;
    const abort = new AbortController();
    const { body } = await post({ stream: true }, { signal: abort.signal });
    body.on('error', () => {});
    abort.abort();
    const deadline = performance.now() + 2000;
    while (simulator.seen().aborted === before && performance.now() < deadline) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const last = simulator.seen().latest.at(-1);
    assert.equal(last?.outcome, 'aborted');
    assert.ok((last?.abortedAtEpochMs ?? 0) >= (last?.arrivedAtEpochMs ?? 1));
  });

  it('ends in the middle of an answer when it is closed', async () => {
    const short = await startSimulator({ script: { afterwards: { type: 'silence' } } });
    const asked = assert.rejects(post({}, { url: short.url }));
    while (short.seen().requests === 0) await new Promise((resolve) => setImmediate(resolve));
    await short.close();
    await asked;
  });
});
