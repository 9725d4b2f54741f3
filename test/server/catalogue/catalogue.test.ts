/** The catalogue that ships: its schema, its names, its prices; and what is refused. */
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { createCatalogue } from '../../../server/catalogue/catalogue.ts';
import { catalogueDataSchema, type ModelEntry } from '../../../server/catalogue/model-entry.ts';
import shipped from '../../../server/catalogue/models.json' with { type: 'json' };
import { ratesAt } from '../../../server/catalogue/price.ts';
import { shippedCatalogue } from '../../../server/catalogue/shipped.ts';

const file = new URL('../../../server/catalogue/models.json', import.meta.url);

function entry(changes: Partial<ModelEntry> = {}): ModelEntry {
  return { name: 'm', vendor: 'openai', features: ['tools'], ...changes };
}

function withInput(inputUsdPerMTok: number): unknown {
  const price = { inputUsdPerMTok, outputUsdPerMTok: 8, asOf: '2026-08-01' };
  return { asOf: '2026-08-01', models: [entry({ offers: [{ at: { openai: 'm' }, price, source: 'test' }] })] };
}

describe('the catalogue that ships', () => {
  it('S3: fits its schema and its size', () => {
    assert.deepEqual(catalogueDataSchema.parse(JSON.parse(readFileSync(file, 'utf8'))), shipped);
    assert.ok(statSync(file).size < 60_000, `${statSync(file).size} bytes`);
    assert.ok(shippedCatalogue.models.length >= 80 && shippedCatalogue.models.length <= 150);
  });

  it('U7: says of every price where it is from and of which day', () => {
    const prices = shippedCatalogue.models.flatMap(({ offers }) => [...offers.values()].map(({ price }) => price));
    assert.ok(prices.length > 150);
    for (const { source, asOf } of prices) {
      assert.match(source, /^catalogue \((models\.dev|LiteLLM|OpenRouter)/);
      assert.equal(asOf, '2026-08-01');
    }
  });

  it('U6: has no price of zero, which tables write where they do not know', () => {
    for (const { name, offers } of shippedCatalogue.models)
      for (const { price } of offers.values()) assert.ok(price.inputPicoUsd > 0 && price.outputPicoUsd > 0, name);
  });

  it('has what each vendor asks beside who else sells it', () => {
    const sonnet = shippedCatalogue.find('claude-sonnet-4.6');
    assert.equal(sonnet?.listPrice?.inputPicoUsd, 3_000_000);
    assert.equal(sonnet?.offers.get('openrouter')?.name, 'anthropic/claude-sonnet-4.6');
    const open = shippedCatalogue.find('gpt-oss-120b');
    assert.equal(open?.listPrice, null, 'its vendor does not sell it');
    assert.equal(open?.offers.get('groq')?.price.inputPicoUsd, 150_000);
  });

  it('U5: has the rates above 200,000 tokens in whole pico-dollars', () => {
    const price = shippedCatalogue.find('gemini-2.5-pro')?.listPrice;
    assert.ok(price);
    const at = (tokens: number) => [ratesAt(price, tokens).inputPicoUsd, ratesAt(price, tokens).outputPicoUsd];
    assert.deepEqual(at(200_000), [1_250_000, 10_000_000]);
    assert.deepEqual(at(200_001), [2_500_000, 15_000_000]);
    assert.deepEqual(
      [ratesAt(price, 1).cacheReadPicoUsd, ratesAt(price, 300_000).cacheReadPicoUsd],
      [125_000, 250_000],
    );
  });
});

describe('looking a model up', () => {
  it('finds it by every name that means exactly it', () => {
    const names = [
      'claude-sonnet-4-5',
      'claude-sonnet-4-5-20250929',
      'anthropic/claude-sonnet-4.5',
      'Claude-Sonnet-4.5',
    ];
    for (const name of names) assert.equal(shippedCatalogue.find(name)?.name, 'claude-sonnet-4.5', name);
    assert.equal(shippedCatalogue.find('gpt-5-2025-08-07')?.name, 'gpt-5');
    assert.equal(shippedCatalogue.find('claude-haiku-4-5@20251001')?.name, 'claude-haiku-4.5');
  });

  it('keeps two models of almost one name and of two prices apart', () => {
    const input = (name: string) => shippedCatalogue.find(name)?.listPrice?.inputPicoUsd;
    assert.deepEqual([input('gpt-4o'), input('gpt-4o-2024-05-13')], [2_500_000, 5_000_000]);
  });

  it('guesses nothing: a name that is not listed is not known', () => {
    const unlisted = [
      'gpt-4.1-turbo',
      'gpt',
      'claude-sonnet',
      'my-gpt-4.1',
      'gpt-4.1:free',
      'claude-sonnet-4.5@relay',
      '',
    ];
    for (const name of unlisted) assert.equal(shippedCatalogue.find(name), null, name);
  });

  it('refuses two models of one name, which would have two prices', () => {
    const models = [entry(), entry({ name: 'other', aliases: ['M'] })];
    assert.throws(() => createCatalogue({ asOf: '2026-08-01', models }), /the catalogue has "M" twice/);
  });
});

describe('U7: a price in another unit', () => {
  for (const [what, usd] of [
    ['dollars a token', 0.000_008],
    ['8 dollars a token, in dollars per million', 8_000_000],
    ['a negative one', -1],
  ] as const) {
    it(`is refused: ${what}`, () => {
      assert.equal(catalogueDataSchema.safeParse(withInput(usd)).success, false);
    });
  }

  it('is taken in US dollars per million tokens', () => {
    assert.equal(catalogueDataSchema.safeParse(withInput(8)).success, true);
  });
});
