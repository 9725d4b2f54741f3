/** Token estimates from the size of what is sent: cheap enough for the path of a request, marked as estimates wherever they show. */
import { type Chat, type Content, uninterpretedText } from '../../protocol/message.ts';
import type { Part } from '../../protocol/part.ts';
import { noUsage, type Usage } from '../../protocol/usage.ts';

/** Bytes of UTF-8 text a token stands for, before anything was learned. */
const bytesPerToken = 4;
/** Role and separators of one message. */
const tokensPerMessage = 4;
/** Of sound that is not compressed: 32 tokens a second, at half the bytes of a telephone's. */
const bytesPerPlainSoundToken = 125;

/** How many tokens what is not text comes to; nothing is decoded for it. */
interface MediaSizes {
  readonly tokensPerImage: number;
  /** Of sound and moving pictures, compressed as is usual. */
  readonly bytesPerMediaToken: number;
  /** Of a PDF and the like. */
  readonly bytesPerDocumentToken: number;
  /** Of a file that only its address is known of. */
  readonly tokensPerFarFile: number;
}

/**
 * What vendors charge for an image they were not told the size of, roughly; 32 tokens a second of sound, at the lowest
 * rate of bytes that is usual; some hundred tokens a page, which is compressed and partly pictures; some pages.
 */
const usualSizes: MediaSizes = {
  tokensPerImage: 1_000,
  bytesPerMediaToken: 125,
  bytesPerDocumentToken: 10,
  tokensPerFarFile: 5_000,
};

/**
 * The most that vendors' rules come to: an image of full size, cut into its tiles; 32 tokens for a second of speech
 * at 8 kbit; a document like any text; a file of a few hundred full pages.
 */
const largestSizes: MediaSizes = {
  tokensPerImage: 5_000,
  bytesPerMediaToken: 31,
  bytesPerDocumentToken: bytesPerToken,
  tokensPerFarFile: 300_000,
};

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
  return inputTokensBy(usualSizes, chat);
}

/** The same where all that is not text is as large as it can be: what a worst case goes by. */
export function mostInputTokens(chat: Chat): number {
  return inputTokensBy(largestSizes, chat);
}

function inputTokensBy(sizes: MediaSizes, chat: Chat): number {
  let tokens = 0;
  for (const message of chat.messages) {
    tokens += tokensPerMessage;
    for (const content of message.content) tokens += contentTokens(content, sizes);
    // What stands behind a file's id, say, is not told; an image's worth is better than nothing.
    tokens += (message.vendorContent?.length ?? 0) * sizes.tokensPerImage;
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

function contentTokens(content: Content, sizes: MediaSizes): number {
  switch (content.type) {
    case 'text':
      return estimateTextTokens(content.text);
    case 'image':
      return sizes.tokensPerImage;
    case 'audio': {
      const bytes = bytesOfBase64(content.dataBase64.length);
      return Math.ceil(bytes / bytesPerTokenOf(`audio/${content.format}`, sizes));
    }
    case 'file':
      return fileTokens(content.url, sizes);
  }
}

function fileTokens(url: string, sizes: MediaSizes): number {
  const inline = inlineFile(url);
  if (inline === null) return sizes.tokensPerFarFile;
  const { mediaType, headLength, isBase64 } = inline;
  if (mediaType.startsWith('image/')) return sizes.tokensPerImage;
  const dataLength = url.length - headLength;
  const bytes = isBase64 ? bytesOfBase64(dataLength) : dataLength;
  return Math.ceil(bytes / bytesPerTokenOf(mediaType, sizes));
}

/** What stands before the data of a `data:` URL; `null`: it is the address of something elsewhere. */
export function inlineFile(url: string): { mediaType: string; headLength: number; isBase64: boolean } | null {
  const inline = /^data:([^;,]*)([^,]*),/.exec(url);
  if (inline === null) return null;
  const [head, mediaType = '', options = ''] = inline;
  return { mediaType, headLength: head.length, isBase64: options.includes('base64') };
}

function bytesPerTokenOf(mediaType: string, sizes: MediaSizes): number {
  if (/^audio\/(x-)?(wav|pcm|l16|aiff)/.test(mediaType)) return bytesPerPlainSoundToken;
  if (/^(audio|video)\//.test(mediaType)) return sizes.bytesPerMediaToken;
  return /^text\/|[/+](json|xml|yaml|javascript)$|^$/.test(mediaType) ? bytesPerToken : sizes.bytesPerDocumentToken;
}

function bytesOfBase64(length: number): number {
  return (length * 3) / 4;
}
