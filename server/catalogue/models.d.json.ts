/** The type of `models.json`: what the schema says of it, which a test holds it to. */
declare const models: import('./model-entry.ts').CatalogueData;
export = models;
