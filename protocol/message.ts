/** What a model is asked: messages, tools and sampling options, in one form for every provider. */
import * as z from 'zod';

/**
 * Fields of a vendor's own that we do not interpret; passed on where the provider speaks the caller's dialect, which is
 * OpenAI's. Fields within what that dialect nests stand nested here, too: `{ image_url: { format: "png" } }`.
 */
const vendorFields = z.record(z.string(), z.unknown()).optional();

/**
 * Entries of a list that we do not interpret, as they came, each with its place in the list it came in. They stand apart, so
 * that whoever reads the list meets only what it understands; only targets that speak OpenAI's dialect are asked
 * (`server/routing/openai-only.ts`).
 */
const vendorEntriesSchema = z.array(
  z.object({ index: z.number().int().nonnegative(), entry: z.record(z.string(), z.unknown()) }),
);
export type VendorEntries = z.infer<typeof vendorEntriesSchema>;

const contentSchema = z.discriminatedUnion('type', [
  /** `isRefusal`: with these words the assistant refused. */
  z.object({
    type: z.literal('text'),
    text: z.string(),
    isRefusal: z.literal(true).optional(),
    vendor: vendorFields,
  }),
  /** `url` may be a `data:` URL. */
  z.object({ type: z.literal('image'), url: z.string(), detail: z.string().optional(), vendor: vendorFields }),
  z.object({ type: z.literal('audio'), format: z.string(), dataBase64: z.string(), vendor: vendorFields }),
  z.object({ type: z.literal('file'), name: z.string().optional(), url: z.string(), vendor: vendorFields }),
]);
export type Content = z.infer<typeof contentSchema>;

export const toolCallSchema = z.object({
  id: z.string(),
  name: z.string(),
  argumentsJson: z.string(),
  /** Such as the `extra_content` that holds a thought's signature. */
  vendor: vendorFields,
});
export type ToolCall = z.infer<typeof toolCallSchema>;

export const messageSchema = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: z.array(contentSchema),
  /** Content parts such as a file by its id. */
  vendorContent: vendorEntriesSchema.optional(),
  /** Calls an assistant message made. */
  toolCalls: z.array(toolCallSchema).optional(),
  /** Calls of tools that are no functions. */
  vendorToolCalls: vendorEntriesSchema.optional(),
  /** The call that a `tool` message answers. */
  toolCallId: z.string().optional(),
  vendor: vendorFields,
});
export type Message = z.infer<typeof messageSchema>;

export const toolSchema = z.object({
  name: z.string().min(1),
  description: z.string().optional(),
  /** JSON Schema of the arguments. */
  parameters: z.record(z.string(), z.unknown()).optional(),
  /** Fields of the function, such as `strict`. */
  vendor: vendorFields,
  /** Fields of the entry that the function stands in. */
  entryVendor: vendorFields,
});
export type Tool = z.infer<typeof toolSchema>;

export const chatSchema = z.object({
  messages: z.array(messageSchema).min(1),
  /** Messages in roles of a vendor's own, and of the older form in which functions answer. */
  vendorMessages: vendorEntriesSchema.optional(),
  tools: z.array(toolSchema).optional(),
  /** Tools that are no functions of the caller's, such as a vendor's search. */
  vendorTools: vendorEntriesSchema.optional(),
  toolChoice: z.union([z.enum(['auto', 'none', 'required']), z.object({ name: z.string() })]).optional(),
  /** Absent: 0.7 (the daemon's default); providers that refuse a temperature are sent none. */
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  /** Absent: the profile's `maxOutputTokens`. */
  maxOutputTokens: z.number().int().positive().optional(),
  stop: z.array(z.string()).optional(),
  seed: z.number().int().optional(),
  choices: z.number().int().min(1).max(128).optional(),
  vendor: vendorFields,
});
export type Chat = z.infer<typeof chatSchema>;

/** What is sent as text without being interpreted, for those who estimate by size: thoughts, schemas, tools of a vendor's own. */
export function uninterpretedText({ messages, vendorMessages, vendorTools, vendor }: Chat): string {
  const values: unknown[] = [vendorMessages, vendorTools, vendor?.functions, vendor?.response_format];
  for (const message of messages) {
    values.push(message.vendor, message.vendorContent, message.vendorToolCalls);
    for (const call of message.toolCalls ?? []) values.push(call.vendor);
  }
  const sent = values.filter((value) => value !== undefined);
  return sent.length === 0 ? '' : JSON.stringify(sent);
}

/** Instructions come from whoever made the request, not from the one who talks. */
export function isInstruction({ role }: Message): boolean {
  return role === 'system' || role === 'developer';
}

/** A message of one text. */
export function textMessage(role: Message['role'], text: string): Message {
  return { role, content: [{ type: 'text', text }] };
}
