/** From the editor's chat messages and tools to a chat of ours. Parts nobody knows are left out, as the editor asks. */
import {
  LanguageModelChatMessageRole,
  type LanguageModelChatRequestMessage,
  type LanguageModelChatTool,
  LanguageModelChatToolMode,
  LanguageModelDataPart,
  LanguageModelTextPart,
  LanguageModelToolCallPart,
  LanguageModelToolResultPart,
} from 'vscode';
import * as z from 'zod';
import type { Chat, Content, Message, Tool } from '../../protocol/message.ts';

export interface ToolOptions {
  readonly tools?: readonly LanguageModelChatTool[] | undefined;
  readonly toolMode: LanguageModelChatToolMode;
}

export function toChat(
  messages: readonly LanguageModelChatRequestMessage[],
  { tools = [], toolMode }: ToolOptions,
): Chat {
  const converted = messages.flatMap(toMessages).filter(saysSomething);
  return {
    messages: converted.length > 0 ? converted : [{ role: 'user', content: [{ type: 'text', text: '' }] }],
    ...(tools.length > 0 && {
      tools: tools.map(toTool),
      toolChoice: toolMode === LanguageModelChatToolMode.Required ? 'required' : 'auto',
    }),
  };
}

/** The text of a message or of a result of a tool. */
export function textOf(content: readonly unknown[]): string {
  return content.map((part) => (part instanceof LanguageModelTextPart ? part.value : '')).join('');
}

/** One of theirs may be several of ours: each result of a tool is a message of its own, and comes first. */
function toMessages({ role, content }: LanguageModelChatRequestMessage): readonly Message[] {
  const results = content
    .filter((part) => part instanceof LanguageModelToolResultPart)
    .map(
      (part): Message => ({
        role: 'tool',
        toolCallId: part.callId,
        content: [{ type: 'text', text: textOf(part.content) }],
      }),
    );
  const calls = content
    .filter((part) => part instanceof LanguageModelToolCallPart)
    .map(({ callId, name, input }) => ({ id: callId, name, argumentsJson: JSON.stringify(input) }));
  const own: Message = {
    role: roleOf(role),
    content: content.flatMap(toContent),
    ...(calls.length > 0 && { toolCalls: calls }),
  };
  return [...results, own];
}

function roleOf(role: LanguageModelChatMessageRole): Message['role'] {
  if (role === LanguageModelChatMessageRole.Assistant) return 'assistant';
  // The third role, system, is not in the published names.
  return role === LanguageModelChatMessageRole.User ? 'user' : 'system';
}

function toContent(part: unknown): readonly Content[] {
  if (part instanceof LanguageModelTextPart) return [{ type: 'text', text: part.value }];
  if (part instanceof LanguageModelDataPart && part.mimeType.startsWith('image/')) {
    return [{ type: 'image', url: `data:${part.mimeType};base64,${Buffer.from(part.data).toString('base64')}` }];
  }
  return [];
}

function saysSomething({ content, toolCalls = [] }: Message): boolean {
  return toolCalls.length > 0 || content.some((piece) => piece.type !== 'text' || piece.text !== '');
}

const schemaOfArguments = z.record(z.string(), z.unknown());

function toTool({ name, description, inputSchema }: LanguageModelChatTool): Tool {
  const parameters = schemaOfArguments.safeParse(inputSchema);
  return { name, description, ...(parameters.success && { parameters: parameters.data }) };
}
