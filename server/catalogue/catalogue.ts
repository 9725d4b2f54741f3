/** Looks models up by any of their exact names. Nothing is guessed: a name that is not listed is not known. */
import type { CatalogueData, ModelEntry } from './model-entry.ts';
import { type Price, toPrice } from './price.ts';

export interface CatalogueModel {
  readonly name: string;
  readonly vendor: string;
  /** Tokens; `null`: not known. */
  readonly contextWindow: number | null;
  readonly maxOutputTokens: number | null;
  readonly features: ReadonlySet<string>;
  readonly goodFor: ReadonlySet<string>;
  readonly reasonsInSilence: boolean;
  /** What its vendor asks; `null`: its vendor sells it nowhere, or asks a price that is not known. */
  readonly listPrice: Price | null;
  /** By who sells it, where that price is known. */
  readonly offers: ReadonlyMap<string, SoldAt>;
}

export interface SoldAt {
  /** What the seller calls the model. */
  readonly name: string;
  readonly price: Price;
}

export interface Catalogue {
  readonly models: readonly CatalogueModel[];
  /** By its name or one of its aliases, in small or large letters; `null`: not known. */
  find(name: string): CatalogueModel | null;
}

/** Throws when two models go by one name: it would have two prices. */
export function createCatalogue({ models }: CatalogueData): Catalogue {
  const all = models.map(modelOf);
  const byName = new Map<string, CatalogueModel>();
  for (const [index, { name, aliases = [] }] of models.entries()) {
    const model = all[index];
    for (const known of [name, ...aliases]) {
      const key = known.toLowerCase();
      if (model === undefined || byName.has(key)) throw new RangeError(`the catalogue has "${known}" twice`);
      byName.set(key, model);
    }
  }
  return { models: all, find: (name) => byName.get(name.toLowerCase()) ?? null };
}

function modelOf(entry: ModelEntry): CatalogueModel {
  const offers = new Map<string, SoldAt>();
  for (const { at, price: settings, source } of entry.offers ?? []) {
    const price = toPrice(settings, `catalogue (${source})`);
    for (const [seller, name] of Object.entries(at)) offers.set(seller, { name, price });
  }
  return {
    name: entry.name,
    vendor: entry.vendor,
    contextWindow: entry.contextWindow ?? null,
    maxOutputTokens: entry.maxOutputTokens ?? null,
    features: new Set(entry.features),
    goodFor: new Set(entry.goodFor),
    reasonsInSilence: entry.reasonsInSilence ?? false,
    listPrice: offers.get(entry.vendor)?.price ?? null,
    offers,
  };
}
