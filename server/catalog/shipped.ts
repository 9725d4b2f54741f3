/** The catalogue that ships with the product, as `scripts/catalogue.ts` wrote it; a test holds it to its schema. */
import { type Catalog, createCatalog } from './catalog.ts';
import type { CatalogData } from './model-entry.ts';
import models from './models.json' with { type: 'json' };

export const shippedData: CatalogData = models;
export const shippedCatalog: Catalog = createCatalog(shippedData);
