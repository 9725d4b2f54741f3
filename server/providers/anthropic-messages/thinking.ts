/** From an effort to reason, in OpenAI's words, or a caller's own `thinking`, to what the model takes. */
import type { Chat } from '../../../protocol/message.ts';
import { isObject } from '../../parsed-json.ts';
import { type Json, refuse } from '../json.ts';
import type { ModelTraits } from './model.ts';
import { lacksThoughts } from './to-messages.ts';

export interface Thinking {
  /** Fields of the body. */
  readonly thinking?: Json;
  readonly effort?: string;
  readonly warning?: string;
}

/** Share of the output that may be thoughts. */
const shares: Readonly<Record<string, number>> = { minimal: 0.1, low: 0.2, medium: 0.5, high: 0.8, xhigh: 0.9 };
const efforts: Readonly<Record<string, string>> = {
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'high',
  max: 'max',
};
const leastBudgetTokens = 1_024;

/** What cannot be had beside the rest of the request is left out with a warning: it is a wish, not the question. */
export function toThinking(chat: Chat, traits: ModelTraits, maxTokens: number): Thinking {
  const own = chat.vendor?.thinking;
  if (own !== undefined) {
    return isObject(own)
      ? { thinking: own }
      : refuse('thinking', 'must be an object such as { "type": "adaptive" }', typeof own);
  }
  const effort = chat.vendor?.reasoning_effort;
  if (effort === undefined || effort === 'none') return {};
  if (typeof effort !== 'string' || efforts[effort] === undefined) {
    return refuse('reasoning_effort', `must be one of "none", ${Object.keys(efforts).map(quoted).join(', ')}`, effort);
  }
  if (traits.thinking === 'effort') return { thinking: { type: 'adaptive' }, effort: efforts[effort] ?? effort };
  const obstacle = obstacleTo(chat, maxTokens);
  if (obstacle !== null) return { warning: `reasoning_effort: left out, because ${obstacle}` };
  const budget = Math.max(leastBudgetTokens, Math.floor(maxTokens * (shares[effort] ?? 0.8)));
  return { thinking: { type: 'enabled', budget_tokens: Math.min(budget, maxTokens - 1) } };
}

function obstacleTo(chat: Chat, maxTokens: number): string | null {
  if (maxTokens <= leastBudgetTokens) {
    return `this model thinks within max_tokens and with ${leastBudgetTokens} at the least, got ${maxTokens}`;
  }
  if (chat.toolChoice === 'required' || typeof chat.toolChoice === 'object') {
    return 'this model cannot think when tool_choice forces a tool';
  }
  return lacksThoughts(chat) ? 'the tool calls that are answered came without thoughts of this model' : null;
}

function quoted(word: string): string {
  return `"${word}"`;
}
