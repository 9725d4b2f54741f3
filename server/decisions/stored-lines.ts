/** The lines in which decisions are kept: targets and profiles once, and each decision by reference to them. No text of any request. */
import * as z from 'zod';
import { routeEntrySchema } from '../../protocol/ask.ts';
import {
  askedSchema,
  exclusionSchema,
  localTimeSchema,
  requestFactsSchema,
  requestOutcomeSchema,
  targetHealthSchema,
} from '../../protocol/explain.ts';
import { profileSchema } from '../../protocol/profile-configuration.ts';
import { whenSchema } from '../../protocol/rule-configuration.ts';
import { strategies } from '../../protocol/strategy.ts';
import { providerKinds } from '../../protocol/track-configuration.ts';
import { unheardOf } from '../routing/candidate.ts';

const picoUsd = z.number();
const optionalPicoUsd = picoUsd.nullable();

const ratesSchema = z.object({
  inputPicoUsd: picoUsd,
  outputPicoUsd: picoUsd,
  cacheReadPicoUsd: optionalPicoUsd,
  cacheWritePicoUsd: optionalPicoUsd,
  cacheWrite1hPicoUsd: optionalPicoUsd,
  reasoningPicoUsd: optionalPicoUsd,
  imageInputPicoUsd: optionalPicoUsd,
  audioInputPicoUsd: optionalPicoUsd,
  imageOutputPicoUsd: optionalPicoUsd,
  audioOutputPicoUsd: optionalPicoUsd,
});

const priceSchema = ratesSchema.extend({
  perRequestPicoUsd: picoUsd,
  tiers: z.array(ratesSchema.extend({ aboveInputTokens: z.number() })),
  source: z.string(),
  asOf: z.string().nullable(),
  until: z.string().nullable(),
});

const tokens = z.number().nullable();

const storedTargetSchema = z.object({
  name: z.string(),
  model: z.string(),
  /** Absent: the same. */
  upstreamModel: z.string().optional(),
  nominalPrice: priceSchema.nullable(),
  contextWindow: tokens,
  maxOutputTokens: tokens,
  simulated: z.boolean(),
  features: z.array(z.string()).nullable(),
  goodFor: z.array(z.string()),
  priorFirstPartMs: z.number().nullable(),
  track: z.object({
    name: z.string(),
    provider: z.enum(providerKinds),
    region: z.string().nullable(),
    terms: z.object({ currency: z.string(), perListUsd: z.string(), fxPerUsd: z.string() }),
  }),
});
export type StoredTarget = z.infer<typeof storedTargetSchema>;

const storedRuleSchema = z.object({
  name: z.string(),
  why: z.string().nullable(),
  when: whenSchema,
  only: z.array(z.string()).nullable(),
  excluded: z.array(z.string()),
  strategy: z.enum(strategies).nullable(),
  anyModel: z.boolean(),
});

export const storedProfileSchema = z.object({
  name: z.string(),
  settings: profileSchema.pick({
    strategy: true,
    weights: true,
    unknownModel: true,
    constraints: true,
    affinity: true,
    maxOutputTokens: true,
  }),
  fallback: z.array(z.string()),
  rules: z.array(storedRuleSchema),
});
export type StoredProfile = z.infer<typeof storedProfileSchema>;

const { shape } = targetHealthSchema;

/** What there was nothing to tell of is left out. */
const storedHealthSchema = z.object({
  breaker: shape.breaker.default(unheardOf.breaker),
  reopensInMs: shape.reopensInMs.default(unheardOf.reopensInMs),
  failuresInARow: shape.failuresInARow.default(unheardOf.failuresInARow),
  recentAttempts: shape.recentAttempts.default(unheardOf.recentAttempts),
  recentFailures: shape.recentFailures.default(unheardOf.recentFailures),
  attempts: shape.attempts.default(unheardOf.attempts),
  failures: shape.failures.default(unheardOf.failures),
  firstPartP50Ms: shape.firstPartP50Ms.default(unheardOf.firstPartP50Ms),
  firstPartP95Ms: shape.firstPartP95Ms.default(unheardOf.firstPartP95Ms),
  totalP50Ms: shape.totalP50Ms.default(unheardOf.totalP50Ms),
  room: shape.room.default(unheardOf.room),
});

/** Input tokens, the bound of the output, its usual length, warm input tokens. */
const storedExpectationSchema = z.tuple([z.number(), z.number(), z.number().nullable(), z.number()]);

const id = z.string();

export const lineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('target'), id, target: storedTargetSchema }),
  z.object({ kind: z.literal('profile'), id, profile: storedProfileSchema }),
  z.object({
    kind: z.literal('decision'),
    requestId: id,
    atEpochMs: z.number(),
    /** The ids of lines before this one. */
    profile: id,
    facts: requestFactsSchema,
    localTime: localTimeSchema.nullable(),
    asked: askedSchema,
    home: z.string().nullable(),
    candidates: z.array(z.object({ target: id, health: storedHealthSchema, expected: storedExpectationSchema })),
    /** What they were compared by follows from the inputs. */
    targets: z.array(exclusionSchema),
    excluded: z.array(exclusionSchema),
  }),
  z.object({
    kind: z.literal('outcome'),
    requestId: id,
    outcome: requestOutcomeSchema,
    attempts: z.number().int(),
    route: z.array(routeEntrySchema),
  }),
]);
export type Line = z.infer<typeof lineSchema>;
/** As it is written. */
export type LineToWrite = z.input<typeof lineSchema>;
export type LineOf<Kind extends Line['kind']> = Extract<Line, { readonly kind: Kind }>;
