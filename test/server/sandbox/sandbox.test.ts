/** The simulated provider: honest about what it is, the same every time, at the latencies it was given. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { textMessage } from '../../../protocol/message.ts';
import { RequestError } from '../../../server/request-error.ts';
import type { Target } from '../../../server/routing/target.ts';
import { latencyAt } from '../../../server/sandbox/latency.ts';
import { sandboxModels } from '../../../server/sandbox/models.ts';
import { createSandbox } from '../../../server/sandbox/provider.ts';
import { seededRandom } from '../../../server/sandbox/seeded.ts';
import { configurationOf, targetOf } from '../../support/configuration.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';
import { type ExchangeOptions, exchange, textOf } from '../providers/exchange.ts';

function sandboxTarget(latency: 'none' | 'seed' = 'none', seed = 1, model = 'gpt-4.1'): Target {
  return targetOf(configurationOf({ tracks: { sim: { provider: 'sandbox', latency, seed } } }), `${model}@sim`);
}

const ask = (options: ExchangeOptions = {}, target = sandboxTarget()) => exchange(createSandbox(), target, options);
const question = (text: string) => ({ messages: [textMessage('user', text)] });

describe('the sandbox', () => {
  it('says that it is simulated, and quotes the question’s first line', async () => {
    const { parts, error } = await ask({ chat: question('Why is this slow?\nfor (;;) {}') });
    assert.equal(error, null);
    const text = textOf(parts);
    assert.match(text, /simulated answer in the name of gpt-4\.1; no model was asked/);
    assert.match(text, /You asked: “Why is this slow\?”/);
    assert.doesNotMatch(text, /for \(;;\)/);
  });

  it('gives the same answer for the same seed, model and question, and another for another', async () => {
    const answer = async (seed: number, model: string, text: string) =>
      textOf((await ask({ chat: question(text) }, sandboxTarget('none', seed, model))).parts);
    const first = await answer(1, 'gpt-4.1', 'a');
    assert.equal(await answer(1, 'gpt-4.1', 'a'), first);
    assert.notEqual(await answer(2, 'gpt-4.1', 'a'), first);
    assert.notEqual(await answer(1, 'gemini-pro', 'a'), first);
    assert.notEqual(await answer(1, 'gpt-4.1', 'b'), first);
  });

  it('streams in several deltas, and whole in one, with a finish and usage after them', async () => {
    const streamed = (await ask()).parts;
    const whole = (await ask({ stream: false })).parts;
    assert.ok(streamed.filter((part) => part.type === 'text-delta').length > 5);
    assert.deepEqual(
      whole.map((part) => part.type),
      ['text-delta', 'finish', 'usage'],
    );
    assert.equal(textOf(streamed), textOf(whole));
  });

  it('counts about a token for four bytes', async () => {
    const { parts } = await ask({ chat: question('x'.repeat(400)) });
    const usage = parts.find((part) => part.type === 'usage');
    assert.equal(usage?.usage.inputTokens, 100);
    assert.equal(usage?.usage.outputTokens, Math.ceil(Buffer.byteLength(textOf(parts)) / 4));
  });

  it('keeps to the limit of output tokens, and says so', async () => {
    const { parts } = await ask({ chat: { ...question('漢字漢字漢字'), maxOutputTokens: 21 } });
    const usage = parts.find((part) => part.type === 'usage');
    assert.ok((usage?.usage.outputTokens ?? 99) <= 21);
    assert.ok(parts.some((part) => part.type === 'finish' && part.reason === 'length'));
    assert.doesNotMatch(textOf(parts), /�/);
  });

  it('stops at a stop word, answers as often as asked, and calls a tool it is told to call', async () => {
    const stopped = await ask({ chat: { ...question('a'), stop: ['no model'] } });
    assert.match(textOf(stopped.parts), /in the name of gpt-4\.1; $/);
    const two = await ask({ chat: { ...question('a'), choices: 2 } });
    assert.notEqual(textOf(two.parts, 0), textOf(two.parts, 1));
    assert.equal(two.parts.filter((part) => part.type === 'finish').length, 2);
    const called = await ask({ chat: { ...question('a'), tools: [{ name: 'read' }], toolChoice: 'required' } });
    assert.deepEqual(
      called.parts.map((part) => (part.type === 'tool-call' ? part.name : part.type)),
      ['read', 'finish', 'usage'],
    );
  });

  it('plays the seed’s latency on the clock: nothing before it, then delta after delta', async () => {
    const clock = new FakeClock();
    const arrivals: number[] = [];
    const running = ask({ clock, onPart: () => arrivals.push(clock.monotonicMs()) }, sandboxTarget('seed'));
    await settle();
    assert.deepEqual(arrivals, []);
    await clock.advance(10_000);
    await running;
    assert.ok((arrivals[0] ?? 0) >= 52 * 0.6 && (arrivals[0] ?? 0) <= 312 * 1.5);
    assert.ok((arrivals[3] ?? 0) > (arrivals[0] ?? 0));
    assert.equal(clock.pending, 0);
  });

  it('ends at once when it is cancelled, for the reason it was given, and leaves no timer', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    const running = ask({ clock, signal: abort.signal }, sandboxTarget('seed'));
    await settle();
    abort.abort(new RequestError('deadline', 'The deadline has come.'));
    assert.equal((await running).error?.kind, 'deadline');
    assert.equal(clock.pending, 0);
  });

  it('a model it does not know is refused by name', async () => {
    const target = { ...sandboxTarget(), upstreamModel: 'gpt-9' };
    const { error } = await ask({}, target);
    assert.equal(error?.kind, 'no-such-model');
    assert.match(error?.message ?? '', /simulates gpt-4\.1.*knows no gpt-9/);
  });

  it('draws latencies whose p50, p95 and p99 are the reported ones', () => {
    for (const { name, latencyMs } of sandboxModels) {
      const random = seededRandom(1, name);
      const drawn = Array.from({ length: 20_000 }, () => latencyAt(random(), latencyMs)).sort((a, b) => a - b);
      for (const [quantile, reported] of [
        [0.5, latencyMs.p50],
        [0.95, latencyMs.p95],
        [0.99, latencyMs.p99],
      ] as const) {
        const found = drawn[Math.floor(quantile * drawn.length)] ?? 0;
        assert.ok(Math.abs(found / reported - 1) < 0.1, `${name} p${quantile * 100}: ${found} for ${reported}`);
      }
    }
  });
});
