/** Marks for the vendor's prompt cache: what is sent again with the next turn is read at a tenth of its price. */
import { type Json, kept } from '../json.ts';
import type { Conversation } from './to-messages.ts';

/**
 * Marks the last block of a conversation that goes on: an answer stands in it already, and the next turn begins with
 * everything up to here. A single question is not marked, for writing to the cache costs more than reading without.
 * A caller who marked anything knows better.
 */
export function markConversation({ system, turns }: Conversation, tools: readonly Json[], topLevel: unknown): void {
  const blocks = [...system, ...turns.flatMap(({ content }) => content)];
  const isMarked = [...blocks, ...tools].some((block) => block.cache_control !== undefined) || topLevel !== undefined;
  const goesOn = turns.some(({ role }) => role === 'assistant') && turns.at(-1)?.role === 'user';
  const last = blocks.at(-1);
  if (!isMarked && goesOn && last !== undefined) last.cache_control = { type: 'ephemeral' };
}

/** The caller's own mark of a tool, on the function or beside it. */
export function markOf(...vendors: readonly (Readonly<Json> | undefined)[]): Json {
  return Object.assign({}, ...vendors.map((vendor) => kept(vendor, 'cache_control')));
}
