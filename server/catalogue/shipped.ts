/** The catalogue that ships with the product, as `scripts/catalogue.ts` wrote it; a test holds it to its schema. */
import { type Catalogue, createCatalogue } from './catalogue.ts';
import type { CatalogueData } from './model-entry.ts';
import models from './models.json' with { type: 'json' };

export const shippedData: CatalogueData = models;
export const shippedCatalogue: Catalogue = createCatalogue(shippedData);
