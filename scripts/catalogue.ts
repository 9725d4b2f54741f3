/**
 * Writes the catalogue that ships, from public price tables that lie beside the project; facts only, each with its
 * source and date. What the tables disagree on is printed. Run it with `node scripts/catalogue.ts`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createCatalogue } from '../server/catalogue/catalogue.ts';
import { type CatalogueData, catalogueDataSchema } from '../server/catalogue/model-entry.ts';
import { entryOf } from './catalogue/entry.ts';
import { vendors } from './catalogue/selection.ts';
import { readTables, type Tables } from './catalogue/tables.ts';
import { projectFolder } from './paths.ts';
import { say } from './say.ts';

export const catalogueFile = join(projectFolder, 'server', 'catalogue', 'models.json');

/** Of all three tables. */
const asOf = '2026-08-01';

export interface Generated {
  readonly text: string;
  readonly data: CatalogueData;
  readonly remarks: readonly string[];
}

/** Throws where the result would break the catalogue's own schema, or give two models one name. */
export function generate(tables: Tables): Generated {
  const remarks: string[] = [];
  const models = vendors.flatMap((vendor) =>
    Object.keys(vendor.models).flatMap((name) => {
      const remark = (text: string) => remarks.push(`${name}: ${text}`);
      const entry = entryOf(name, vendor, tables, asOf, remark);
      if (entry === null) remark('no table knows it');
      else if (entry.offers === undefined) remark('no price');
      return entry ?? [];
    }),
  );
  const data = catalogueDataSchema.parse({ asOf, models });
  createCatalogue(data);
  const lines = data.models.map((model) => JSON.stringify(model)).join(',\n');
  return { text: `{"asOf":"${asOf}","models":[\n${lines}\n]}\n`, data, remarks };
}

export function dataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.DUALTRACK_DATA ?? resolve(projectFolder, '../shared/data');
}

/** Rejects where the tables are not there. */
export async function tablesIn(folder: string): Promise<Tables> {
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(folder, 'prices', name), 'utf8'));
  return readTables(
    await read('litellm_model_prices_and_context_window.json'),
    await read('models.dev_selected_providers.json'),
    await read(`openrouter_models_${asOf}.json`),
  );
}

if (import.meta.main) {
  const { text, data, remarks } = generate(await tablesIn(dataFolder()));
  for (const remark of remarks) say(remark);
  await writeFile(catalogueFile, text);
  say(
    `wrote ${data.models.length} models, ${(Buffer.byteLength(text) / 1024).toFixed(1)} KiB; ${remarks.length} remarks`,
  );
}
