/** From our decomposition of usage back to OpenAI's block. Pure. */
import type { Part } from '../../protocol/part.ts';
import { totalInputTokens, totalOutputTokens } from '../../protocol/usage.ts';

type UsagePart = Extract<Part, { type: 'usage' }>;

/** The upstream's own block where it speaks this dialect, so that its further fields survive; else one of ours. */
export function usageBlock({ usage, raw }: UsagePart): object {
  if (typeof raw === 'object' && raw !== null && 'prompt_tokens' in raw && 'completion_tokens' in raw) return raw;
  const inputTokens = totalInputTokens(usage);
  const outputTokens = totalOutputTokens(usage);
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: usage.cacheReadTokens, audio_tokens: usage.audioInputTokens },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      audio_tokens: usage.audioOutputTokens,
    },
  };
}
