/** `dualtrack/ask`: one request, its streamed parts, and its result. */
import * as z from 'zod';
import { failureSchema } from './failure.ts';
import { chatSchema } from './message.ts';
import { nanoUsdSumSchema } from './money-schema.ts';
import { partSchema } from './part.ts';
import { usageSchema } from './usage-schema.ts';

/** Who asked, for attribution on every ledger row. The connection adds client and window. */
const originSchema = z.object({
  command: z.string().max(100).optional(),
  language: z.string().max(100).optional(),
  workspace: z.string().max(1000).optional(),
  branch: z.string().max(300).optional(),
  conversation: z.string().max(200).optional(),
  /** The request this one follows or serves: a follow-up's question before it, an agent's request of its sub-request. */
  parentRequest: z.string().max(200).optional(),
});

const needSchema = z
  .string('must be the name of a feature, such as "images"')
  .regex(/^[A-Za-z0-9_-]{1,50}$/, 'must be the name of a feature, such as "images"');
const above0 = () => z.number('must be a number above 0').positive('must be a number above 0');

export const askParamsSchema = z.object({
  chat: chatSchema,
  /** A profile's name; absent: the configuration's `activeProfile`. */
  profile: z.string().max(200, 'must have at most 200 characters').optional(),
  /** `MODEL` (any track of the profile that has it) or `MODEL@TRACK` (pinned); absent: the profile decides. */
  model: z.string().min(1, 'must not be empty').max(500, 'must have at most 500 characters').optional(),
  /** Features the answer needs, such as `tools`, `images`, `grounding`. */
  needs: z.array(needSchema, 'must be a list of features').max(20, 'must name at most 20 features').optional(),
  maxFirstPartMs: above0().optional(),
  maxCostUsd: above0().optional(),
  /** The person said yes to going over hard budgets with this one request. */
  allowOverBudget: z.boolean().optional(),
  /** How the upstream is asked; the parts are the same. Absent: true. */
  stream: z.boolean().optional(),
  origin: originSchema.optional(),
  /** Parts are reported as `$/progress` on this token; without it only the result comes. */
  partialResultToken: z.union([z.string(), z.number()]).optional(),
});
export type AskParams = z.infer<typeof askParamsSchema>;

/** One entry of the route: a target tried, skipped or left out, with the reason, in the order it happened. */
export const routeEntrySchema = z.object({
  target: z.string(),
  outcome: z.enum(['served', 'failed', 'skipped', 'excluded', 'unused']),
  reason: z.string(),
});
export type RouteEntry = z.infer<typeof routeEntrySchema>;

/** What `$/progress` carries: first the id, then a note for each target tried, and the parts as they come. */
export const askProgressSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), requestId: z.string() }),
  z.object({ kind: z.literal('trying'), target: z.string(), attempt: z.number().int(), reason: z.string() }),
  z.object({ kind: z.literal('parts'), parts: z.array(partSchema) }),
]);
export type AskProgress = z.infer<typeof askProgressSchema>;

export const askResultSchema = z.object({
  requestId: z.string(),
  /** The text of choice 0, all of it that came. */
  text: z.string(),
  /** False when the stream ended before its finish reason: what came is kept, and `failure` says why. */
  complete: z.boolean(),
  failure: failureSchema.optional(),
  finishReason: z.string().optional(),
  target: z.string(),
  /** The model the upstream says it used, when it says so. */
  servedModel: z.string().optional(),
  profile: z.string(),
  /** Tries that reached an upstream. */
  attempts: z.number().int(),
  /** `null` when the upstream reported none. */
  usage: usageSchema.nullable(),
  /** True when usage is the upstream's own count; false when it is our estimate (shown with ≈). */
  measured: z.boolean(),
  /** Over all attempts of the request that are billable; `null` when any of them is unknown. */
  listCostNanoUsd: nanoUsdSumSchema.nullable(),
  billedCostNanoUsd: nanoUsdSumSchema.nullable(),
  simulated: z.boolean(),
  /** From acceptance to the first content part; `null` when none came. */
  firstPartMs: z.number().nullable(),
  totalMs: z.number(),
  route: z.array(routeEntrySchema),
  /** What of the request was left out at the target that served, because its dialect cannot say it; each a sentence. */
  warnings: z.array(z.string()).optional(),
  /** What the answer rests on, by its provider's word, each address once; absent: nothing was named. */
  sources: z.array(z.object({ url: z.string(), title: z.string().optional() })).optional(),
});
export type AskResult = z.infer<typeof askResultSchema>;
