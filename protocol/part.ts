/** A part: one element of a streamed answer. A whole body yields the same parts as a stream. */
import * as z from 'zod';
import { usageSchema } from './usage-schema.ts';

const finishReasons = ['stop', 'length', 'tool-calls', 'content-filter', 'other'] as const;

const choiceIndex = z.number().int().nonnegative();
/** Fields of the provider's own, passed through to whoever speaks its dialect. */
const vendorFields = z.record(z.string(), z.unknown()).optional();

export const partSchema = z.discriminatedUnion('type', [
  /** `logprobs` is the provider's own value for these tokens, passed through to who asked for it. */
  z.object({ type: z.literal('text-delta'), choiceIndex, text: z.string(), logprobs: z.unknown().optional() }),
  z.object({ type: z.literal('reasoning-delta'), choiceIndex, text: z.string() }),
  /**
   * A piece of one tool call: pieces with the same `toolIndex` join; `id`, `name` and `callType` come with the first,
   * `argumentsDelta` (JSON text; the input of a `custom` tool is any text) with any of them.
   */
  z.object({
    type: z.literal('tool-call'),
    choiceIndex,
    toolIndex: z.number().int().nonnegative(),
    id: z.string().optional(),
    name: z.string().optional(),
    /** The provider's word for a tool that is no function. */
    callType: z.string().optional(),
    argumentsDelta: z.string(),
    vendor: vendorFields,
  }),
  z.object({ type: z.literal('image'), choiceIndex, mediaType: z.string(), dataBase64: z.string() }),
  z.object({
    type: z.literal('audio'),
    choiceIndex,
    mediaType: z.string(),
    dataBase64: z.string(),
    transcript: z.string().optional(),
    /** Such as the id by which later requests refer to it. */
    vendor: vendorFields,
  }),
  z.object({
    type: z.literal('source'),
    choiceIndex,
    url: z.string(),
    title: z.string().optional(),
    /** It is an image of the answer, given by its address. */
    isImage: z.literal(true).optional(),
    /** Such as the place in the text that it stands for. */
    vendor: vendorFields,
  }),
  z.object({ type: z.literal('refusal'), choiceIndex, text: z.string(), logprobs: z.unknown().optional() }),
  /**
   * Fields of the answer, of one of its choices and of that choice's message that we do not interpret, as the provider
   * names them. They come before the parts they came with.
   */
  z.object({
    type: z.literal('vendor'),
    choiceIndex,
    answer: vendorFields,
    choice: vendorFields,
    message: vendorFields,
  }),
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
    case 'source':
      return true;
    case 'audio':
      return part.dataBase64 !== '' || part.transcript !== undefined;
    case 'vendor':
    case 'usage':
    case 'finish':
      return false;
  }
}

/** Whether it is text and nothing beside it, so that it may be joined with its neighbour of the same kind and choice. */
export function isPlainText(part: Part): part is Extract<Part, { type: 'text-delta' | 'reasoning-delta' }> {
  return part.type === 'reasoning-delta' || (part.type === 'text-delta' && part.logprobs === undefined);
}
