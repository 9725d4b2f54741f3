/** From the parts of one answer to a whole completion. Pure. */
import type { Part } from '../../protocol/part.ts';
import { callId, finishWords, toAnnotation, toImage } from './delta.ts';
import type { AnswerHead } from './stream-events.ts';
import { usageBlock } from './usage-block.ts';

/** The body of an answer that is delivered at its end. */
export function toCompletion({ requestId, model, createdAtEpochMs }: AnswerHead, parts: readonly Part[]): object {
  const choices = new Map<number, Choice>();
  let usage: object | null = null;
  for (const part of parts) {
    if (part.type === 'usage') {
      usage = usageBlock(part);
      continue;
    }
    const choice = choices.get(part.choiceIndex) ?? newChoice();
    choices.set(part.choiceIndex, choice);
    add(choice, part);
  }
  return {
    id: `chatcmpl-${requestId}`,
    object: 'chat.completion',
    created: Math.floor(createdAtEpochMs / 1000),
    model,
    choices: [...choices].sort(([one], [other]) => one - other).map(([index, choice]) => toBody(index, choice)),
    ...(usage !== null && { usage }),
  };
}

interface ToolCall {
  readonly id: string;
  name: string;
  arguments: string;
}

interface Choice {
  text: string;
  refusal: string;
  reasoning: string;
  finishReason: string | null;
  readonly toolCalls: Map<number, ToolCall>;
  readonly images: object[];
  readonly annotations: object[];
  readonly audio: { data: string; transcript: string };
  readonly logprobs: { content: unknown[]; refusal: unknown[] };
}

function newChoice(): Choice {
  return {
    text: '',
    refusal: '',
    reasoning: '',
    finishReason: null,
    toolCalls: new Map(),
    images: [],
    annotations: [],
    audio: { data: '', transcript: '' },
    logprobs: { content: [], refusal: [] },
  };
}

function add(choice: Choice, part: Exclude<Part, { type: 'usage' }>): void {
  switch (part.type) {
    case 'text-delta':
      choice.text += part.text;
      addLogprobs(choice, part.logprobs);
      return;
    case 'refusal':
      choice.refusal += part.text;
      return;
    case 'reasoning-delta':
      choice.reasoning += part.text;
      return;
    case 'tool-call': {
      const call = choice.toolCalls.get(part.toolIndex) ?? { id: callId(part), name: '', arguments: '' };
      choice.toolCalls.set(part.toolIndex, call);
      call.name += part.name ?? '';
      call.arguments += part.argumentsDelta;
      return;
    }
    case 'image':
      choice.images.push(toImage(part));
      return;
    case 'audio':
      choice.audio.data += part.dataBase64;
      choice.audio.transcript += part.transcript ?? '';
      return;
    case 'source':
      choice.annotations.push(toAnnotation(part));
      return;
    case 'finish':
      choice.finishReason = finishWords[part.reason];
  }
}

/** The provider's own value: lists of tokens, which join as the text does. */
function addLogprobs({ logprobs }: Choice, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if ('content' in value && Array.isArray(value.content)) logprobs.content.push(...value.content);
  if ('refusal' in value && Array.isArray(value.refusal)) logprobs.refusal.push(...value.refusal);
}

function toBody(index: number, choice: Choice): object {
  const { text, refusal, reasoning, toolCalls, images, annotations, audio, logprobs } = choice;
  const isEmpty = text === '' && (toolCalls.size > 0 || refusal !== '' || audio.data !== '');
  return {
    index,
    message: {
      role: 'assistant',
      content: isEmpty ? null : text,
      refusal: refusal === '' ? null : refusal,
      ...(reasoning !== '' && { reasoning_content: reasoning }),
      ...(toolCalls.size > 0 && { tool_calls: toToolCalls(toolCalls) }),
      ...(images.length > 0 && { images }),
      ...(annotations.length > 0 && { annotations }),
      ...((audio.data !== '' || audio.transcript !== '') && { audio }),
    },
    logprobs: logprobs.content.length > 0 || logprobs.refusal.length > 0 ? orNull(logprobs) : null,
    finish_reason: choice.finishReason,
  };
}

function toToolCalls(calls: ReadonlyMap<number, ToolCall>): object[] {
  return [...calls]
    .sort(([one], [other]) => one - other)
    .map(([, { id, ...call }]) => ({ id, type: 'function', function: call }));
}

function orNull({ content, refusal }: Choice['logprobs']): object {
  return { content: content.length > 0 ? content : null, refusal: refusal.length > 0 ? refusal : null };
}
