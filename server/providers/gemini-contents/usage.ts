/** From Gemini's `usageMetadata` to our decomposition, in which no token stands twice. */
import * as z from 'zod';
import { noUsage, totalInputTokens, totalOutputTokens, type Usage } from '../../../protocol/usage.ts';
import { optional } from '../lenient-schema.ts';
import { reportedTokens } from '../reported-tokens.ts';

const detailsSchema = optional(
  z.array(z.object({ modality: optional(z.union([z.string(), z.number()])), tokenCount: reportedTokens })),
);
type Details = z.infer<typeof detailsSchema>;

const usageMetadataSchema = z.object({
  promptTokenCount: reportedTokens,
  cachedContentTokenCount: reportedTokens,
  candidatesTokenCount: reportedTokens,
  thoughtsTokenCount: reportedTokens,
  toolUsePromptTokenCount: reportedTokens,
  totalTokenCount: reportedTokens,
  promptTokensDetails: detailsSchema,
  cacheTokensDetails: detailsSchema,
  candidatesTokensDetails: detailsSchema,
  toolUsePromptTokensDetails: detailsSchema,
});

/**
 * Reads a block; `null` when it does not say how much went in. It is cumulative: the last one of a stream counts.
 *
 * Cached tokens stand inside the prompt, thoughts and what tools brought in beside prompt and candidates: total =
 * prompt + candidates + thoughts + tool use. A block that does not add up is given as told, never negative, and marked
 * `inconsistent`. Counts of zero are left out of the block.
 */
export function toUsage(block: unknown): Usage | null {
  const parsed = usageMetadataSchema.safeParse(block);
  if (!parsed.success) return null;
  const told = parsed.data;
  if (told.promptTokenCount === null || told.promptTokenCount === undefined) return null;
  const cached = told.cachedContentTokenCount ?? 0;
  const fresh = (modality: Modality) =>
    Math.max(0, of(modality, told.promptTokensDetails) - of(modality, told.cacheTokensDetails)) +
    of(modality, told.toolUsePromptTokensDetails);
  const imageInputTokens = fresh('IMAGE');
  const audioInputTokens = fresh('AUDIO');
  const imageOutputTokens = of('IMAGE', told.candidatesTokensDetails);
  const audioOutputTokens = of('AUDIO', told.candidatesTokensDetails);
  const prompt = told.promptTokenCount + (told.toolUsePromptTokenCount ?? 0);
  const usage: Usage = {
    ...noUsage,
    inputTokens: Math.max(0, prompt - cached - imageInputTokens - audioInputTokens),
    cacheReadTokens: cached,
    outputTokens: Math.max(0, (told.candidatesTokenCount ?? 0) - imageOutputTokens - audioOutputTokens),
    reasoningTokens: told.thoughtsTokenCount ?? 0,
    imageInputTokens,
    audioInputTokens,
    imageOutputTokens,
    audioOutputTokens,
  };
  const sum = totalInputTokens(usage) + totalOutputTokens(usage);
  return { ...usage, inconsistent: sum !== (told.totalTokenCount ?? sum) };
}

/** Video and documents cost what text does, and count as such. */
type Modality = 'IMAGE' | 'AUDIO';
const modalityNumbers: Readonly<Record<Modality, number>> = { IMAGE: 2, AUDIO: 4 };

function of(modality: Modality, details: Details): number {
  const names: readonly unknown[] = [modality, modalityNumbers[modality]];
  return (details ?? [])
    .filter((detail) => names.includes(detail.modality))
    .reduce((sum, detail) => sum + (detail.tokenCount ?? 0), 0);
}
