/** Prices as they are written, by the size of the prompt, and back from the journal. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { DatedPriceSettings, PriceSettings } from '../../../protocol/model-configuration.ts';
import type { Usage } from '../../../protocol/usage.ts';
import {
  expectedPicoUsd,
  nextChangeMs,
  type Price,
  priceAt,
  ratesAt,
  simplePrice,
  toPrice,
  toPrices,
} from '../../../server/catalogue/price.ts';
import { parseConfiguration } from '../../../server/configuration/parse.ts';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import { createBudgets } from '../../../server/ledger/holds.ts';
import { noMedia } from '../../../server/ledger/media.ts';
import { costOf } from '../../../server/ledger/money.ts';
import { pricingOf, toIntentLine } from '../../../server/ledger/stored.ts';
import { nothingCounted } from '../../../server/ledger/worst-case.ts';
import { dollarForDollar } from '../../../server/routing/target.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { end, intent, open, target, usage } from '../ledger/attempts.ts';

const tiered: PriceSettings = {
  inputUsdPerMTok: 3,
  outputUsdPerMTok: 15,
  cacheReadUsdPerMTok: 0.3,
  tiers: [
    { aboveInputTokens: 128_000, inputUsdPerMTok: 4 },
    { aboveInputTokens: 200_000, inputUsdPerMTok: 6, outputUsdPerMTok: 22.5, cacheReadUsdPerMTok: 0.6 },
  ],
};

function billed(used: Usage, nominal: Price): number | null {
  return costOf(used, { nominal, list: null, terms: dollarForDollar }).billedCostNanoUsd;
}

describe('a price with context tiers', () => {
  const price = toPrice(tiered, 'test');
  const cases: readonly (readonly [string, Usage, number])[] = [
    ['below the first bound', usage(1_000, 100), 3_000_000 + 1_500_000],
    ['at the first bound', usage(128_000, 0), 384_000_000],
    ['one token above it: the whole request, not the rest', usage(128_001, 0), 512_004_000],
    ['a rate the tier does not name stays', usage(128_001, 100), 512_004_000 + 1_500_000],
    ['at the second bound', usage(200_000, 0), 800_000_000],
    ['above the second', usage(200_001, 100), 1_200_006_000 + 2_250_000],
    [
      'cached input counts into the size of the prompt',
      usage(1_000, 0, { cacheReadTokens: 200_000 }),
      6_000_000 + 120_000_000,
    ],
    ['output does not', usage(1_000, 300_000), 3_000_000 + 4_500_000_000],
  ];
  for (const [what, used, nanoUsd] of cases) it(`U5: ${what}`, () => assert.equal(billed(used, price), nanoUsd));

  it('adds the fee of a request once, also to an answer without tokens', () => {
    const withFee = simplePrice(1, 1, 'test', { perRequestUsd: 0.005 });
    assert.equal(billed(usage(0, 0), withFee), 5_000_000);
    assert.equal(billed(usage(1_000_000, 0), withFee), 1_005_000_000);
  });

  it('is compared before sending by the same rates', () => {
    fc.assert(
      fc.property(fc.nat({ max: 300_000 }), fc.nat({ max: 50_000 }), (input, output) => {
        assert.equal(billed(usage(input, output), price), Math.round(expectedPicoUsd(price, input, output) / 1000));
      }),
      { seed: 5 },
    );
  });

  it('U5: costs never less for more tokens while its tiers rise', () => {
    const rate = fc.integer({ min: 1, max: 500 });
    const count = fc.nat({ max: 400_000 });
    fc.assert(
      fc.property(
        fc.record({ input: rate, output: rate, cached: rate, step: rate, fee: fc.nat({ max: 5 }) }),
        fc.tuple(count, count, count),
        fc.tuple(count, count, count),
        ({ input, output, cached, step, fee }, less, more) => {
          const base = { inputUsdPerMTok: input, outputUsdPerMTok: output, cacheReadUsdPerMTok: cached };
          const above = {
            inputUsdPerMTok: input + step,
            outputUsdPerMTok: output + step,
            cacheReadUsdPerMTok: cached + step,
          };
          const tiers = [{ aboveInputTokens: 200_000, ...above }];
          const rising = toPrice({ ...base, perRequestUsd: fee, tiers }, 'test');
          const of = ([fresh, out, read]: readonly [number, number, number]) =>
            billed(usage(fresh, out, { cacheReadTokens: read }), rising) ?? Number.NaN;
          assert.ok(of([less[0] + more[0], less[1] + more[1], less[2] + more[2]]) >= of(less));
        },
      ),
      { seed: 6 },
    );
  });

  it('U7: comes back from the journal as it was, and a plain one takes no more room than before', () => {
    const full = toPrice(
      { ...tiered, perRequestUsd: 0.01, reasoningUsdPerMTok: 20, asOf: '2026-11-01', until: '2027-01-01' },
      'test',
    );
    const plain = simplePrice(2, 8, 'vendor');
    const line = {
      ...toIntentLine(
        intent(new FakeClock(), 'r1', { target: target('m@t', { price: full, listPrice: plain }) }),
        noFirst,
      ),
      n: 1,
    };
    assert.deepEqual(pricingOf(line).nominal, full);
    assert.deepEqual(pricingOf(line).list, plain);
    assert.equal(line.q[1]?.length, 12);
  });

  it('U8: a million charges of a ten-millionth of a dollar are exactly ten cents', () => {
    const price = simplePrice(0.1, 0.1, 'test');
    let nanoUsd = 0;
    for (let charge = 0; charge < 1_000_000; charge += 1) nanoUsd += billed(usage(1, 0), price) ?? Number.NaN;
    assert.equal(nanoUsd, 100_000_000);
  });
});

describe('a price that changes from one day to another', () => {
  const plain = { inputUsdPerMTok: 1, outputUsdPerMTok: 1 };
  const settings: DatedPriceSettings = {
    ...plain,
    asOf: '2026-11-01',
    later: [
      { ...plain, inputUsdPerMTok: 2, asOf: '2026-12-01', until: '2026-12-24' },
      { ...plain, inputUsdPerMTok: 3, asOf: '2027-01-01' },
    ],
  };
  const prices = toPrices(settings, 'test');
  const at = (instant: string) => priceAt(prices, Date.parse(instant))?.inputPicoUsd ?? null;

  it('U7: is the one whose days hold the instant, and none outside of all', () => {
    assert.equal(at('2026-10-31T23:59:59.999Z'), null);
    assert.equal(at('2026-11-01T00:00:00Z'), 1_000_000);
    assert.equal(at('2026-11-30T23:59:59.999Z'), 1_000_000);
    assert.equal(at('2026-12-01T00:00:00Z'), 2_000_000);
    assert.equal(at('2026-12-24T00:00:00Z'), null);
    assert.equal(at('2027-06-01T00:00:00Z'), 3_000_000);
  });

  it('says when it changes next', () => {
    const next = (instant: string) => nextChangeMs(prices, Date.parse(instant));
    assert.equal(next('2026-11-22T12:00:00Z'), Date.parse('2026-12-01'));
    assert.equal(next('2026-12-01T00:00:00Z'), Date.parse('2026-12-24'));
    assert.equal(next('2027-02-01T00:00:00Z'), Number.POSITIVE_INFINITY);
  });

  const configured = (price: DatedPriceSettings) => ({
    tracks: { t: { provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', models: { m: { price } } } },
  });

  it('U6: outside its days is unknown to the configuration, which says so; on a day it changes, the configuration does', async () => {
    const clock = new FakeClock('2026-10-30T12:00:00Z');
    const store = createConfigurationStore(configured(settings), clock);
    const now = () => store.current().targets.get('m@t')?.nominalPrice?.inputPicoUsd ?? null;
    assert.equal(now(), null);
    assert.deepEqual(store.current().problems, [
      {
        source: 'file',
        field: 'tracks.t.models.m.price',
        message:
          'tracks.t.models.m.price must hold today for a cost to be known, and none of its periods has 2026-10-30 (UTC) in it',
      },
    ]);
    let told = 0;
    store.onChange(() => {
      told += 1;
    });
    clock.setEpoch(Date.parse('2026-11-01T00:00:00Z'));
    assert.equal(now(), 1_000_000);
    assert.deepEqual(store.current().problems, []);
    clock.setEpoch(Date.parse('2026-12-02T00:00:00Z'));
    assert.equal(now(), 2_000_000);
    assert.equal(told, 2);
  });

  it('U7: stands on a row as it held when the attempt started, whenever that was planned', async () => {
    const clock = new FakeClock('2026-11-30T23:59:00Z');
    const planned = createConfigurationStore(configured(settings), clock).current().targets.get('m@t');
    assert.ok(planned);
    const { ledger } = await open({ clock });
    const settledAt = (instant: string, requestId: string) => {
      clock.setEpoch(Date.parse(instant));
      ledger.intend(intent(clock, requestId, { target: planned }));
      clock.setEpoch(clock.epochMs() + 3_600_000);
      return ledger.settle(requestId, 1, end({ measuredUsage: usage(1_000, 0) })).billedCostNanoUsd;
    };
    assert.equal(settledAt('2026-11-30T23:59:00Z', 'november'), 1_000_000);
    assert.equal(settledAt('2026-12-01T00:00:00Z', 'december'), 2_000_000);
    assert.equal(settledAt('2026-12-25T00:00:00Z', 'between'), null);
    assert.equal((await ledger.spend({ from: '2026-12-25T00:00:00Z' })).totals.unknownCost, 1);
    const { rows } = await ledger.books.rows({ limit: 10 });
    assert.deepEqual(
      rows.map(({ price, notes }) => [price?.asOf, price?.until, notes]),
      [
        ['2026-11-01', null, []],
        ['2026-12-01', '2026-12-24', []],
        [undefined, undefined, ['no-price-held-then']],
      ],
    );
    await ledger.close();
  });

  it('B1: is held in budgets as it is when the attempt is about to leave', async () => {
    const clock = new FakeClock('2026-11-30T23:59:00Z');
    const target = createConfigurationStore(configured(settings), clock).current().targets.get('m@t');
    assert.ok(target);
    const rules = {
      budgets: [],
      timeZone: 'UTC',
      firstDayOfWeek: 'monday',
      unknownPrice: 'refuse',
      targets: [],
    } as const;
    const budgets = createBudgets({
      clock,
      ledger: { counted: () => Promise.resolve(nothingCounted), onCorrected: () => () => {} },
      rules: () => rules,
    });
    const facts = { profile: 'default', workspace: null, track: 't', model: 'm', client: 'test' };
    const worstCase = { inputTokens: 1_000, outputTokens: 0, media: noMedia };
    const held = async () => (await budgets.reserve({ target, facts, worstCase, allowOver: false })).nanoUsd;
    assert.equal(await held(), 1_000_000);
    clock.setEpoch(Date.parse('2026-12-01T00:00:00Z'));
    assert.equal(await held(), 2_000_000);
  });
});

const noFirst = { ofRequest: true, atTarget: true, ofModel: true, onTrack: true };

describe('a price in the configuration', () => {
  const problemsOf = (price: object, field = 'price') =>
    parseConfiguration(
      {
        tracks: {
          t: { provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', models: { m: { [field]: price } } },
        },
      },
      'file',
    ).problems.map(({ message }) => message.replace('tracks.t.models.m.', ''));
  const plain = { inputUsdPerMTok: 1, outputUsdPerMTok: 2 };
  const cases: readonly (readonly [string, object, string])[] = [
    [
      'a rate a token instead of a million tokens',
      { ...plain, inputUsdPerMTok: 0.000008 },
      'price.inputUsdPerMTok must be 0 or at least 0.001: the unit is US dollars per million tokens, not per token, got 0.000008',
    ],
    [
      'dollars a token',
      { ...plain, outputUsdPerMTok: 8_000_000 },
      'price.outputUsdPerMTok must be at most 10000: the unit is US dollars per million tokens, got 8000000',
    ],
    ['a negative fee', { ...plain, perRequestUsd: -1 }, 'price.perRequestUsd must not be negative, got -1'],
    [
      'tiers that do not rise',
      { ...plain, tiers: [{ aboveInputTokens: 5 }, { aboveInputTokens: 5 }] },
      'price.tiers must name each aboveInputTokens once, in rising order, got [{"aboveInputTokens":5},{"aboveInputTokens":5}]',
    ],
    [
      'an implausible rate in a tier',
      { ...plain, tiers: [{ aboveInputTokens: 5, cacheReadUsdPerMTok: 20_000 }] },
      'price.tiers[0].cacheReadUsdPerMTok must be at most 10000: the unit is US dollars per million tokens, got 20000',
    ],
    [
      'later prices that do not rise',
      {
        ...plain,
        later: [
          { ...plain, asOf: '2026-12-01' },
          { ...plain, asOf: '2026-11-01' },
        ],
      },
      'price.later must name each asOf once, in rising order, got [{"inputUsdPerMTok":1,"outputUsdPerMTok":2,"asOf":"2026-12-01"},{"inputUsdPerMT…',
    ],
    [
      'a later price without its day',
      { ...plain, later: [plain] },
      'price.later[0].asOf must be a date such as "2026-11-01", but it is missing',
    ],
    ['no date', { ...plain, asOf: 'May' }, 'price.asOf must be a date such as "2026-11-01", got "May"'],
  ];
  for (const [what, price, message] of cases) {
    it(`U7: is refused with ${what}`, () => assert.deepEqual(problemsOf(price), [message]));
  }

  it('U7: is accepted with every field there is, as nominal and as list price', () => {
    const full: PriceSettings = {
      ...tiered,
      cacheWriteUsdPerMTok: 3.75,
      cacheWrite1hUsdPerMTok: 6,
      reasoningUsdPerMTok: 15,
      imageInputUsdPerMTok: 3,
      audioInputUsdPerMTok: 10,
      imageOutputUsdPerMTok: 30,
      audioOutputUsdPerMTok: 20,
      perRequestUsd: 0.01,
      asOf: '2026-11-01',
    };
    assert.deepEqual(problemsOf(full), []);
    assert.deepEqual(problemsOf(full, 'listPrice'), []);
    const price = toPrice(full, 'test');
    assert.equal(ratesAt(price, 128_001).imageOutputPicoUsd, 30_000_000);
    assert.equal(price.perRequestPicoUsd, 10_000_000_000);
  });
});
