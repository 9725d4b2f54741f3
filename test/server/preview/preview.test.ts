/** Previews: exact where the tokenizer is the model's own, else estimated; and a worker that comes and goes. */
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { type Chat, textMessage } from '../../../protocol/message.ts';
import type { Preview } from '../../../protocol/preview.ts';
import { plainEstimator } from '../../../server/catalogue/estimate.ts';
import type { Clock } from '../../../server/clock.ts';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import { createPreviewer } from '../../../server/preview/previewer.ts';
import { createTokenCounter, type TokenCounter } from '../../../server/preview/token-counter.ts';
import type { RoutePlanner } from '../../../server/route-planner.ts';
import { unheardOf } from '../../../server/routing/candidate.ts';
import { type Health, planOthers, planRoute } from '../../../server/routing/router.ts';
import { chatRequest } from '../../support/configuration.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const counters: TokenCounter[] = [];
afterEach(async () => {
  for (const counter of counters.splice(0)) await counter.close();
});

/** By default a clock that stands still: however slow the machine is, nothing takes too long. */
function counterOn(clock: Clock = new FakeClock(), file?: URL): TokenCounter {
  const counter = createTokenCounter(clock, file);
  counters.push(counter);
  return counter;
}

describe('the token counter', () => {
  it('counts as the tokenizer of OpenAI’s models does, and takes its marks for text', async () => {
    const counter = counterOn();
    assert.equal(await counter.count(['hello world']), 2);
    assert.equal(await counter.count(['hello world', 'tiktoken is great!']), 8);
    const mark = await counter.count(['<|endoftext|>']);
    assert.ok(mark !== null && mark > 1, `a mark in a prompt is several tokens, got ${mark}`);
  });

  it('starts its worker when it is first asked, ends it after a minute without, and starts it again', async () => {
    const clock = new FakeClock();
    const counter = counterOn(clock);
    assert.equal(counter.running, false);
    assert.equal(await counter.count(['hello']), 1);
    await clock.advance(59_000);
    assert.equal(await counter.count(['hello']), 1);
    await clock.advance(59_000);
    assert.equal(counter.running, true);
    await clock.advance(1_000);
    assert.equal(counter.running, false);
    assert.equal(clock.pending, 0);
    assert.equal(await counter.count(['hello']), 1);
  });

  it('gives up what takes too long, and a worker that cannot be had', async () => {
    const clock = new FakeClock();
    const counter = counterOn(clock);
    const slow = counter.count(['hello']);
    await clock.advance(3_000);
    assert.equal(await slow, null);
    assert.equal(await counter.count(['hello']), 1);
    assert.equal(await counterOn(clock, new URL('file:///no/such/worker.mjs')).count(['hello']), null);
  });
});

const price = { inputUsdPerMTok: 2, outputUsdPerMTok: 8 };
const models = { 'gpt-4.1': { price }, 'claude-sonnet-4.5': { price, maxOutputTokens: 100 }, unpriced: {} };
const file = {
  tracks: {
    vendor: { provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', models },
    relay: {
      provider: 'openai-compatible',
      baseUrl: 'http://127.0.0.1:9/v1',
      terms: { currency: 'CNY', perListUsd: 1, fxPerUsd: 7.3 },
      models: { 'gpt-4.1': { price } },
    },
  },
  profiles: {
    narrow: { strategy: 'priority', targets: ['gpt-4.1@relay'] },
    default: {
      strategy: 'priority',
      targets: ['gpt-4.1@vendor', 'gpt-4.1@relay', 'claude-sonnet-4.5@vendor', 'unpriced@vendor'],
    },
  },
};

interface Setting {
  readonly estimator?: typeof plainEstimator;
  readonly heldOut?: boolean;
  readonly everyTarget?: boolean;
  readonly profile?: string;
  readonly configured?: object;
}

function preview(chat: Chat, setting: Setting = {}): Promise<Preview> {
  const {
    estimator = plainEstimator,
    heldOut = false,
    everyTarget = false,
    profile = 'default',
    configured = file,
  } = setting;
  const health: Health = { of: () => ({ ...unheardOf, breaker: heldOut ? 'disabled' : 'closed' }) };
  const configuration = createConfigurationStore(configured).current();
  const planner: Pick<RoutePlanner, 'plan' | 'planOthers'> = {
    plan: (request) => planRoute(request, configuration, { health, estimator }),
    planOthers: (plan) => planOthers(plan, configuration, { health, estimator }),
  };
  return createPreviewer({ planner, estimator, counter: counterOn() })(chatRequest({ chat, profile }), everyTarget);
}

describe('a preview', () => {
  const chat: Chat = { messages: [textMessage('user', 'hello world')], maxOutputTokens: 1_000 };

  it('E9: gives tokens and the range of what each target would bill, in the order of the plan', async () => {
    const { inputTokens, exact, targets } = await preview(chat);
    assert.deepEqual([inputTokens, exact], [9, true]);
    assert.deepEqual(
      targets.map((one) => [one.target, one.inputTokens, one.exact, one.maxOutputTokens, one.estimatedCostNanoUsd]),
      [
        ['gpt-4.1@vendor', 9, true, 1_000, { low: 18_000, usual: null, high: 8_018_000 }],
        ['gpt-4.1@relay', 9, true, 1_000, { low: 2_466, usual: null, high: 1_098_356 }],
        ['claude-sonnet-4.5@vendor', 7, false, 100, { low: 14_000, usual: null, high: 814_000 }],
        ['unpriced@vendor', 7, false, 1_000, { low: null, usual: null, high: null }],
      ],
    );
  });

  it('uses what was learned: the factor where it is not exact, and the usual length of an answer', async () => {
    const learned = { ...plainEstimator, inputTokens: () => 50, usualOutputTokens: () => 300 };
    const { targets } = await preview(chat, { estimator: learned });
    const [vendor, , claude] = targets;
    assert.deepEqual(vendor?.estimatedCostNanoUsd, { low: 18_000, usual: 2_418_000, high: 8_100_000 });
    assert.deepEqual([claude?.inputTokens, claude?.usualOutputTokens], [50, 100]);
  });

  it('E9: goes up to what is held in budgets: every token of the dearest kind it may be', async () => {
    const audio = { audioInputUsdPerMTok: 40, audioOutputUsdPerMTok: 80 };
    const spoken: Chat = { ...chat, vendor: { modalities: ['text', 'audio'] } };
    const costs = async (asked: Chat) => {
      const tracks = { vendor: { ...file.tracks.vendor, models: { 'gpt-4.1': { price: { ...price, ...audio } } } } };
      const profiles = { default: { strategy: 'priority', targets: ['gpt-4.1@vendor'] } };
      return (await preview(asked, { configured: { tracks, profiles } })).targets[0]?.estimatedCostNanoUsd;
    };
    assert.deepEqual(await costs(chat), { low: 18_000, usual: null, high: 8_018_000 });
    assert.deepEqual(await costs(spoken), { low: 18_000, usual: null, high: 80_018_000 });
  });

  it('is an estimate, and says so, where an image or a tool stands in the request', async () => {
    const withTool = await preview({ ...chat, tools: [{ name: 'search' }] });
    assert.equal(withTool.exact, false);
    const content = [{ type: 'image' as const, url: 'https://example.com/a.png' }];
    assert.equal((await preview({ ...chat, messages: [{ role: 'user', content }] })).exact, false);
  });

  it('is refused with the reason for which the request itself would be', async () => {
    await assert.rejects(preview(chat, { heldOut: true }), { kind: 'breaker-open' });
  });

  it('E9: names every other target behind those of the plan, and says why one cannot serve', async () => {
    const all = await preview(chat, { everyTarget: true, profile: 'narrow' });
    assert.deepEqual(
      all.targets.map(({ target, inPlan }) => [target, inPlan]),
      [
        ['gpt-4.1@relay', true],
        ['gpt-4.1@vendor', false],
        ['claude-sonnet-4.5@vendor', false],
        ['unpriced@vendor', false],
        ...all.targets.filter(({ simulated }) => simulated).map(({ target }) => [target, false] as const),
      ],
    );
    const none = await preview(chat, { everyTarget: true, heldOut: true });
    assert.deepEqual(none.targets, []);
    assert.match(none.excluded[0]?.reason ?? '', /held out of service/);
  });
});
