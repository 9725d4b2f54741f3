/**
 * What we read of a message and of the events that build one. A field of an unexpected shape counts as absent: one odd
 * field must not cost the answer.
 */
import * as z from 'zod';
import { optional, optionalText as text } from '../lenient-schema.ts';

const citationSchema = z.object({ url: text, title: text });
export type Citation = z.infer<typeof citationSchema>;

const blockSchema = z.object({
  type: z.string(),
  text,
  thinking: text,
  signature: text,
  /** Of a thought that is kept secret. */
  data: text,
  id: text,
  name: text,
  input: z.unknown().optional(),
  citations: optional(z.array(citationSchema)),
});
export type Block = z.infer<typeof blockSchema>;

const deltaSchema = z.object({
  type: text,
  text,
  thinking: text,
  signature: text,
  partial_json: text,
  citation: optional(citationSchema),
  stop_reason: text,
  stop_details: optional(z.object({ explanation: text })),
});
export type Delta = z.infer<typeof deltaSchema>;

/** Usage is kept as told: its own schema reads it. */
export const messageSchema = z.object({
  type: z.literal('message'),
  id: text,
  model: text,
  content: z.array(blockSchema),
  stop_reason: text,
  stop_details: optional(z.object({ explanation: text })),
  usage: z.unknown().optional(),
});
export type AnswerMessage = z.infer<typeof messageSchema>;

export const eventSchema = z.object({
  type: z.string(),
  index: optional(z.number().int().nonnegative()),
  message: optional(z.object({ id: text, model: text, usage: z.unknown().optional() })),
  content_block: optional(blockSchema),
  delta: optional(deltaSchema),
  usage: z.unknown().optional(),
  error: z.unknown().optional(),
});
export type AnswerEvent = z.infer<typeof eventSchema>;
