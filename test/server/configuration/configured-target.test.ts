/** What the settings do not say of a model comes from the catalogue; a price that nobody says stays unknown. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Price } from '../../../server/catalogue/price.ts';
import { costOf } from '../../../server/ledger/money.ts';
import { configurationOf, targetOf } from '../../support/configuration.ts';
import { usage } from '../ledger/attempts.ts';

const relay = { provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1' };
const price = { inputUsdPerMTok: 8, outputUsdPerMTok: 8 };

function targetAt(track: Readonly<Record<string, unknown>>, model: string, settings = {}) {
  return targetOf(configurationOf({ tracks: { t: { ...track, models: { [model]: settings } } } }), `${model}@t`);
}

const usd = (one: Price | null) => one && [one.inputPicoUsd / 1e6, one.outputPicoUsd / 1e6];

describe('a configured model that the catalogue knows', () => {
  it('has its windows, features and uses from there', () => {
    const target = targetAt(relay, 'claude-sonnet-4-5-20250929', { price });
    assert.deepEqual([target.contextWindow, target.maxOutputTokens], [200_000, 64_000]);
    assert.ok(target.features?.has('tools') && target.features.has('images'));
    assert.ok(target.goodFor.has('long-documents'));
    assert.equal(target.upstreamModel, 'claude-sonnet-4-5-20250929');
  });

  it('gives way to every field that the settings have', () => {
    const target = targetAt(relay, 'gpt-4.1', {
      ...{ price, listPrice: { inputUsdPerMTok: 1, outputUsdPerMTok: 1 }, contextWindow: 5, maxOutputTokens: 4 },
      ...{ features: ['x'], goodFor: ['y'], reasoning: true, upstreamName: 'other' },
    });
    assert.deepEqual([target.contextWindow, target.maxOutputTokens, target.reasoning], [5, 4, true]);
    assert.deepEqual([[...(target.features ?? [])], [...target.goodFor]], [['x'], ['y']]);
    assert.deepEqual([usd(target.listPrice), target.upstreamModel], [[1, 1], 'other']);
  });

  it('is known by what its upstream calls it, whatever we call it', () => {
    const target = targetAt(relay, 'the-dear-one', { upstreamName: 'gpt-4.1', price });
    assert.deepEqual(usd(target.listPrice), [2, 8]);
    const other = targetAt(relay, 'gpt-4o', { upstreamName: 'gpt-4.1-mini' });
    assert.deepEqual(usd(other.listPrice), [0.4, 1.6]);
  });

  it('waits longer for one that reasons in silence', () => {
    assert.equal(targetAt(relay, 'o3').reasoning, true);
    assert.equal(targetAt(relay, 'gpt-4.1').reasoning, false);
  });

  it('is not known by a name that is only like it', () => {
    const target = targetAt(relay, 'gpt-4.1-custom', { price });
    assert.deepEqual([target.listPrice, target.contextWindow, target.features], [null, null, null]);
  });
});

describe('its nominal price', () => {
  it('U6: stays unknown at a relay that does not say it, although the vendor’s is known', () => {
    const target = targetAt(relay, 'gpt-4.1');
    assert.equal(target.nominalPrice, null);
    assert.deepEqual(usd(target.listPrice), [2, 8]);
  });

  it('is the vendor’s where the vendor itself is asked', () => {
    const openai = { provider: 'openai-compatible', baseUrl: 'https://api.openai.com/v1/' };
    assert.deepEqual(usd(targetAt(openai, 'gpt-4.1').nominalPrice), [2, 8]);
    assert.deepEqual(usd(targetAt({ provider: 'gemini' }, 'gemini-2.5-pro').nominalPrice), [1.25, 10]);
    assert.equal(
      targetAt({ provider: 'gemini', baseUrl: 'https://proxy.example.com' }, 'gemini-2.5-pro').nominalPrice,
      null,
    );
    assert.equal(targetAt(openai, 'gpt-9').nominalPrice, null);
  });

  it('is unknown for Claude at a location of Vertex AI that asks more than its vendor', () => {
    const at = (location: string) => targetAt({ provider: 'vertex', project: 'p', location }, 'claude-haiku-4.5');
    assert.deepEqual(usd(at('global').nominalPrice), [1, 5]);
    assert.equal(at('europe-west1').nominalPrice, null);
  });

  it('makes the savings what the vendor would have asked, less what the track bills; they may be negative', () => {
    const cost = (target: ReturnType<typeof targetAt>) =>
      costOf(usage(1_000_000, 0), { nominal: target.nominalPrice, list: target.listPrice, terms: target.track.terms });
    const terms = { currency: 'CNY', perListUsd: 1, fxPerUsd: 8 };
    const cheap = cost(targetAt({ ...relay, terms }, 'gpt-4.1', { price }));
    assert.deepEqual([cheap.listCostNanoUsd, cheap.billedCostNanoUsd], [2_000_000_000, 1_000_000_000]);
    const dear = cost(targetAt(relay, 'gpt-4.1', { price }));
    assert.deepEqual([dear.listCostNanoUsd, dear.billedCostNanoUsd], [2_000_000_000, 8_000_000_000]);
    const unlisted = cost(targetAt(relay, 'gpt-4.1-custom', { price }));
    assert.deepEqual([unlisted.listCostNanoUsd, unlisted.billedCostNanoUsd], [8_000_000_000, 8_000_000_000]);
  });
});

describe('what a model can do at Vertex AI', () => {
  const vertex = { provider: 'vertex', project: 'p', location: 'global' };
  const datastore = 'projects/p/locations/global/collections/c/dataStores/d';

  it('is to look things up there, in a datastore only where there is one', () => {
    const plain = targetAt(vertex, 'gemini-2.5-flash').features;
    assert.deepEqual(
      ['grounding', 'bigquery', 'vertex-search'].map((name) => plain?.has(name)),
      [true, true, false],
    );
    assert.equal(targetAt({ ...vertex, datastore }, 'gemini-2.5-flash').features?.has('vertex-search'), true);
    assert.equal(
      targetAt(vertex, 'gemini-9-pro').features?.has('grounding'),
      true,
      'the catalogue does not know it yet',
    );
    assert.equal(targetAt(vertex, 'something-else').features, null);
  });

  it('is nothing of that at a relay that offers the same model', () => {
    const features = targetAt(relay, 'gemini-2.5-flash').features;
    assert.deepEqual(
      ['images', 'grounding', 'bigquery'].map((name) => features?.has(name)),
      [true, false, false],
    );
    assert.equal(targetAt({ provider: 'gemini' }, 'gemini-2.5-flash').features?.has('grounding'), true);
  });
});
