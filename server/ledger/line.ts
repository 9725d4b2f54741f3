/**
 * The lines of the journal: their shape. Keys are short since there are two lines an attempt for ever; the schemas below
 * say what each stands for. No line holds a prompt or an answer.
 */
import * as z from 'zod';
import { failureKindSchema } from '../../protocol/failure.ts';
import { abortPolicies } from '../../protocol/spend.ts';

const count = z.number().int().nonnegative();
const text = z.string();
const textOrNull = z.string().nullable();
const flag = z.literal([0, 1]);
const rate = count.nullable();

/** input, output, cacheRead, cacheWrite, cacheWrite1h, reasoning, imageInput, audioInput, imageOutput, audioOutput (pico-USD a token). */
const rates = [count, count, rate, rate, rate, rate, rate, rate, rate, rate] as const;
const ratesSchema = z.tuple([...rates]);

/** The rates, source, asOf; then, for the few prices that have them, pico-USD a request, the tiers (bound, rates), until. */
const priceSchema = z.tuple([
  ...rates,
  text,
  textOrNull,
  count.optional(),
  z.array(z.tuple([count, ...rates])).optional(),
  text.optional(),
]);

/** input, cacheRead, cacheWrite, cacheWrite1h, output, reasoning, imageInput, audioInput, imageOutput, audioOutput, inconsistent. */
const usageSchema = z.tuple([count, count, count, count, count, count, count, count, count, count, flag]);

const numbered = {
  /** Counts the lines over all segments: the order in which things happened, whatever the clock said. */
  n: count,
};

const segmentSchema = z.object({
  t: z.literal('segment'),
  ...numbered,
  /** The version of this form. */
  v: z.literal(1),
  /** UTC month, `2026-11`. Attempts stand in the segment of the month they started in. */
  month: z.string().regex(/^\d{4}-\d\d$/),
  /** The segment in use before and its last hash then, so that one taken away shows. */
  after: z.object({ month: text, hash: text }).nullable(),
});

const intentSchema = z.object({
  t: z.literal('intent'),
  ...numbered,
  /** Started at, milliseconds since 1970. */
  at: z.number().int(),
  /** Request and attempt. */
  r: text,
  a: z.number().int().positive(),
  /** Model, track. The target is `m@k`. */
  m: text,
  k: text,
  /** Profile. */
  p: text,
  /** Client, window, workspace, branch, language, command, conversation; the parent request where there is one. */
  o: z.tuple([text, textOrNull, textOrNull, textOrNull, textOrNull, textOrNull, textOrNull, text.optional()]),
  /** First attempt of its request: 1 at all, 2 at this target, 4 of this model, 8 on this track; added up. */
  f: count,
  /** Simulated. */
  s: flag,
  /** The most it is expected to use: input tokens, output tokens; and what was held for it in budgets, in nano-USD. */
  w: z.tuple([count, count, count.optional()]),
  /** Nominal price, list price, terms (currency, perListUsd, fxPerUsd). */
  q: z.tuple([priceSchema.nullable(), priceSchema.nullable(), z.tuple([text, text, text])]),
  /** 1: the target has prices, and none of them held then. */
  v: z.literal(1).optional(),
});

const settlementSchema = z.object({
  t: z.literal('settle'),
  ...numbered,
  /** Settled at, milliseconds since 1970. */
  at: z.number().int(),
  r: text,
  a: z.number().int().positive(),
  /** Outcome. `unknown`: the daemon ended before the attempt did. */
  e: z.union([z.literal('success'), failureKindSchema, z.literal('unknown')]),
  /** Billable, measured, simulated. */
  b: flag,
  d: flag,
  s: flag,
  /** Usage, and the provider's own block. */
  u: usageSchema.nullable(),
  raw: z.unknown(),
  /** List and billed cost in nano-USD; `null` is unknown. */
  l: z.number().int().nullable(),
  c: z.number().int().nullable(),
  /** Notes on how it was priced. */
  x: z.array(text).optional(),
  /** First part and total, milliseconds. */
  fp: z.number().nullable(),
  tt: z.number(),
  /** The model the upstream said it used. */
  sm: textOrNull,
  /** The policy it was booked by, where its caller had gone before its end. */
  ab: z.enum(abortPolicies).optional(),
});

/** Billable, list cost, billed cost, what it counts for in budgets. */
const verdictSchema = z.tuple([flag, z.number().int().nullable(), z.number().int().nullable(), count]);

/** A compensating entry: what an attempt comes to from here on. The lines it is about stay as they are. */
const correctionSchema = z.object({
  t: z.literal('correct'),
  ...numbered,
  /** Corrected at, milliseconds since 1970. */
  at: z.number().int(),
  /** Its own name: the latest correction asked for again under it is no second one. */
  id: text,
  r: text,
  a: z.number().int().positive(),
  /** When the attempt started, its model, track, profile; client, workspace, branch: where the difference is booked. */
  st: z.number().int(),
  m: text,
  k: text,
  p: text,
  o: z.tuple([text, textOrNull, textOrNull]),
  /** Before and after. */
  was: verdictSchema,
  now: verdictSchema,
  /** What was billed by estimate before, and no longer is; absent: nothing. */
  e: count.optional(),
  /** Why, in the words of whoever corrected it. */
  y: text,
});

export const lineSchema = z.discriminatedUnion('t', [segmentSchema, intentSchema, settlementSchema, correctionSchema]);

export const storedIntentSchema = intentSchema;
export const storedCorrectionSchema = correctionSchema;
export type IntentLine = z.infer<typeof intentSchema>;
export type SettlementLine = z.infer<typeof settlementSchema>;
export type CorrectionLine = z.infer<typeof correctionSchema>;
export type Verdict = z.infer<typeof verdictSchema>;
export type Line = z.infer<typeof lineSchema>;
export type StoredPrice = z.infer<typeof priceSchema>;
export type StoredRates = z.infer<typeof ratesSchema>;
export type StoredUsage = z.infer<typeof usageSchema>;
