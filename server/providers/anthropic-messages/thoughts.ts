/**
 * Thoughts that must go back with the results of the tools they led to: signed, so that nobody can change them. A tool
 * call carries those that came before it, in the field that OpenAI's dialect has for a vendor's own.
 */
import * as z from 'zod';
import type { ToolCall } from '../../../protocol/message.ts';

const thoughtSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() }),
  z.object({ type: z.literal('redacted_thinking'), data: z.string() }),
]);
export type Thought = z.infer<typeof thoughtSchema>;

/** The vendor fields of a tool call that these thoughts led to. */
export function carrying(thoughts: readonly Thought[]): { readonly vendor?: Record<string, unknown> } {
  return thoughts.length === 0 ? {} : { vendor: { extra_content: { anthropic: { thinking_blocks: [...thoughts] } } } };
}

const carriedSchema = z.object({
  extra_content: z.object({ anthropic: z.object({ thinking_blocks: z.array(thoughtSchema) }) }),
});
const messageSchema = z.object({ thinking_blocks: z.array(thoughtSchema) });

/** The thoughts a tool call carries; none where another vendor's model made it. */
export function thoughtsOfCall({ vendor }: Pick<ToolCall, 'vendor'>): readonly Thought[] {
  return carriedSchema.safeParse(vendor).data?.extra_content.anthropic.thinking_blocks ?? [];
}

/** The thoughts of a message, as clients keep them that speak to several vendors (`thinking_blocks`). */
export function thoughtsOfMessage(vendor: Readonly<Record<string, unknown>> | undefined): readonly Thought[] {
  return messageSchema.safeParse(vendor).data?.thinking_blocks ?? [];
}
