/** `dualtrack/explain`: how a request was routed, from what was known at that moment to what came of it. */
import * as z from 'zod';
import { routeEntrySchema } from './ask.ts';
import { weekdays } from './budget.ts';
import { failureKindSchema } from './failure.ts';

const count = z.number().int().nonnegative();
const durationMs = z.number().nonnegative();
const text = z.string().nullable();

export const explainParamsSchema = z.object({
  requestId: z.string().regex(/^[\w-]{1,200}$/, 'must be the id of a request, such as its answer tells it'),
});

/** What was gone by in the request; no text of it. */
export const requestFactsSchema = z.object({
  model: text,
  needs: z.array(z.string()),
  maxFirstPartMs: z.number().nullable(),
  maxCostUsd: z.number().nullable(),
  /** Estimated from the size of what is sent. */
  inputTokens: z.number().nonnegative(),
  maxOutputTokens: count.nullable(),
  choices: count,
  openAiOnly: text,
  /** What single dialects have no form for, for people; absent: all can take the request. */
  beyond: z
    .object({ gemini: z.string().optional(), anthropic: z.string().optional(), mistral: z.string().optional() })
    .optional(),
  client: z.string(),
  command: text,
  language: text,
  workspace: text,
  branch: text,
  conversation: text,
});

const roomSchema = z.union([durationMs, z.enum(['busy', 'never'])]);

/** How a target was when it was decided. */
export const targetHealthSchema = z.object({
  breaker: z.enum(['closed', 'half-open', 'probing', 'open', 'disabled']),
  reopensInMs: durationMs.nullable(),
  failuresInARow: count,
  recentAttempts: count,
  recentFailures: count,
  attempts: count,
  failures: count,
  firstPartP50Ms: durationMs.nullable(),
  firstPartP95Ms: durationMs.nullable(),
  totalP50Ms: durationMs.nullable(),
  /** Milliseconds until the limits of its track have room. */
  room: roomSchema,
});

/** What was expected of the request there, in tokens. */
export const expectationSchema = z.object({
  inputTokens: z.number().nonnegative(),
  outputBound: count,
  usualOutputTokens: z.number().nonnegative().nullable(),
  warmTokens: z.number().nonnegative(),
});

/** What targets were compared by. Pico-USD: 10⁻¹² $. */
export const figuresSchema = z.object({
  costPicoUsd: z.number().nullable(),
  mostPicoUsd: z.number().nullable(),
  firstPartMs: z.number().nullable(),
  failureShare: z.number(),
});

export const localTimeSchema = z.object({ weekday: z.enum(weekdays), minute: count });
export const askedSchema = z.enum(['profile', 'model', 'target', 'other-model']);
export const requestOutcomeSchema = z.union([z.literal('success'), failureKindSchema]);
export const exclusionSchema = z.object({ target: z.string(), reason: z.string() });
export const placedSchema = z.object({ target: z.string(), reason: z.string(), figures: figuresSchema });

export const explanationSchema = z.object({
  requestId: z.string(),
  /** When it was decided, ISO 8601 in UTC. */
  at: z.string(),
  profile: z.string(),
  strategy: z.string(),
  /** The rule that decided; `null`: none applied. */
  rule: z.object({ name: z.string(), why: text }).nullable(),
  inputs: z.object({
    request: requestFactsSchema,
    asked: askedSchema,
    localTime: localTimeSchema.nullable(),
    /** Where the conversation was answered last, while the cache there was warm. */
    home: text,
    candidates: z.array(z.object({ target: z.string(), health: targetHealthSchema, expected: expectationSchema })),
  }),
  /** In the order in which they were to be tried; `place` counts from 1. */
  plan: z.array(placedSchema.extend({ place: count })),
  excluded: z.array(exclusionSchema),
  /** `null`: it still runs, or the daemon ended before it did. */
  outcome: requestOutcomeSchema.nullable(),
  /** Tries that reached an upstream. */
  attempts: count.nullable(),
  /** What became of each target. */
  route: z.array(routeEntrySchema),
  /** Whether deciding again on the same inputs gives the same plan. */
  recomputed: z.enum(['same', 'different']),
});
export type Explanation = z.infer<typeof explanationSchema>;
