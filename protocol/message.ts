/** What a model is asked: messages, tools and sampling options, in one form for every provider. */
import * as z from 'zod';

/** Fields of a vendor's own that we do not interpret; passed on where the provider speaks the caller's dialect. */
const vendorFields = z.record(z.string(), z.unknown()).optional();

export const contentSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string(), vendor: vendorFields }),
  /** `url` may be a `data:` URL. */
  z.object({ type: z.literal('image'), url: z.string(), detail: z.string().optional(), vendor: vendorFields }),
  z.object({ type: z.literal('audio'), format: z.string(), dataBase64: z.string(), vendor: vendorFields }),
  z.object({ type: z.literal('file'), name: z.string().optional(), url: z.string(), vendor: vendorFields }),
]);
export type Content = z.infer<typeof contentSchema>;

export const toolCallSchema = z.object({ id: z.string(), name: z.string(), argumentsJson: z.string() });

export const messageSchema = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: z.array(contentSchema),
  /** Calls an assistant message made. */
  toolCalls: z.array(toolCallSchema).optional(),
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
  vendor: vendorFields,
});
export type Tool = z.infer<typeof toolSchema>;

export const chatSchema = z.object({
  messages: z.array(messageSchema).min(1),
  tools: z.array(toolSchema).optional(),
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

/** A message of one text. */
export function textMessage(role: Message['role'], text: string): Message {
  return { role, content: [{ type: 'text', text }] };
}
