/**
 * What we read of a chunk or a whole answer, from OpenAI and its many relatives. A field of an unexpected shape counts
 * as absent: one odd field must not cost the answer.
 */
import * as z from 'zod';
import { listOf, optional, optionalText as text } from '../lenient-schema.ts';

const index = optional(z.number().int().nonnegative());

const functionSchema = z.looseObject({ name: text, arguments: z.unknown().optional() });

const toolCallSchema = z.looseObject({
  index,
  id: text,
  type: text,
  function: optional(functionSchema),
  /** A tool that is no function: its input is a text. */
  custom: optional(z.object({ name: text, input: text })),
});
export type AnswerCall = z.infer<typeof toolCallSchema>;

const contentItemSchema = z.object({
  type: text,
  text,
  /** Mistral. */
  thinking: optional(z.union([z.string(), z.array(z.object({ text }))])),
  image_url: optional(z.union([z.string(), z.object({ url: z.string() })])),
});
export type ContentItem = z.infer<typeof contentItemSchema>;

const imageSchema = z.object({ image_url: optional(z.object({ url: z.string() })) });

const annotationSchema = z.looseObject({
  url_citation: optional(z.looseObject({ url: z.string(), title: text })),
});
export type Annotation = z.infer<typeof annotationSchema>;

/** `delta` of a chunk and `message` of a whole answer have the same fields. */
const messageSchema = z.looseObject({
  content: optional(z.union([z.string(), z.array(contentItemSchema)])),
  reasoning_content: text,
  reasoning: text,
  reasoning_details: listOf(z.looseObject({ text, summary: text })),
  refusal: text,
  tool_calls: listOf(toolCallSchema),
  function_call: optional(functionSchema),
  audio: optional(z.looseObject({ data: text, transcript: text })),
  images: listOf(imageSchema),
  annotations: listOf(annotationSchema),
});
export type AnswerMessage = z.infer<typeof messageSchema>;

const choiceSchema = z.looseObject({
  index,
  delta: optional(messageSchema),
  message: optional(messageSchema),
  finish_reason: text,
  logprobs: optional(z.record(z.string(), z.unknown())),
  usage: z.unknown().optional(),
});

export const chunkSchema = z.looseObject({
  id: text,
  model: text,
  choices: listOf(choiceSchema),
  usage: z.unknown().optional(),
  error: z.unknown().optional(),
  /** Groq. */
  x_groq: optional(z.object({ usage: z.unknown().optional(), error: z.unknown().optional() })),
  /** Perplexity: over the whole answer, repeated with every chunk. */
  search_results: listOf(z.looseObject({ url: z.string(), title: text })),
  /** Elsewhere they are no addresses. */
  citations: listOf(z.unknown()),
});
export type Chunk = z.infer<typeof chunkSchema>;
export type Choice = NonNullable<Chunk['choices']>[number];
