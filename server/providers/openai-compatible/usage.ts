/** From the usage blocks of OpenAI's dialect and its relatives to our decomposition, in which no token stands twice. */
import { totalInputTokens, totalOutputTokens, type Usage } from '../../../protocol/usage.ts';
import { readUsageBlock, type UsageBlock } from './usage-block.ts';

/**
 * Reads a block; `null` when it does not say how much went in and came out.
 *
 * Dialects disagree on what the prompt count and the completion count hold. Where they do, the provider's own total
 * decides: xAI counts reasoning, Mistral audio, and Anthropic's relays cached input outside. What no reading makes
 * add up is given as told, never negative, and marked `inconsistent`.
 */
export function toUsage(block: unknown): Usage | null {
  const told = readUsageBlock(block);
  if (told === null) return null;
  const prompt = told.prompt_tokens ?? told.input_tokens ?? null;
  const completion = told.completion_tokens ?? told.output_tokens ?? null;
  if (prompt === null || completion === null) return null;

  const parts = readParts(told);
  const cached = parts.cacheReadTokens + parts.cacheWriteTokens + parts.cacheWrite1hTokens;
  const anthropicsOwn = told.prompt_tokens === null || told.prompt_tokens === undefined;
  const total = told.total_tokens ?? (anthropicsOwn ? prompt + completion + cached : prompt + completion);
  const surplus = total - prompt - completion;
  const outside = findOutside(surplus, anthropicsOwn, {
    cached,
    reasoning: parts.reasoningTokens,
    audio: parts.audioInputTokens,
  });

  const insidePrompt =
    (outside === 'cached' ? 0 : cached) + (outside === 'audio' ? 0 : parts.audioInputTokens) + parts.imageInputTokens;
  const insideCompletion =
    (outside === 'reasoning' ? 0 : parts.reasoningTokens) + parts.audioOutputTokens + parts.imageOutputTokens;
  const usage: Usage = {
    ...parts,
    inputTokens: Math.max(0, prompt - insidePrompt),
    outputTokens: Math.max(0, completion - insideCompletion),
    inconsistent: false,
  };
  return { ...usage, inconsistent: totalInputTokens(usage) + totalOutputTokens(usage) !== total };
}

type Counted = Omit<Usage, 'inputTokens' | 'outputTokens' | 'inconsistent'>;

function readParts(told: UsageBlock): Counted {
  const read =
    told.prompt_tokens_details?.cached_tokens ||
    told.cache_read_input_tokens ||
    told.prompt_cache_hit_tokens ||
    told.cached_tokens ||
    told.num_cached_tokens ||
    0;
  const written =
    told.prompt_tokens_details?.cache_write_tokens ||
    told.cache_creation_input_tokens ||
    told.prompt_tokens_details?.cached_creation_tokens ||
    0;
  const write1h = told.cache_creation?.ephemeral_1h_input_tokens ?? 0;
  const write5m = told.cache_creation?.ephemeral_5m_input_tokens ?? 0;
  return {
    cacheReadTokens: read,
    cacheWriteTokens: Math.max(written - write1h, write5m),
    cacheWrite1hTokens: write1h,
    reasoningTokens: told.completion_tokens_details?.reasoning_tokens ?? told.reasoning_tokens ?? 0,
    imageInputTokens: told.prompt_tokens_details?.image_tokens ?? 0,
    audioInputTokens: told.prompt_tokens_details?.audio_tokens ?? 0,
    imageOutputTokens: told.completion_tokens_details?.image_tokens ?? 0,
    audioOutputTokens: told.completion_tokens_details?.audio_tokens ?? 0,
  };
}

type Outside = 'cached' | 'reasoning' | 'audio' | null;

/** Which part stands beside the prompt and completion counts: the one that makes up the total's surplus exactly. */
function findOutside(
  surplus: number,
  anthropicsOwn: boolean,
  parts: { readonly cached: number; readonly reasoning: number; readonly audio: number },
): Outside {
  if (anthropicsOwn) return 'cached';
  if (surplus <= 0) return null;
  if (surplus === parts.reasoning) return 'reasoning';
  if (surplus === parts.cached) return 'cached';
  if (surplus === parts.audio) return 'audio';
  return null;
}
