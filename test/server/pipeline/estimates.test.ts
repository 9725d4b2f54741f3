/** Estimates on the path of a request: what is learned there, what is held and refused by them, and what broke is booked by them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Chat, textMessage } from '../../../protocol/message.ts';
import { type Estimator, estimateInputTokens, plainEstimator } from '../../../server/catalogue/estimate.ts';
import { LearnedEstimates } from '../../../server/catalogue/learned-estimates.ts';
import { RequestError } from '../../../server/request-error.ts';
import { arrange } from '../../support/arrange.ts';
import { answer, fail, finish, headers, send, text, usage } from '../../support/scripted-provider.ts';

const chat: Chat = { messages: [textMessage('user', 'x'.repeat(4_000))], maxOutputTokens: 100 };
const plainTokens = estimateInputTokens(chat);
const fixed = (inputTokens: number): Estimator => ({ ...plainEstimator, inputTokens: () => inputTokens });
const broken: Estimator = {
  inputTokens() {
    throw new Error('no idea');
  },
  usualOutputTokens: () => null,
  learn() {
    throw new Error('no head for it');
  },
};

describe('estimates on the path of a request', () => {
  it('learn from what a target measured, and from nothing that failed or told no usage', async () => {
    const estimator = new LearnedEstimates();
    const scripts = [
      [send, headers, text('cut'), usage(9_000, 9), fail(new RequestError('network', 'reset'))],
      [send, headers, text('silent'), finish()],
      [send, headers, text('yes'), finish(), usage(plainTokens * 3, 40)],
    ];
    const { start, clock } = arrange({ 'm@a': scripts }, { estimator });
    start({ chat });
    await clock.advance(0);
    start({ chat });
    await clock.advance(0);
    assert.deepEqual(estimator.entries(), []);
    start({ chat });
    await clock.advance(0);
    assert.equal(estimator.usualOutputTokens('m@a'), 40);
    assert.ok(estimator.inputTokens('m@a', 1_000) > 1_000);
  });

  it('learn nothing from the sandbox', async () => {
    const estimator = new LearnedEstimates();
    const configuration = {
      tracks: { s: { provider: 'sandbox', latency: 'none' } },
      profiles: { default: { strategy: 'priority', targets: ['gpt-4.1@s'] } },
    };
    const { start, clock } = arrange({ 'gpt-4.1@s': [answer('yes')] }, { estimator, configuration });
    const outcome = start({ chat });
    await clock.advance(0);
    assert.equal(outcome.result?.simulated, true);
    assert.deepEqual(estimator.entries(), []);
  });

  it('B1: the worst case is what was learned, and never less than the size says', async () => {
    for (const [learned, held] of [
      [plainTokens * 2, plainTokens * 2],
      [10, plainTokens],
    ] as const) {
      const { start, clock, ledger } = arrange({ 'm@a': [answer('yes')] }, { estimator: fixed(learned) });
      start({ chat });
      await clock.advance(0);
      assert.equal(ledger.booked[0]?.intent.worstCase.inputTokens, held);
    }
  });

  it('a stream that broke is booked by what was learned', async () => {
    const cut = [send, headers, text('four'), fail(new RequestError('network', 'reset'))];
    const { start, clock, ledger } = arrange({ 'm@a': [cut] }, { estimator: fixed(1_234) });
    start({ chat });
    await clock.advance(0);
    assert.equal(ledger.booked[0]?.end?.estimatedUsage.inputTokens, 1_234);
  });

  it('R4: a request larger than the bucket by what was learned is refused at once, with the reason', async () => {
    const track = { limits: { tokensPerMinute: 2_000 } };
    const { start, clock, provider } = arrange({ 'm@a': [answer('yes')] }, { estimator: fixed(5_000), track });
    const outcome = start({ chat });
    await clock.advance(0);
    assert.equal(provider.seen.length, 0);
    assert.match(outcome.error?.message ?? '', /5100/);
  });

  it('R4: an estimator that fails neither lets a request pass free nor holds it up', async () => {
    const track = { limits: { tokensPerMinute: 2_000 } };
    const { start, clock, ledger } = arrange({ 'm@a': [answer('yes')] }, { estimator: broken, track });
    const outcome = start({ chat });
    await clock.advance(0);
    assert.equal(outcome.result?.complete, true);
    assert.equal(ledger.booked[0]?.intent.worstCase.inputTokens, plainTokens);
    const tooLarge = start({ chat: { ...chat, maxOutputTokens: 1_900 } });
    await clock.advance(0);
    assert.notEqual(tooLarge.error, null, 'the bucket still counts what the size says');
  });
});
