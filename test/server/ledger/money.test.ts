/** Prices times tokens: exact, rounded once, and unknown where a price is. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { noUsage } from '../../../protocol/usage.ts';
import { type Price, simplePrice } from '../../../server/catalogue/price.ts';
import { correctedRow } from '../../../server/ledger/correction.ts';
import type { CorrectionLine } from '../../../server/ledger/line.ts';
import { costOf, isFree } from '../../../server/ledger/money.ts';
import { compactRawUsage } from '../../../server/ledger/raw-usage.ts';
import { toIntentLine, toRow, toSettlementLine } from '../../../server/ledger/stored.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { end, intent, target, usage } from './attempts.ts';

const usd = { currency: 'USD', perListUsd: '1', fxPerUsd: '1' };
const price = simplePrice(8, 8, 'test');

describe('the cost of a usage', () => {
  it('is tokens times the price a token, in whole nano-dollars', () => {
    const cost = costOf(usage(1000, 500), { nominal: simplePrice(2.5, 10, 'test'), list: null, terms: usd });
    assert.deepEqual(cost, { listCostNanoUsd: 7_500_000, billedCostNanoUsd: 7_500_000, notes: [] });
  });

  it('applies the terms of a relay that bills ¥1 for a quoted dollar', () => {
    const terms = { currency: 'CNY', perListUsd: '1', fxPerUsd: '7.3' };
    const cost = costOf(usage(1_000_000, 0), { nominal: price, list: simplePrice(2, 8, 'vendor'), terms });
    assert.equal(cost.listCostNanoUsd, 2_000_000_000);
    assert.equal(cost.billedCostNanoUsd, 1_095_890_411);
  });

  it('U7: and what the track saves stands on the row, negative where it is dearer than the vendor, also after a correction', () => {
    const first = { ofRequest: true, atTarget: true, ofModel: true, onTrack: true };
    const savings = (price: Price | null, listPrice: Price) => {
      const booked = intent(new FakeClock(), 'r1', { target: target('m@t', { price, listPrice }) });
      const line = { ...toIntentLine(booked, first), n: 1 };
      return toRow(line, toSettlementLine(line, end({ measuredUsage: usage(1000, 0) }), 0)).row;
    };
    assert.equal(savings(simplePrice(1, 1, 'relay'), simplePrice(3, 3, 'vendor')).savingsNanoUsd, 2_000_000);
    const dearer = savings(simplePrice(4, 4, 'relay'), simplePrice(3, 3, 'vendor'));
    assert.equal(dearer.savingsNanoUsd, -1_000_000);
    assert.equal(savings(null, simplePrice(3, 3, 'vendor')).savingsNanoUsd, null);
    const now: [1, number, number, number] = [1, 3_000_000, 2_500_000, 2_500_000];
    const about = { r: 'r1', a: 1, st: 0, m: 'm', k: 't', p: 'default', o: ['VS Code', null, null] } as const;
    const correction: CorrectionLine = {
      t: 'correct',
      n: 2,
      at: 0,
      id: 'c',
      ...about,
      o: [...about.o],
      was: now,
      now,
      y: 'less',
    };
    assert.equal(correctedRow(dearer, [correction]).savingsNanoUsd, 500_000);
  });

  it('U6: a missing price makes both costs unknown, never zero', () => {
    const cost = costOf(usage(1, 1), { nominal: null, list: price, terms: usd });
    assert.deepEqual(cost, { listCostNanoUsd: null, billedCostNanoUsd: null, notes: [] });
  });

  it('U6: cached tokens without a rate of their own are priced as input, and the row says so', () => {
    const cached = usage(0, 0, { cacheReadTokens: 10, cacheWriteTokens: 5, cacheWrite1hTokens: 5 });
    const cost = costOf(cached, { nominal: price, list: null, terms: usd });
    assert.equal(cost.billedCostNanoUsd, 160_000);
    assert.deepEqual(cost.notes, ['cache-read-at-input-price', 'cache-write-at-input-price']);
    const quoted = simplePrice(8, 8, 'test', { cacheReadUsdPerMTok: 0.8, cacheWriteUsdPerMTok: 10 });
    const own = costOf(usage(0, 0, { cacheReadTokens: 10, cacheWriteTokens: 5 }), {
      nominal: quoted,
      list: null,
      terms: usd,
    });
    assert.deepEqual(own, { listCostNanoUsd: 58_000, billedCostNanoUsd: 58_000, notes: [] });
  });

  it('U6: audio and image output without a rate cost an unknown amount, unless the target is free', () => {
    const audio = usage(1, 1, { audioOutputTokens: 3 });
    assert.equal(costOf(audio, { nominal: price, list: null, terms: usd }).billedCostNanoUsd, null);
    assert.equal(costOf(audio, { nominal: simplePrice(0, 0, 'local'), list: null, terms: usd }).billedCostNanoUsd, 0);
  });

  it('prices reasoning as output unless the price says otherwise', () => {
    const thought = usage(0, 0, { reasoningTokens: 10 });
    assert.equal(costOf(thought, { nominal: price, list: null, terms: usd }).billedCostNanoUsd, 80_000);
    const own = { ...price, reasoningPicoUsd: 1_000_000 };
    assert.equal(costOf(thought, { nominal: own, list: null, terms: usd }).billedCostNanoUsd, 10_000);
  });

  it('rounds half a nano-dollar up, once', () => {
    const nominal: Price = { ...price, inputPicoUsd: 500 };
    const costOfTokens = (count: number) =>
      costOf(usage(count, 0), { nominal, list: null, terms: usd }).billedCostNanoUsd;
    assert.deepEqual([costOfTokens(0), costOfTokens(1), costOfTokens(2), costOfTokens(3)], [0, 1, 1, 2]);
  });

  it('is unknown when an upstream reports more tokens than money can count', () => {
    const absurd = usage(Number.MAX_SAFE_INTEGER, 0);
    const cost = costOf(absurd, { nominal: price, list: null, terms: usd });
    assert.equal(cost.billedCostNanoUsd, null);
    assert.deepEqual(cost.notes, ['cost-beyond-counting']);
  });

  it('names the field of terms that are no number', () => {
    const broken = { currency: 'USD', perListUsd: 'one', fxPerUsd: '1' };
    assert.throws(
      () => costOf(usage(1, 1), { nominal: price, list: null, terms: broken }),
      /terms\.perListUsd must be a decimal number, got one/,
    );
  });

  it('equals a fraction computed apart, for any tokens, rates and terms', () => {
    const tokens = fc.oneof(fc.nat({ max: 100_000 }), fc.nat({ max: 10_000_000 }));
    const rate = fc.nat({ max: 1_000_000_000 });
    const asIs: [number, number] = [1, 0];
    const factor = fc.oneof(fc.constant(asIs), fc.tuple(fc.integer({ min: 1, max: 99_999 }), fc.nat({ max: 8 })));
    const written = ([digits, decimals]: [number, number]) => (decimals === 0 ? `${digits}` : `${digits}e-${decimals}`);
    fc.assert(
      fc.property(
        fc.array(tokens, { minLength: 10, maxLength: 10 }),
        fc.array(rate, { minLength: 10, maxLength: 10 }),
        factor,
        factor,
        (counts, rates, per, fx) => {
          const at = (list: readonly number[], index: number) => list[index] ?? 0;
          const used = {
            ...noUsage,
            inputTokens: at(counts, 0),
            outputTokens: at(counts, 1),
            cacheReadTokens: at(counts, 2),
            cacheWriteTokens: at(counts, 3),
            cacheWrite1hTokens: at(counts, 4),
            reasoningTokens: at(counts, 5),
            imageInputTokens: at(counts, 6),
            audioInputTokens: at(counts, 7),
            imageOutputTokens: at(counts, 8),
            audioOutputTokens: at(counts, 9),
          };
          const nominal: Price = {
            inputPicoUsd: at(rates, 0),
            outputPicoUsd: at(rates, 1),
            cacheReadPicoUsd: at(rates, 2),
            cacheWritePicoUsd: at(rates, 3),
            cacheWrite1hPicoUsd: at(rates, 4),
            reasoningPicoUsd: at(rates, 5),
            imageInputPicoUsd: at(rates, 6),
            audioInputPicoUsd: at(rates, 7),
            imageOutputPicoUsd: at(rates, 8),
            audioOutputPicoUsd: at(rates, 9),
            perRequestPicoUsd: 0,
            tiers: [],
            source: 'test',
            asOf: null,
            until: null,
          };
          const terms = { currency: 'CNY', perListUsd: written(per), fxPerUsd: written(fx) };
          const { listCostNanoUsd, billedCostNanoUsd } = costOf(used, { nominal, list: null, terms });
          const pico = counts.reduce((sum, count, index) => sum + BigInt(count) * BigInt(at(rates, index)), 0n);
          const oracle = (numerator: bigint, denominator: bigint) => {
            const floor = numerator / denominator;
            const exact = floor + (2n * (numerator % denominator) >= denominator ? 1n : 0n);
            return exact > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(exact);
          };
          assert.equal(listCostNanoUsd, oracle(pico, 1000n));
          assert.equal(
            billedCostNanoUsd,
            oracle(pico * BigInt(per[0]) * 10n ** BigInt(fx[1]), 1000n * BigInt(fx[0]) * 10n ** BigInt(per[1])),
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a free target', () => {
  it('is one whose quoted rates are all zero; an unknown price is not free', () => {
    assert.equal(isFree(simplePrice(0, 0, 'local')), true);
    assert.equal(isFree(simplePrice(0, 0.01, 'local')), false);
    assert.equal(isFree(null), false);
    assert.equal(isFree(simplePrice(0, 0, 'local', { perRequestUsd: 0.01 })), false);
    assert.equal(isFree(simplePrice(0, 0, 'local', { tiers: [{ aboveInputTokens: 1, inputUsdPerMTok: 1 }] })), false);
  });
});

describe('the raw usage on a row', () => {
  it('S4: keeps figures and single words, and no text', () => {
    const raw = {
      prompt_tokens: 3,
      tier: 'standard',
      note: 'the answer was forty two',
      deep: { cached: 1, list: [1, 'x y'] },
    };
    assert.deepEqual(compactRawUsage(raw), {
      prompt_tokens: 3,
      tier: 'standard',
      note: null,
      deep: { cached: 1, list: [1, null] },
    });
  });

  it('is bounded in depth and entries', () => {
    const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${index}`, index]));
    assert.equal(Object.keys(Object(compactRawUsage(wide))).length, 60);
    assert.deepEqual(compactRawUsage({ a: { b: { c: { d: { e: 1 } } } } }), { a: { b: { c: { d: null } } } });
  });
});

describe('a cost that the upstream tells itself', () => {
  const notesOf = (rawUsage: object) => {
    const first = { ofRequest: true, atTarget: true, ofModel: true, onTrack: true };
    const line = { ...toIntentLine(intent(new FakeClock(), 'r1'), first), n: 1 };
    return toSettlementLine(line, end({ measuredUsage: usage(1000, 500), rawUsage }), 0).x;
  };

  it('is kept with the raw usage, and a note says where ours differs from it', () => {
    assert.equal(notesOf({ cost: 0.012 }), undefined);
    assert.equal(notesOf({ cost: 0.0120005 }), undefined);
    assert.deepEqual(notesOf({ cost: 0.02 }), ['upstream-told-another-cost']);
    assert.deepEqual(notesOf({ cost: 0 }), ['upstream-told-another-cost']);
  });

  it('is not compared where none is told, or only the fee for using one’s own key', () => {
    assert.equal(notesOf({}), undefined);
    assert.equal(notesOf({ cost: 'much' }), undefined);
    assert.equal(notesOf({ cost: 0.0001, is_byok: true }), undefined);
  });
});
