/** The schema of a usage; apart from its sums, so that what only adds loads no schemas. */
import * as z from 'zod';
import type { Usage } from './usage.ts';

const tokens = z.number().int().nonnegative();

export const usageSchema = z.object({
  inputTokens: tokens,
  cacheReadTokens: tokens,
  cacheWriteTokens: tokens,
  cacheWrite1hTokens: tokens,
  outputTokens: tokens,
  reasoningTokens: tokens,
  imageInputTokens: tokens,
  audioInputTokens: tokens,
  imageOutputTokens: tokens,
  audioOutputTokens: tokens,
  inconsistent: z.boolean(),
}) satisfies z.ZodType<Usage>;
