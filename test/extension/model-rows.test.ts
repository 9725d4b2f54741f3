/** The rows of “Show Models and Prices”. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { modelRows } from '../../extension/commands/model-rows.ts';
import type { TrackOffers } from '../../protocol/offers.ts';
import type { TargetSummary } from '../../protocol/status.ts';
import { english } from '../../protocol/translate.ts';

const target: TargetSummary = {
  ...{ target: 'gpt-4.1@relay', model: 'gpt-4.1', track: 'relay', provider: 'openai-compatible', region: null },
  ...{ inputUsdPerMTok: 8, outputUsdPerMTok: 8, listInputUsdPerMTok: 2, listOutputUsdPerMTok: 8 },
  ...{ priceSource: 'configuration', priceAsOf: '2026-11-01', contextWindow: 128_000, maxOutputTokens: null },
  ...{ features: ['tools'], goodFor: ['code'], simulated: false, discovered: false },
};
const odd: TargetSummary = {
  ...{ ...target, target: 'odd@relay', model: 'odd', inputUsdPerMTok: null, outputUsdPerMTok: null },
  ...{ listInputUsdPerMTok: null, listOutputUsdPerMTok: null, priceAsOf: null, features: null, goodFor: [] },
};

function offers(track: string, list: TrackOffers['list'], others: TargetSummary[] = []): TrackOffers {
  return { track, provider: 'openai-compatible', simulated: false, list, others };
}

const listed = { outcome: 'listed', at: '2026-11-22T12:00:00.000Z', models: 2 } as const;

describe('the rows of models and prices', () => {
  it('show nominal and list price, features and uses under the track’s name', () => {
    const [heading, row] = modelRows([target], [offers('relay', listed)], english);
    assert.deepEqual(heading, { kind: 'heading', label: 'relay' });
    assert.ok(row?.kind === 'model' && row.isConfigured);
    assert.equal(row.description, '$8.00 in, $8.00 out per M tokens');
    assert.equal(
      row.detail,
      'tools · good for code · 128,000 tokens of context · list price $2 in, $8 out · price of 2026-11-01',
    );
  });

  it('U6: call an unknown price unknown, and tell what is listed only', () => {
    const row = modelRows([], [offers('relay', listed, [odd])], english)[1];
    assert.ok(row?.kind === 'model' && !row.isConfigured);
    assert.equal(row.description, 'price unknown');
    assert.match(row.detail, /^listed, not configured · 128,000/);
  });

  it('say why a track has no list, and show its targets and the other tracks all the same', () => {
    const failed = { outcome: 'failed', message: 'relay: connection refused.' } as const;
    const rows = modelRows([target], [offers('relay', failed), offers('other', listed, [odd])], english);
    assert.deepEqual(
      rows.map((row) => [row.kind, row.label]),
      [
        ['heading', 'relay'],
        ['model', 'gpt-4.1'],
        ['note', 'No list of models'],
        ['heading', 'other'],
        ['model', 'odd'],
      ],
    );
  });
});
