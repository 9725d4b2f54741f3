/** From one part to what it adds to a choice, in OpenAI's words and, beyond them, in those most relays use. Pure. */
import type { FinishReason, Part } from '../../protocol/part.ts';

/** A part that adds to a choice. */
export type ChoicePart = Exclude<Part, { type: 'usage' | 'finish' }>;

/** `isNewCall`: this is the first piece of its tool call; only that one names type and id. */
export function toDelta(part: ChoicePart, isNewCall: boolean): object {
  switch (part.type) {
    case 'text-delta':
      return { content: part.text };
    case 'refusal':
      return { refusal: part.text };
    case 'reasoning-delta':
      return { reasoning_content: part.text };
    case 'tool-call':
      return { tool_calls: [{ index: part.toolIndex, ...toToolCall(part, isNewCall) }] };
    case 'image':
      return { images: [toImage(part)] };
    case 'audio':
      return {
        audio: { data: part.dataBase64, ...(part.transcript !== undefined && { transcript: part.transcript }) },
      };
    case 'source':
      return { annotations: [toAnnotation(part)] };
  }
}

type ToolCallPart = Extract<Part, { type: 'tool-call' }>;

function toToolCall(part: ToolCallPart, isNew: boolean): object {
  return {
    ...(isNew && { id: callId(part), type: 'function' }),
    function: { ...(part.name !== undefined && { name: part.name }), arguments: part.argumentsDelta },
  };
}

/** Upstreams of an older dialect give a call no id; a caller needs one to answer it. */
export function callId({ id, choiceIndex, toolIndex }: ToolCallPart): string {
  return id ?? `call_${choiceIndex}_${toolIndex}`;
}

export function toImage({ mediaType, dataBase64 }: Extract<Part, { type: 'image' }>): object {
  return { type: 'image_url', image_url: { url: `data:${mediaType};base64,${dataBase64}` } };
}

export function toAnnotation({ url, title }: Extract<Part, { type: 'source' }>): object {
  return { type: 'url_citation', url_citation: { url, ...(title !== undefined && { title }) } };
}

export const finishWords: Readonly<Record<FinishReason, string>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  other: 'stop',
};
