/** The usage blocks of OpenAI's dialect and its relatives, as we read them; counts in order are known by hand, which is much cheaper. */
import * as z from 'zod';

/** No model reads or writes as much at once; a relay's slip beyond it would spoil every sum it is added to. */
const mostTokens = 100_000_000;
const count = z.number().int().nonnegative().max(mostTokens).nullish().catch(null);

export const usageBlockSchema = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  total_tokens: count,
  /** Relays that hand Anthropic's block through. */
  input_tokens: count,
  output_tokens: count,
  prompt_tokens_details: z
    .object({
      cached_tokens: count,
      cache_write_tokens: count,
      /** Where relays put it. */
      cached_creation_tokens: count,
      audio_tokens: count,
      image_tokens: count,
    })
    .nullish()
    .catch(null),
  completion_tokens_details: z
    .object({ reasoning_tokens: count, audio_tokens: count, image_tokens: count })
    .nullish()
    .catch(null),
  /** DeepSeek. */
  prompt_cache_hit_tokens: count,
  /** Together, Moonshot, Hugging Face. */
  cached_tokens: count,
  /** Mistral. */
  num_cached_tokens: count,
  /** Anthropic, through relays. */
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
  cache_creation: z
    .object({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count })
    .nullish()
    .catch(null),
  reasoning_tokens: count,
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

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
