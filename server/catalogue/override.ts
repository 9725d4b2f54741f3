/** A person's own catalogue over the one that ships; while theirs cannot be read, the last good one stays in force. */
import * as z from 'zod';
import { ruleOf } from '../../protocol/issue-rule.ts';
import { errorCode } from '../error-code.ts';
import { type Catalogue, createCatalogue } from './catalogue.ts';
import { type CatalogueData, catalogueDataSchema, type ModelEntry } from './model-entry.ts';
import { shippedCatalogue, shippedData } from './shipped.ts';

export interface Overridden {
  readonly catalogue: Catalogue;
  /** Why the file does not count as it is now; `null`: it does, or there is none. */
  readonly problem: string | null;
}

/** Reads a file whole. Throws where it is not there or too large. */
export type ReadFile = (path: string) => string;

/** The result gives the catalogue for the file that the settings name; `null`: they name none. */
export function createOverride(read: ReadFile): (file: string | null) => Overridden {
  let good: { readonly file: string; readonly text: string; readonly catalogue: Catalogue } | null = null;

  return (file) => {
    if (file === null) {
      good = null;
      return { catalogue: shippedCatalogue, problem: null };
    }
    try {
      const text = read(file);
      if (good === null || good.file !== file || good.text !== text) good = { file, text, catalogue: overriding(text) };
      return { catalogue: good.catalogue, problem: null };
    } catch (error) {
      return { catalogue: good?.catalogue ?? shippedCatalogue, problem: reasonOf(error) };
    }
  };
}

/** The models of the file stand in place of those that go by one of their names. */
function overriding(text: string): Catalogue {
  const { asOf, models: own } = catalogueDataSchema.parse(JSON.parse(text));
  const taken = new Set(own.flatMap(namesIn));
  const left = shippedData.models.filter((model) => !namesIn(model).some((name) => taken.has(name)));
  const data: CatalogueData = { asOf, models: [...own, ...left] };
  return createCatalogue(data);
}

function namesIn({ name, aliases = [] }: ModelEntry): readonly string[] {
  return [name, ...aliases].map((one) => one.toLowerCase());
}

function reasonOf(error: unknown): string {
  // The parser's own words quote the file, which may be another than was meant.
  if (error instanceof SyntaxError) return 'it is not JSON';
  if (errorCode(error) === 'ENOENT') return 'it does not exist';
  if (!(error instanceof z.ZodError)) return error instanceof Error ? error.message : String(error);
  const [issue] = error.issues;
  return `${issue?.path.join('.') || 'it'}: ${issue === undefined ? 'must be a catalogue' : ruleOf(issue)}`;
}
