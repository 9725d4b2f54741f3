/** Token estimates from the size of what is sent: cheap enough for the path of a request, marked as estimates wherever they show. */
import { type Chat, type Content, uninterpretedText } from '../../protocol/message.ts';
import type { Part } from '../../protocol/part.ts';
import { noUsage, type Usage } from '../../protocol/usage.ts';

/** Bytes of UTF-8 text a token stands for, before anything was learned. */
const bytesPerToken = 4;
/** What vendors charge for an image they were not told the size of, roughly. */
const tokensPerImage = 1_000;
/** Of sound and moving pictures: 32 tokens a second, at the lowest rate of bytes that is usual. */
const bytesPerMediaToken = 125;
/** Of a PDF and the like, which is compressed and partly pictures: some hundred tokens a page. */
const bytesPerDocumentToken = 10;
/** Of a file that only its address is known of: some pages. */
const tokensPerFarFile = 5_000;
/** Role and separators of one message. */
const tokensPerMessage = 4;

/** Tokens in `text`, rounded up. */
export function estimateTextTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / bytesPerToken);
}

/** What an answer has said so far, in tokens by its size: for those that end without the upstream's own count. */
export class AnswerSize {
  #bytes = 0;

  add(part: Part): void {
    if (part.type === 'text-delta' || part.type === 'reasoning-delta') this.#bytes += Buffer.byteLength(part.text);
    else if (part.type === 'tool-call') this.#bytes += Buffer.byteLength(part.argumentsDelta);
  }

  /** Rounded up. */
  get tokens(): number {
    return Math.ceil(this.#bytes / bytesPerToken);
  }
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
      return Math.ceil(bytesOfBase64(content.dataBase64.length) / bytesPerMediaToken);
    case 'file':
      return estimateFileTokens(content.url);
  }
}

/** By its media type; nothing is decoded for it. */
function estimateFileTokens(url: string): number {
  const inline = /^data:([^;,]*)([^,]*),/.exec(url);
  if (inline === null) return tokensPerFarFile;
  const [head, mediaType = '', options = ''] = inline;
  if (mediaType.startsWith('image/')) return tokensPerImage;
  const dataLength = url.length - head.length;
  const bytes = options.includes('base64') ? bytesOfBase64(dataLength) : dataLength;
  return Math.ceil(bytes / bytesPerTokenOf(mediaType));
}

function bytesPerTokenOf(mediaType: string): number {
  if (/^(audio|video)\//.test(mediaType)) return bytesPerMediaToken;
  return /^text\/|[/+](json|xml|yaml|javascript)$|^$/.test(mediaType) ? bytesPerToken : bytesPerDocumentToken;
}

function bytesOfBase64(length: number): number {
  return (length * 3) / 4;
}
