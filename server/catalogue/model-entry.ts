/** What the catalogue's data looks like: facts on models, and what they cost where, each with its source and date. */
import * as z from 'zod';
import { features, goodForTags, namesOf } from '../../protocol/features.ts';
import { text, wholeAbove0 } from '../../protocol/field.ts';
import { priceSchema } from '../../protocol/model-configuration.ts';

/** Those of whom the catalogue knows prices; `google` is the Gemini API. */
const sellers = [
  'openai',
  'anthropic',
  'google',
  'vertex',
  'deepseek',
  'mistral',
  'xai',
  'groq',
  'openrouter',
  'moonshot',
  'zai',
  'alibaba',
  'minimax',
  'cohere',
] as const;
export type Seller = (typeof sellers)[number];

const offerSchema = z.strictObject({
  /** Who asks this price, and what the model is called there. */
  at: z.partialRecord(z.enum(sellers), text(120)),
  price: priceSchema.required({ asOf: true }),
  /** The tables that say so. */
  source: text(100),
});
export type Offer = z.infer<typeof offerSchema>;

export const modelEntrySchema = z.strictObject({
  name: text(100),
  /** Who made it; their own price is its list price. */
  vendor: text(40),
  /** Other names of exactly this model at this price: dated ones, a vendor's spelling. */
  aliases: z.array(text(120)).optional(),
  /** Tokens. */
  contextWindow: wholeAbove0().optional(),
  maxOutputTokens: wholeAbove0().optional(),
  features: z.array(z.enum(namesOf(features))),
  goodFor: z.array(z.enum(namesOf(goodForTags))).optional(),
  /** Reasons unasked and shows nothing of it: the first part takes its time. */
  reasonsInSilence: z.boolean().optional(),
  released: z.iso.date().optional(),
  offers: z.array(offerSchema).optional(),
});
export type ModelEntry = z.infer<typeof modelEntrySchema>;

export const catalogueDataSchema = z.strictObject({
  /** Of the tables it was made from. */
  asOf: z.iso.date(),
  models: z.array(modelEntrySchema).max(5_000),
});
export type CatalogueData = z.infer<typeof catalogueDataSchema>;
