/** B1: whatever a vendor counts the tokens as, within their bounds an answer never costs more than was held for it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Chat, type Content, textMessage } from '../../../protocol/message.ts';
import { noUsage, type Usage } from '../../../protocol/usage.ts';
import { estimateInputTokens, plainEstimator } from '../../../server/catalogue/estimate.ts';
import { type Price, type PriceTier, simplePrice, toPrice } from '../../../server/catalogue/price.ts';
import { createHedging } from '../../../server/hedging.ts';
import { type Media, mediaOf, noMedia } from '../../../server/ledger/media.ts';
import { costOf } from '../../../server/ledger/money.ts';
import { worstCaseAt, worstCaseNanoUsd, worstCaseOf } from '../../../server/ledger/worst-case.ts';
import { dollarForDollar } from '../../../server/routing/target.ts';
import { arrange } from '../../support/arrange.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { answer } from '../../support/scripted-provider.ts';
import { target } from './attempts.ts';

const everything: Media = {
  sure: new Set(['imageInputTokens', 'audioInputTokens', 'imageOutputTokens', 'audioOutputTokens']),
  possible: new Set(),
};
const costAt = (price: Price, media: Media, inputTokens = 1_000, outputTokens = 100) =>
  worstCaseNanoUsd({ inputTokens, outputTokens, media }, { nominal: price, list: null, terms: dollarForDollar });

describe('the worst case', () => {
  // $1 a million tokens either way: 1,000 in and 100 out are 1,100,000 nano-dollars. The named rate is $10.
  for (const [rate, most] of [
    ['inputUsdPerMTok', 10_100_000],
    ['cacheReadUsdPerMTok', 10_100_000],
    ['cacheWriteUsdPerMTok', 10_100_000],
    ['cacheWrite1hUsdPerMTok', 10_100_000],
    ['imageInputUsdPerMTok', 10_100_000],
    ['audioInputUsdPerMTok', 10_100_000],
    ['outputUsdPerMTok', 2_000_000],
    ['reasoningUsdPerMTok', 2_000_000],
    ['imageOutputUsdPerMTok', 2_000_000],
    ['audioOutputUsdPerMTok', 2_000_000],
  ] as const) {
    it(`counts every token at ${rate} where that is the dearest it may be`, () => {
      const price = toPrice({ inputUsdPerMTok: 1, outputUsdPerMTok: 1, [rate]: 10 }, 'test');
      assert.equal(costAt(price, everything), most);
    });
  }

  it('counts text as text, however dear sound and pictures are', () => {
    const media = { imageInputUsdPerMTok: 10, audioInputUsdPerMTok: 10, imageOutputUsdPerMTok: 10 };
    assert.equal(costAt(simplePrice(1, 1, 'test', { ...media, audioOutputUsdPerMTok: 10 }), noMedia), 1_100_000);
  });

  it('counts the fee, and the dearer rates of a smaller prompt than it may be', () => {
    const tiers = [{ aboveInputTokens: 900, inputUsdPerMTok: 0.1 }];
    assert.equal(costAt(simplePrice(1, 1, 'test', { tiers, perRequestUsd: 0.001 }), noMedia), 2_000_000);
  });

  it('is enough for any usage within its tokens at any price', () => {
    const rate = fc.oneof(fc.constant(0), fc.nat({ max: 200_000_000 }));
    const rates = fc.record({
      inputPicoUsd: rate,
      outputPicoUsd: rate,
      cacheReadPicoUsd: fc.option(rate),
      cacheWritePicoUsd: fc.option(rate),
      cacheWrite1hPicoUsd: fc.option(rate),
      reasoningPicoUsd: fc.option(rate),
      imageInputPicoUsd: fc.option(rate),
      audioInputPicoUsd: fc.option(rate),
      imageOutputPicoUsd: fc.option(rate),
      audioOutputPicoUsd: fc.option(rate),
    });
    const bound = fc.nat({ max: 300_000 });
    const tiers = fc
      .uniqueArray(bound, { maxLength: 3 })
      .chain((bounds) =>
        fc.tuple(
          ...bounds
            .toSorted((one, other) => one - other)
            .map((aboveInputTokens) => rates.map((of): PriceTier => ({ ...of, aboveInputTokens }))),
        ),
      );
    const price = fc.tuple(rates, tiers, rate).map(
      ([base, above, perRequestPicoUsd]): Price => ({
        ...base,
        tiers: above,
        perRequestPicoUsd,
        source: 'test',
        asOf: null,
        until: null,
      }),
    );
    const share = fc.array(fc.nat({ max: 100 }), { minLength: 11, maxLength: 11 });
    const terms = fc.constantFrom(dollarForDollar, { currency: 'CNY', perListUsd: '1', fxPerUsd: '7.3' });
    fc.assert(
      fc.property(price, bound, bound, share, terms, (nominal, inputTokens, outputTokens, shares, billing) => {
        const pricing = { nominal, list: null, terms: billing };
        const held = worstCaseNanoUsd({ inputTokens, outputTokens, media: everything }, pricing);
        const cost = costOf(within(inputTokens, outputTokens, shares), pricing).billedCostNanoUsd;
        assert.ok(held !== null);
        // Where a rate is not quoted the cost is unknown, and what was held counts.
        assert.ok(cost === null || cost <= held, `${cost} > ${held}`);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Tokens of every kind, at most as many together; each share is a part of its side. */
function within(inputTokens: number, outputTokens: number, shares: readonly number[]): Usage {
  const part = (tokens: number, from: number, to: number, at: number) => {
    const side = shares.slice(from, to).reduce((sum, one) => sum + one, 0);
    return side === 0 ? 0 : Math.floor((tokens * (shares[at] ?? 0)) / side);
  };
  // The last share of the first side stands for tokens that were not used.
  const input = (at: number) => part(inputTokens, 0, 7, at);
  const output = (at: number) => part(outputTokens, 7, 11, at);
  return {
    ...noUsage,
    inputTokens: input(0),
    cacheReadTokens: input(1),
    cacheWriteTokens: input(2),
    cacheWrite1hTokens: input(3),
    imageInputTokens: input(4),
    audioInputTokens: input(5),
    outputTokens: output(7),
    reasoningTokens: output(8),
    imageOutputTokens: output(9),
    audioOutputTokens: output(10),
  };
}

describe('what an attempt may be billed for besides text', () => {
  const withContent = (...content: Content[]): Chat => ({ messages: [{ role: 'user', content }] });
  const plain = withContent({ type: 'text', text: 'Hi.' });
  const media = (chat: Chat, needs: readonly string[] = [], features: readonly string[] | null = null) => {
    const { sure, possible } = mediaOf({ chat, needs, target: { features: features && new Set(features) } });
    return [[...sure].sort(), [...possible].sort()];
  };
  const file = (url: string): Content => ({ type: 'file', url });

  it('is what was sent: pictures, sound, and what files may hold', () => {
    assert.deepEqual(media(plain), [[], []]);
    assert.deepEqual(media(withContent({ type: 'image', url: 'https://a/b.png' })), [['imageInputTokens'], []]);
    const sound: Content = { type: 'audio', format: 'wav', dataBase64: '' };
    assert.deepEqual(media(withContent(sound)), [['audioInputTokens'], []]);
    assert.deepEqual(media(withContent(file('data:audio/mp3;base64,'))), [['audioInputTokens'], []]);
    assert.deepEqual(media(withContent(file('data:application/pdf;base64,'))), [[], ['imageInputTokens']]);
    const both = [[], ['audioInputTokens', 'imageInputTokens']];
    assert.deepEqual(media(withContent(file('data:video/mp4;base64,'))), both);
    assert.deepEqual(media(withContent(file('gs://bucket/talk'))), both);
    const spoken = { ...textMessage('assistant', ''), vendor: { audio: { id: 'audio_1' } } };
    assert.deepEqual(media({ messages: [spoken] }), both);
    const byId = { ...textMessage('user', ''), vendorContent: [{ index: 0, entry: { type: 'file' } }] };
    assert.deepEqual(media({ messages: [byId] }), both);
  });

  it('is what was asked for, by needs or modalities, and what the model may answer with unasked', () => {
    assert.deepEqual(media(plain, ['audio-output']), [['audioOutputTokens'], []]);
    assert.deepEqual(media(plain, ['image_generation']), [['imageOutputTokens'], []]);
    assert.deepEqual(media({ ...plain, vendor: { modalities: ['text', 'audio'] } }), [['audioOutputTokens'], []]);
    assert.deepEqual(media({ ...plain, vendor: { modalities: ['text', 'image'] } }), [['imageOutputTokens'], []]);
    assert.deepEqual(media(plain, [], ['image-output', 'tools']), [[], ['imageOutputTokens']]);
  });
});

describe('the tokens of the worst case', () => {
  const of = (content: Content, contextWindow: number | null = null) => {
    const chat: Chat = { messages: [{ role: 'user', content: [content] }] };
    const asked = { chat, needs: [], plainTokens: estimateInputTokens(chat) };
    return worstCaseOf({ ...asked, target: { ...target(), contextWindow } }, plainEstimator).inputTokens;
  };

  it('take pictures, sound and documents at their largest', () => {
    assert.equal(of({ type: 'image', url: 'https://a/b.png' }), 5_004);
    const minuteAt8kbit = Buffer.alloc(60_000).toString('base64');
    const sound = of({ type: 'audio', format: 'mp3', dataBase64: minuteAt8kbit });
    assert.ok(sound >= 60 * 32 + 4, `a minute of speech is 1,920 tokens at most, held were ${sound}`);
    assert.equal(of({ type: 'audio', format: 'wav', dataBase64: minuteAt8kbit }), 484);
    const pdf = `data:application/pdf;base64,${Buffer.alloc(30_000).toString('base64')}`;
    assert.equal(of({ type: 'file', url: pdf }), 7_504);
  });

  it('are no more than the window has room for, and never less than the estimate', () => {
    const far: Content = { type: 'file', url: 'https://example.com/report.pdf' };
    assert.equal(of(far), 300_004);
    assert.equal(of(far, 128_000), 128_000);
    assert.equal(of(far, 1_000), 5_004);
  });
});

describe('sound that is dearer than text', () => {
  const price = { inputUsdPerMTok: 2.5, outputUsdPerMTok: 10, audioInputUsdPerMTok: 40, audioOutputUsdPerMTok: 80 };
  const chat: Chat = {
    messages: [{ role: 'user', content: [{ type: 'audio', format: 'wav', dataBase64: 'A'.repeat(400_000) }] }],
    maxOutputTokens: 1_000,
    vendor: { modalities: ['text', 'audio'] },
  };

  it('is held in budgets at its own rates, and hedging goes by the same sum', async () => {
    const most = estimateInputTokens(chat) * 40_000 + 1_000 * 80_000;
    const models = { m: { price } };
    const track = { provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', models };
    const budgets = [{ name: 'day', period: 'day', limitUsd: 1, hard: true }];
    const { start, clock, ledger, provider } = arrange(
      { 'm@a': [answer('Hi.')] },
      { configuration: { tracks: { a: track }, budgets } },
    );
    start({ chat });
    await clock.advance(0);
    assert.equal(ledger.booked[0]?.intent.heldNanoUsd, most);
    const asked = provider.seen[0]?.request;
    assert.ok(asked);
    const health = { firstPartP95Ms: () => null };
    const hedging = createHedging({ health, estimator: plainEstimator, clock: new FakeClock() });
    assert.equal(hedging.mostNanoUsd(asked), most);
  });

  it('without a rate makes the worst case unknown where it was sent or asked for, not where it is merely possible', () => {
    const at = target('m@a', { price: simplePrice(1, 1, 'test') });
    const worst = { inputTokens: 10, outputTokens: 10 };
    assert.equal(worstCaseAt(at, { ...worst, media: everything }), null);
    const possible = { sure: noMedia.sure, possible: everything.sure };
    assert.equal(worstCaseAt(at, { ...worst, media: possible }), 20_000);
  });
});
