/** From the usage blocks of Anthropic's dialect to our decomposition. Cached input stands beside the input count here. */
import * as z from 'zod';
import { noUsage, type Usage } from '../../../protocol/usage.ts';
import { isObject } from '../../parsed-json.ts';
import { optional, optionalText } from '../lenient-schema.ts';
import { reportedTokens } from '../reported-tokens.ts';

const countsSchema = z.object({
  input_tokens: reportedTokens,
  output_tokens: reportedTokens,
  cache_read_input_tokens: reportedTokens,
  cache_creation_input_tokens: reportedTokens,
  cache_creation: optional(
    z.object({ ephemeral_5m_input_tokens: reportedTokens, ephemeral_1h_input_tokens: reportedTokens }),
  ),
});
type Counts = z.infer<typeof countsSchema>;

const blockSchema = countsSchema.extend({
  output_tokens_details: optional(z.object({ thinking_tokens: reportedTokens })),
  iterations: optional(z.array(countsSchema.extend({ type: optionalText }))),
});

/** Joins the usage of the first event with the cumulative one of a later: what a later does not tell stays as told. */
export function joinUsage(seen: unknown, told: unknown): Record<string, unknown> {
  const joined: Record<string, unknown> = isObject(seen) ? { ...seen } : {};
  if (!isObject(told)) return joined;
  for (const [field, value] of Object.entries(told)) {
    if (value !== null && value !== undefined) joined[field] = value;
  }
  // A written count that is told again without its lifetimes makes these out of date.
  if (changes(seen, told, 'cache_creation_input_tokens') && told.cache_creation === undefined) {
    delete joined.cache_creation;
  }
  return joined;
}

/**
 * Reads a block; `null` when it does not say how much went in and came out.
 *
 * Where the vendor shortened the conversation on the way (compaction), the block's own counts are those of the last
 * step alone; its steps tell the rest, which is charged as well. A step by another model has another price, and is
 * what makes the sum `inconsistent`; so are written counts whose lifetimes do not add up.
 */
export function toUsage(block: unknown): Usage | null {
  const told = blockSchema.safeParse(block).data;
  if (told === undefined) return null;
  const iterations = told.iterations ?? [];
  const steps = iterations.length > 0 ? iterations.filter(({ type }) => ownSteps.has(type ?? '')) : [told];
  const own = steps.map(readCounts);
  if (own.length === 0 || own.some((counts) => counts === null)) return null;
  const usage: Usage = { ...noUsage };
  for (const counts of own) {
    if (counts !== null) add(usage, counts);
  }
  const thinking = told.output_tokens_details?.thinking_tokens ?? 0;
  return {
    ...usage,
    outputTokens: Math.max(0, usage.outputTokens - thinking),
    reasoningTokens: thinking,
    inconsistent: usage.inconsistent || thinking > usage.outputTokens || steps.length < iterations.length,
  };
}

/** By the model that was asked, at its price. */
const ownSteps: ReadonlySet<string> = new Set(['message', 'compaction']);

type ReadCounts = Pick<
  Usage,
  'inputTokens' | 'outputTokens' | 'cacheReadTokens' | 'cacheWriteTokens' | 'cacheWrite1hTokens' | 'inconsistent'
>;

function readCounts(told: Counts): ReadCounts | null {
  const { input_tokens: inputTokens, output_tokens: outputTokens, cache_creation: lifetimes } = told;
  if (typeof inputTokens !== 'number' || typeof outputTokens !== 'number') return null;
  const write1h = lifetimes?.ephemeral_1h_input_tokens ?? 0;
  const write5m = lifetimes?.ephemeral_5m_input_tokens ?? 0;
  const written = told.cache_creation_input_tokens ?? write1h + write5m;
  return {
    inputTokens,
    outputTokens,
    cacheReadTokens: told.cache_read_input_tokens ?? 0,
    cacheWriteTokens: Math.max(written - write1h, write5m),
    cacheWrite1hTokens: write1h,
    inconsistent: lifetimes !== null && lifetimes !== undefined && write1h + write5m !== written,
  };
}

function add(sum: Usage, counts: ReadCounts): void {
  sum.inputTokens += counts.inputTokens;
  sum.outputTokens += counts.outputTokens;
  sum.cacheReadTokens += counts.cacheReadTokens;
  sum.cacheWriteTokens += counts.cacheWriteTokens;
  sum.cacheWrite1hTokens += counts.cacheWrite1hTokens;
  sum.inconsistent ||= counts.inconsistent;
}

function changes(seen: unknown, told: Record<string, unknown>, field: string): boolean {
  return typeof told[field] === 'number' && (!isObject(seen) || seen[field] !== told[field]);
}
