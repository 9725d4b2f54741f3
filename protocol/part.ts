/** A part: one element of a streamed answer. A whole body yields the same parts as a stream. */
import * as z from 'zod';
import { usageSchema } from './usage.ts';

export const finishReasons = ['stop', 'length', 'tool-calls', 'content-filter', 'other'] as const;

const choiceIndex = z.number().int().nonnegative();

export const partSchema = z.discriminatedUnion('type', [
  /** `logprobs` is the provider's own value for these tokens, passed through to who asked for it. */
  z.object({ type: z.literal('text-delta'), choiceIndex, text: z.string(), logprobs: z.unknown().optional() }),
  z.object({ type: z.literal('reasoning-delta'), choiceIndex, text: z.string() }),
  /**
   * A piece of one tool call: pieces with the same `toolIndex` join; `id` and `name` come with the first,
   * `argumentsDelta` (JSON text) with any of them.
   */
  z.object({
    type: z.literal('tool-call'),
    choiceIndex,
    toolIndex: z.number().int().nonnegative(),
    id: z.string().optional(),
    name: z.string().optional(),
    argumentsDelta: z.string(),
  }),
  z.object({ type: z.literal('image'), choiceIndex, mediaType: z.string(), dataBase64: z.string() }),
  z.object({
    type: z.literal('audio'),
    choiceIndex,
    mediaType: z.string(),
    dataBase64: z.string(),
    transcript: z.string().optional(),
  }),
  z.object({ type: z.literal('source'), choiceIndex, url: z.string(), title: z.string().optional() }),
  z.object({ type: z.literal('refusal'), choiceIndex, text: z.string() }),
  /** Cumulative: the last one counts, they are never added up. `raw` is the provider's own block, kept for the row. */
  z.object({ type: z.literal('usage'), choiceIndex, usage: usageSchema, raw: z.unknown() }),
  z.object({ type: z.literal('finish'), choiceIndex, reason: z.enum(finishReasons) }),
]);
export type Part = z.infer<typeof partSchema>;
export type FinishReason = (typeof finishReasons)[number];

/**
 * Whether a part commits the request: the first content is delivered, from here nothing is retried and nothing fails
 * over. Role-only and empty deltas do not commit; neither do usage and the finish mark.
 */
export function isContent(part: Part): boolean {
  switch (part.type) {
    case 'text-delta':
    case 'reasoning-delta':
    case 'refusal':
      return part.text !== '';
    case 'tool-call':
    case 'image':
    case 'audio':
    case 'source':
      return true;
    case 'usage':
    case 'finish':
      return false;
  }
}
