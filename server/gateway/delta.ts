/** From one part to what it adds to a choice, in OpenAI's words and, beyond them, in those most relays use. Pure. */
import type { FinishReason, Part } from '../../protocol/part.ts';

/** A part that adds to a choice. */
export type ChoicePart = Exclude<Part, { type: 'usage' | 'finish' | 'vendor' }>;
export type ToolCallPart = Extract<Part, { type: 'tool-call' }>;

/** `toPiece`: the form in which the caller is told of a piece of a tool call. */
export function toDelta(part: ChoicePart, toPiece: (part: ToolCallPart) => object): object {
  switch (part.type) {
    case 'text-delta':
      return { content: part.text };
    case 'refusal':
      return { refusal: part.text };
    case 'reasoning-delta':
      return { reasoning_content: part.text };
    case 'tool-call':
      return toPiece(part);
    case 'image':
      return { images: [toImage(part)] };
    case 'audio':
      return {
        audio: {
          ...part.vendor,
          ...(part.dataBase64 !== '' && { data: part.dataBase64 }),
          ...(part.transcript !== undefined && { transcript: part.transcript }),
        },
      };
    case 'source':
      return part.isImage ? { images: [toLinkedImage(part)] } : { annotations: [toAnnotation(part)] };
  }
}

/** A tool call, or a piece of one, of a tool of this type. */
export interface Call {
  readonly type: string;
  readonly name: string | undefined;
  readonly arguments: string;
  readonly vendor: Record<string, unknown> | undefined;
}

/** What of a call stands beside its id. A tool that is no function is called with an input. */
export function callFields({ type, name, arguments: written, vendor }: Call): object {
  const named = name !== undefined && { name };
  if (type === 'custom') return { ...vendor, custom: { ...named, input: written } };
  const within = typeof vendor?.function === 'object' ? vendor.function : {};
  return { ...vendor, function: { ...within, ...named, arguments: written } };
}

/** Upstreams of an older dialect give a call no id; a caller needs one to answer it. */
export function callId({ id, choiceIndex, toolIndex }: ToolCallPart): string {
  return id ?? `call_${choiceIndex}_${toolIndex}`;
}

export function toImage({ mediaType, dataBase64 }: Extract<Part, { type: 'image' }>): object {
  return { type: 'image_url', image_url: { url: `data:${mediaType};base64,${dataBase64}` } };
}

type SourcePart = Extract<Part, { type: 'source' }>;

export function toLinkedImage({ url }: SourcePart): object {
  return { type: 'image_url', image_url: { url } };
}

export function toAnnotation({ url, title, vendor }: SourcePart): object {
  const within = typeof vendor?.url_citation === 'object' ? vendor.url_citation : {};
  return { ...vendor, type: 'url_citation', url_citation: { ...within, url, ...(title !== undefined && { title }) } };
}

/** `asFunctions`: the caller knows calls in their older form only, one `function_call` a message. */
export function finishWord(reason: FinishReason, asFunctions: boolean): string {
  return asFunctions && reason === 'tool-calls' ? 'function_call' : finishWords[reason];
}

const finishWords: Readonly<Record<FinishReason, string>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  other: 'stop',
};
