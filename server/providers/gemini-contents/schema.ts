/**
 * What we read of a chunk or a whole answer of `generateContent`, from the Gemini API and from Vertex AI. A field of an
 * unexpected shape counts as absent: one odd field must not cost the answer.
 */
import * as z from 'zod';
import { listOf, optional, optionalText as text } from '../lenient-schema.ts';

/** Some clients of Vertex AI record the number instead of the name; the readers know both. */
const enumWord = optional(z.union([z.string(), z.number()]));

const partSchema = z.object({
  text,
  /** The text is the model's thought. */
  thought: optional(z.boolean()),
  thoughtSignature: text,
  functionCall: optional(z.object({ id: text, name: text, args: z.unknown().optional() })),
  inlineData: optional(z.object({ mimeType: text, data: text })),
  fileData: optional(z.object({ fileUri: z.string() })),
});
export type ContentPart = z.infer<typeof partSchema>;

const safetyRatingSchema = z.object({ category: enumWord, blocked: optional(z.boolean()) });

const webSourceSchema = z.object({ uri: text, title: text });

const tokenSchema = z.object({ token: text, logProbability: optional(z.number()) });
export type ChosenToken = z.infer<typeof tokenSchema>;

const candidateSchema = z.object({
  index: optional(z.number().int().nonnegative()),
  content: optional(z.object({ parts: listOf(partSchema) })),
  finishReason: enumWord,
  finishMessage: text,
  safetyRatings: listOf(safetyRatingSchema),
  /** `citations` on Vertex AI, `citationSources` at the Gemini API. */
  citationMetadata: optional(
    z.object({ citations: listOf(webSourceSchema), citationSources: listOf(webSourceSchema) }),
  ),
  groundingMetadata: optional(
    z.object({
      groundingChunks: listOf(
        z.object({
          web: optional(webSourceSchema),
          retrievedContext: optional(webSourceSchema),
          maps: optional(webSourceSchema),
        }),
      ),
    }),
  ),
  logprobsResult: optional(
    z.object({
      chosenCandidates: listOf(tokenSchema),
      topCandidates: listOf(z.object({ candidates: listOf(tokenSchema) })),
    }),
  ),
});
export type Candidate = z.infer<typeof candidateSchema>;

export const chunkSchema = z.object({
  candidates: listOf(candidateSchema),
  promptFeedback: optional(
    z.object({ blockReason: enumWord, blockReasonMessage: text, safetyRatings: listOf(safetyRatingSchema) }),
  ),
  usageMetadata: z.unknown().optional(),
  modelVersion: text,
  responseId: text,
  error: z.unknown().optional(),
});
export type Chunk = z.infer<typeof chunkSchema>;
