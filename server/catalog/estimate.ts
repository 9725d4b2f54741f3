/** Token estimates from the size of what is sent: cheap enough for the path of a request, marked as estimates wherever they show. */
import { type Chat, type Content, uninterpretedText } from '../../protocol/message.ts';
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
    // What stands behind a file's id, say, is not told; an image's worth is better than nothing.
    tokens += (message.vendorContent?.length ?? 0) * tokensPerImage;
    for (const call of message.toolCalls ?? []) tokens += estimateTextTokens(call.name + call.argumentsJson);
  }
  if (chat.tools !== undefined) tokens += estimateTextTokens(JSON.stringify(chat.tools));
  return tokens + estimateTextTokens(uninterpretedText(chat));
}

/** What is expected beyond the size of a request: knows targets by name, and may learn from what they measured. */
export interface Estimator {
  /** The input tokens a target will count where our plain estimate says `plainTokens`. */
  inputTokens(target: string, plainTokens: number): number;
  /** The output tokens of an answer as the target's answers go; `null`: none was measured. */
  usualOutputTokens(target: string): number | null;
  /** Takes in what a target measured; says whether that taught anything. */
  learn(target: string, chat: Chat, usage: Usage): boolean;
}

/** Knows nothing beyond the size of a request. */
export const plainEstimator: Estimator = {
  inputTokens: (_target, plainTokens) => plainTokens,
  usualOutputTokens: () => null,
  learn: () => false,
};

/** R4: an estimator that fails, or answers nonsense, gives way to the plain estimate. */
export function expectedInputTokens(estimator: Estimator, target: string, plainTokens: number): number {
  try {
    const expected = estimator.inputTokens(target, plainTokens);
    return Number.isFinite(expected) && expected >= 0 ? Math.ceil(expected) : plainTokens;
  } catch {
    return plainTokens;
  }
}

/** Lets an estimator learn; one that fails at it has learned nothing. */
export function teach(estimator: Estimator, target: string, chat: Chat, usage: Usage): boolean {
  try {
    return estimator.learn(target, chat, usage);
  } catch {
    return false;
  }
}

export function isTextOnly(chat: Chat): boolean {
  return chat.messages.every(
    ({ content, vendorContent }) => vendorContent === undefined && content.every(({ type }) => type === 'text'),
  );
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
