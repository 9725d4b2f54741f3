/** Token estimates from the size of what is sent: cheap enough for the path of a request, marked as estimates wherever they show. */
import type { Chat, Content } from '../../protocol/message.ts';
import { noUsage, type Usage } from '../../protocol/usage.ts';

/** Bytes of UTF-8 text a token stands for, before anything was learned. */
const bytesPerToken = 4;
/** What vendors charge for an image they were not told the size of, roughly. */
const tokensPerImage = 1_000;
/** Role and separators of one message. */
const tokensPerMessage = 4;

/** Tokens in `text`, rounded up. */
export function estimateTextTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / bytesPerToken);
}

/** Input tokens of a whole request: messages, images, tool definitions and tool calls counted. */
export function estimateInputTokens(chat: Chat): number {
  let tokens = 0;
  for (const message of chat.messages) {
    tokens += tokensPerMessage;
    for (const content of message.content) tokens += estimateContentTokens(content);
    for (const call of message.toolCalls ?? []) tokens += estimateTextTokens(call.name + call.argumentsJson);
  }
  if (chat.tools !== undefined) tokens += estimateTextTokens(JSON.stringify(chat.tools));
  return tokens;
}

/** A usage made of estimates. */
export function estimatedUsage(inputTokens: number, outputTokens: number): Usage {
  return { ...noUsage, inputTokens, outputTokens };
}

function estimateContentTokens(content: Content): number {
  switch (content.type) {
    case 'text':
      return estimateTextTokens(content.text);
    case 'image':
      return tokensPerImage;
    case 'audio':
      return Math.ceil(content.dataBase64.length / bytesPerToken);
    case 'file':
      return Math.ceil(content.url.length / bytesPerToken);
  }
}
