/** How the words for the end of a choice are read; there are more of them than OpenAI's five. */
import type { FinishReason } from '../../../protocol/part.ts';

const reasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  eos: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  complete: 'stop',
  length: 'length',
  max_tokens: 'length',
  model_length: 'length',
  tool_calls: 'tool-calls',
  tool_use: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
  safety: 'content-filter',
  sensitive: 'content-filter',
  refusal: 'content-filter',
};

/** Words that say that the upstream gave up, not that the answer is whole. */
const failures = new Set(['error', 'network_error', 'insufficient_system_resource', 'aborted', 'abort', 'cancelled']);

export type Finish = { readonly kind: 'finished'; readonly reason: FinishReason } | { readonly kind: 'failed' };

/** An unknown or empty word is a finish all the same: `other`. */
export function readFinishReason(word: string): Finish {
  const known = word.toLowerCase();
  if (failures.has(known)) return { kind: 'failed' };
  return { kind: 'finished', reason: reasons[known] ?? 'other' };
}
