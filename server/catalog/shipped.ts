/** The catalogue that ships with the product, as `scripts/catalogue.ts` wrote it. */
import { type Catalog, createCatalog } from './catalog.ts';
import { type CatalogData, catalogDataSchema } from './model-entry.ts';
import models from './models.json' with { type: 'json' };

export const shippedData: CatalogData = catalogDataSchema.parse(models);
export const shippedCatalog: Catalog = createCatalog(shippedData);
