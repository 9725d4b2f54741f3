/** How Anthropic's words for the end of a message are read. */
import type { FinishReason } from '../../../protocol/part.ts';

const reasons: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  // A long turn of the vendor's own tools is paused: what came is not the whole of what would have been said.
  pause_turn: 'length',
  tool_use: 'tool-calls',
  refusal: 'content-filter',
};

/** An unknown word is a finish all the same: `other`. */
export function readStopReason(word: string): FinishReason {
  return reasons[word] ?? 'other';
}
