/**
 * What we read of a chunk or a whole answer, from OpenAI and its many relatives. A field of an unexpected shape counts
 * as absent: one odd field must not cost the answer.
 */
import * as z from 'zod';

const text = z.string().nullish().catch(null);
const index = z.number().int().nonnegative().nullish().catch(null);
const optional = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().catch(null);
const listOf = <Schema extends z.ZodType>(schema: Schema) => optional(z.array(schema));

const functionSchema = z.object({ name: text, arguments: z.unknown().optional() });

const contentItemSchema = z.object({
  type: text,
  text,
  /** Mistral. */
  thinking: z
    .union([z.string(), z.array(z.object({ text }))])
    .nullish()
    .catch(null),
  image_url: z
    .union([z.string(), z.object({ url: z.string() })])
    .nullish()
    .catch(null),
});
export type ContentItem = z.infer<typeof contentItemSchema>;

const imageSchema = z.object({ image_url: optional(z.object({ url: z.string() })) });

/** `delta` of a chunk and `message` of a whole answer have the same fields. */
const messageSchema = z.object({
  content: z
    .union([z.string(), z.array(contentItemSchema)])
    .nullish()
    .catch(null),
  reasoning_content: text,
  reasoning: text,
  reasoning_details: listOf(z.object({ text, summary: text })),
  refusal: text,
  tool_calls: listOf(z.object({ index, id: text, function: optional(functionSchema) })),
  function_call: optional(functionSchema),
  audio: optional(z.object({ data: text, transcript: text })),
  images: listOf(imageSchema),
  annotations: listOf(z.object({ url_citation: optional(z.object({ url: z.string(), title: text })) })),
});
export type AnswerMessage = z.infer<typeof messageSchema>;

const choiceSchema = z.object({
  index,
  delta: optional(messageSchema),
  message: optional(messageSchema),
  finish_reason: text,
  logprobs: optional(z.looseObject({ content: z.unknown().optional(), refusal: z.unknown().optional() })),
  usage: z.unknown().optional(),
});

export const chunkSchema = z.object({
  id: text,
  model: text,
  choices: listOf(choiceSchema),
  usage: z.unknown().optional(),
  error: z.unknown().optional(),
  /** Groq. */
  x_groq: optional(z.object({ usage: z.unknown().optional(), error: z.unknown().optional() })),
  /** Perplexity: over the whole answer, repeated with every chunk. */
  search_results: listOf(z.object({ url: z.string(), title: text })),
  citations: listOf(z.string()),
});
export type Chunk = z.infer<typeof chunkSchema>;
export type Choice = NonNullable<Chunk['choices']>[number];
