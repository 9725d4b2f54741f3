/** A person's own catalogue: over the one that ships, checked by the same schema, and the last good one kept. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { ModelEntry } from '../../../server/catalogue/model-entry.ts';
import { createOverride } from '../../../server/catalogue/override.ts';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import { readCatalogueFile } from '../../../server/daemon/configuration-file.ts';

function catalogueFile(...models: readonly ModelEntry[]): string {
  return JSON.stringify({ asOf: '2026-11-01', models });
}

function own(name: string, inputUsdPerMTok: number): ModelEntry {
  const price = { inputUsdPerMTok, outputUsdPerMTok: 1, asOf: '2026-11-01' };
  return {
    name,
    vendor: 'openai',
    features: ['tools'],
    offers: [{ at: { openai: name }, price, source: 'our contract' }],
  };
}

describe('a catalogue of one’s own', () => {
  it('adds models, and stands in place of those of the same name', () => {
    const override = createOverride(() => catalogueFile(own('house-model', 3), own('gpt-4.1-2025-04-14', 1)));
    const { catalogue, problem } = override('own.json');
    assert.equal(problem, null);
    assert.equal(catalogue.find('house-model')?.listPrice?.inputPicoUsd, 3_000_000);
    assert.equal(catalogue.find('gpt-4.1-2025-04-14')?.listPrice?.inputPicoUsd, 1_000_000);
    assert.equal(catalogue.find('gpt-4.1'), null, 'it went by one of the names');
    assert.equal(catalogue.find('o3')?.listPrice?.inputPicoUsd, 2_000_000);
  });

  it('S3: stays in force as it last was good, and says why it is not now', () => {
    let text: string | Error = catalogueFile(own('house-model', 3));
    const override = createOverride(() => {
      if (text instanceof Error) throw text;
      return text;
    });
    override('own.json');
    for (const [broken, why] of [
      ['{"models":', /JSON/],
      [
        catalogueFile(own('house-model', 8_000_000)),
        /models\.0\.offers\.0\.price\.inputUsdPerMTok: must be at most 10000/,
      ],
      [catalogueFile(own('house-model', 3), own('HOUSE-model', 4)), /"HOUSE-model" twice/],
      [new Error('it does not exist'), /it does not exist/],
    ] as const) {
      text = broken;
      const { catalogue, problem } = override('own.json');
      assert.match(problem ?? '', why);
      assert.equal(catalogue.find('house-model')?.listPrice?.inputPicoUsd, 3_000_000);
    }
    text = catalogueFile(own('house-model', 5));
    const mended = override('own.json');
    assert.deepEqual(
      [mended.problem, mended.catalogue.find('house-model')?.listPrice?.inputPicoUsd],
      [null, 5_000_000],
    );
    assert.equal(override(null).catalogue.find('house-model'), null);
  });

  it('S3: is refused above 1 MiB, told by field, rule and value, while the catalogue that ships counts', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dualtrack-catalogue-'));
    try {
      const file = join(folder, 'own.json');
      await writeFile(file, ' '.repeat(1024 * 1024 + 1));
      const relay = { provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', models: { 'gpt-4.1': {} } };
      const settings = { catalogueFile: file, tracks: { relay } };
      const { problems, targets } = createConfigurationStore(settings, undefined, readCatalogueFile).current();
      assert.deepEqual(
        problems.map(({ message }) => message),
        [
          `catalogueFile must name a catalogue that can be read (it has 1048577 bytes, and at most 1048576 are read), got "${file}"`,
        ],
      );
      assert.equal(targets.get('gpt-4.1@relay')?.listPrice?.inputPicoUsd, 2_000_000);
      await writeFile(file, catalogueFile(own('gpt-4.1', 1)));
      const mended = createConfigurationStore(settings, undefined, readCatalogueFile).current();
      assert.equal(mended.targets.get('gpt-4.1@relay')?.listPrice?.source, 'catalogue (our contract)');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
