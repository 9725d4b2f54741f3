/** The generator of the catalogue: what it makes of tables that agree, disagree, or have another unit. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { agreedPrice, isSamePrice } from '../../../scripts/catalogue/agree.ts';
import { type Finding, readTables } from '../../../scripts/catalogue/tables.ts';
import { catalogueFile, dataFolder, generate, tablesIn } from '../../../scripts/catalogue.ts';

const folder = dataFolder();
const withoutTables = existsSync(join(folder, 'prices'))
  ? false
  : `skipped: no price tables at ${folder} (DUALTRACK_DATA names another place)`;

/** One model in LiteLLM's form, prices in dollars a token. */
function liteLlm(more: Readonly<Record<string, unknown>>): Finding {
  const tables = readTables({ m: { mode: 'chat', ...more } }, {}, { data: [] });
  const finding = tables.liteLlm.get('m');
  assert.ok(finding);
  return finding;
}

function openRouter(pricing: Readonly<Record<string, unknown>>): Finding {
  const model = {
    id: 'v/m',
    architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'] },
    top_provider: {},
    supported_parameters: ['tools'],
    pricing,
  };
  const finding = readTables({}, {}, { data: [model] }).openRouter.get('v/m');
  assert.ok(finding);
  return finding;
}

function agreed(...findings: readonly Finding[]) {
  const remarks: string[] = [];
  return { result: agreedPrice(findings, (text) => remarks.push(text)), remarks };
}

describe('the tables a catalogue is made from', () => {
  it('are read in dollars a token, without the blur of binary fractions', () => {
    const { price } = liteLlm({ input_cost_per_token: 3e-7, output_cost_per_token: 0.0000025 });
    assert.deepEqual([price?.inputUsdPerMTok, price?.outputUsdPerMTok], [0.3, 2.5]);
    const blurred = openRouter({ prompt: '0.00000100000000000000015', completion: '0.000006' }).price;
    assert.deepEqual([blurred?.inputUsdPerMTok, blurred?.outputUsdPerMTok], [1, 6]);
  });

  it('U5: have their tiers in three spellings', () => {
    const keyed = liteLlm({
      input_cost_per_token: 1e-6,
      output_cost_per_token: 2e-6,
      input_cost_per_token_above_128k_tokens: 2e-6,
      output_cost_per_token_above_128k_tokens: 4e-6,
    });
    const bracketed = liteLlm({
      tiered_pricing: [
        { range: [0, 128_000], input_cost_per_token: 1e-6, output_cost_per_token: 2e-6 },
        { range: [128_000, 1e6], input_cost_per_token: 2e-6, output_cost_per_token: 4e-6 },
      ],
    });
    const overridden = openRouter({
      prompt: '0.000001',
      completion: '0.000002',
      overrides: [{ min_prompt_tokens: 128_000, prompt: '0.000002', completion: '0.000004' }],
    });
    const tiers = [{ aboveInputTokens: 128_000, inputUsdPerMTok: 2, outputUsdPerMTok: 4 }];
    for (const { price } of [keyed, bracketed, overridden]) assert.deepEqual(price?.tiers, tiers);
  });

  it('U6: name no price where they write zero', () => {
    assert.equal(liteLlm({ input_cost_per_token: 0, output_cost_per_token: 0 }).price, null);
    assert.equal(liteLlm({}).price, null);
  });
});

describe('a price that several tables name', () => {
  const three = liteLlm({ input_cost_per_token: 3e-6, output_cost_per_token: 15e-6 });
  const threeToo = openRouter({ prompt: '0.000003', completion: '0.000015', input_cache_read: '0.0000003' });
  const four = openRouter({ prompt: '0.000004', completion: '0.000015' });

  it('is taken where they agree, with what only one of them names', () => {
    const { result, remarks } = agreed(three, threeToo);
    assert.deepEqual(result?.price, { inputUsdPerMTok: 3, outputUsdPerMTok: 15, cacheReadUsdPerMTok: 0.3 });
    assert.deepEqual(result?.tables, ['LiteLLM', 'OpenRouter']);
    assert.deepEqual(remarks, []);
  });

  it('is not taken where it is one against one, and that is said', () => {
    const { result, remarks } = agreed(three, four);
    assert.equal(result, null);
    assert.deepEqual(remarks, ['LiteLLM 3/15, OpenRouter 4/15: no price is taken']);
  });

  it('is that of the majority, and who differs is said', () => {
    const { result, remarks } = agreed(three, four, threeToo);
    assert.equal(result?.price.inputUsdPerMTok, 3);
    assert.deepEqual(remarks, ['LiteLLM 3/15, OpenRouter 4/15, OpenRouter 3/15: LiteLLM and OpenRouter believed']);
  });

  it('U7: is refused at 8 dollars a token, and at dollars per million read as dollars a token', () => {
    const { result, remarks } = agreed(liteLlm({ input_cost_per_token: 8, output_cost_per_token: 8 }));
    assert.equal(result, null);
    assert.match(remarks[0] ?? '', /LiteLLM refused: inputUsdPerMTok must be at most 10000/);
    assert.equal(agreed(liteLlm({ input_cost_per_token: 8e-12, output_cost_per_token: 8e-12 })).result, null);
  });

  it('is another one when a tier differs', () => {
    const base = { inputUsdPerMTok: 3, outputUsdPerMTok: 15 };
    const tiers = [{ aboveInputTokens: 200_000, inputUsdPerMTok: 6, outputUsdPerMTok: 22.5 }];
    assert.equal(isSamePrice(base, { ...base, cacheReadUsdPerMTok: 0.3 }), true);
    assert.equal(isSamePrice(base, { ...base, tiers }), false);
  });
});

describe('the generator', { skip: withoutTables }, () => {
  it('makes of the tables exactly the file that ships', async () => {
    assert.equal(generate(await tablesIn(folder)).text, readFileSync(catalogueFile, 'utf8'));
  });

  it('says of every model without a price that it has none', async () => {
    const { data, remarks } = generate(await tablesIn(folder));
    const unpriced = data.models.filter(({ offers }) => offers === undefined).map(({ name }) => `${name}: no price`);
    assert.ok(unpriced.length < 12);
    assert.deepEqual(
      unpriced.filter((remark) => !remarks.includes(remark)),
      [],
    );
  });
});
