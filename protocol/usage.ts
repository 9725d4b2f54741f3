/** Tokens consumed, in one decomposition whose parts never overlap, whatever dialect the provider counts in. */

/**
 * Every token is in exactly one field. `inputTokens` is fresh text input only; `outputTokens` excludes reasoning.
 * Providers disagree on whether cached tokens stand inside the prompt count; adapters undo that, once.
 */
export interface Usage {
  inputTokens: number;
  cacheReadTokens: number;
  /** Written to the provider's cache with its short lifetime (5 minutes), or where no lifetime is told. */
  cacheWriteTokens: number;
  cacheWrite1hTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  imageInputTokens: number;
  audioInputTokens: number;
  imageOutputTokens: number;
  audioOutputTokens: number;
  /** Set when the provider's own total and the sum of its parts disagree: shown, never repaired by guessing. */
  inconsistent: boolean;
}

export const noUsage: Usage = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  cacheWrite1hTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  imageInputTokens: 0,
  audioInputTokens: 0,
  imageOutputTokens: 0,
  audioOutputTokens: 0,
  inconsistent: false,
};

/** All that went in, cached or not. */
export function totalInputTokens(usage: Usage): number {
  return (
    usage.inputTokens +
    usage.cacheReadTokens +
    usage.cacheWriteTokens +
    usage.cacheWrite1hTokens +
    usage.imageInputTokens +
    usage.audioInputTokens
  );
}

/** All that came out, reasoning included. */
export function totalOutputTokens(usage: Usage): number {
  return usage.outputTokens + usage.reasoningTokens + usage.imageOutputTokens + usage.audioOutputTokens;
}
