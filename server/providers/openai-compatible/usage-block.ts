/** The usage blocks of OpenAI's dialect and its relatives, as we read them; counts in order are known by hand, which is much cheaper. */
import * as z from 'zod';
import { isObject } from '../../parsed-json.ts';
import { optional } from '../lenient-schema.ts';
import { mostTokens, reportedTokens } from '../reported-tokens.ts';

export const usageBlockSchema = z.object({
  prompt_tokens: reportedTokens,
  completion_tokens: reportedTokens,
  total_tokens: reportedTokens,
  /** Relays that hand Anthropic's block through. */
  input_tokens: reportedTokens,
  output_tokens: reportedTokens,
  prompt_tokens_details: optional(
    z.object({
      cached_tokens: reportedTokens,
      cache_write_tokens: reportedTokens,
      /** Where relays put it. */
      cached_creation_tokens: reportedTokens,
      audio_tokens: reportedTokens,
      image_tokens: reportedTokens,
    }),
  ),
  completion_tokens_details: optional(
    z.object({ reasoning_tokens: reportedTokens, audio_tokens: reportedTokens, image_tokens: reportedTokens }),
  ),
  /** DeepSeek. */
  prompt_cache_hit_tokens: reportedTokens,
  /** Together, Moonshot, Hugging Face. */
  cached_tokens: reportedTokens,
  /** Mistral. */
  num_cached_tokens: reportedTokens,
  /** Anthropic, through relays. */
  cache_read_input_tokens: reportedTokens,
  cache_creation_input_tokens: reportedTokens,
  cache_creation: optional(
    z.object({ ephemeral_5m_input_tokens: reportedTokens, ephemeral_1h_input_tokens: reportedTokens }),
  ),
  reasoning_tokens: reportedTokens,
});
export type UsageBlock = z.infer<typeof usageBlockSchema>;

/** `null`: it is no block. A count of an unexpected shape counts as absent. */
export function readUsageBlock(block: unknown): UsageBlock | null {
  if (isPlainUsage(block)) return block;
  const parsed = usageBlockSchema.safeParse(block);
  return parsed.success ? parsed.data : null;
}

/** Whether the schema gives every field that we read as it stands. */
export function isPlainUsage(block: unknown): block is UsageBlock {
  if (!isObject(block)) return false;
  for (const field in block) {
    if (!read.has(field)) continue;
    const value = block[field];
    if (details.has(field) ? !areDetails(value) : !isCountOrAbsent(value)) return false;
  }
  return true;
}

const read: ReadonlySet<string> = new Set(Object.keys(usageBlockSchema.shape));
const details: ReadonlySet<string> = new Set([
  'prompt_tokens_details',
  'completion_tokens_details',
  'cache_creation',
] satisfies (keyof UsageBlock)[]);

function areDetails(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (!isObject(value)) return false;
  for (const field in value) if (!isCountOrAbsent(value[field])) return false;
  return true;
}

function isCountOrAbsent(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= mostTokens;
}
