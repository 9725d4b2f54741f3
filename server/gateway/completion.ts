/** From the parts of one answer to a whole completion. Pure. */
import type { FinishReason, Part } from '../../protocol/part.ts';
import { callFields, callId, finishWord, type ToolCallPart, toAnnotation, toImage, toLinkedImage } from './delta.ts';
import type { AnswerHead } from './stream-events.ts';
import { usageBlock } from './usage-block.ts';

/** The body of an answer that is delivered at its end. */
export function toCompletion(head: AnswerHead, parts: readonly Part[]): object {
  const { requestId, model, createdAtEpochMs, asFunctions } = head;
  const choices = new Map<number, Choice>();
  const ofAnswer: Fields = {};
  let usage: object | null = null;
  for (const part of parts) {
    if (part.type === 'usage') {
      usage = usageBlock(part);
      continue;
    }
    if (part.type === 'vendor') {
      Object.assign(ofAnswer, part.answer);
      if (part.choice === undefined && part.message === undefined) continue;
    }
    const choice = choices.get(part.choiceIndex) ?? newChoice();
    choices.set(part.choiceIndex, choice);
    add(choice, part);
  }
  return {
    ...ofAnswer,
    id: `chatcmpl-${requestId}`,
    object: 'chat.completion',
    created: Math.floor(createdAtEpochMs / 1000),
    model,
    choices: [...choices]
      .sort(([one], [other]) => one - other)
      .map(([index, choice]) => toBody(index, choice, asFunctions)),
    ...(usage !== null && { usage }),
  };
}

type Fields = Record<string, unknown>;

interface ToolCall {
  readonly id: string;
  readonly type: string;
  name: string;
  arguments: string;
  readonly vendor: Fields;
}

interface Choice {
  text: string;
  refusal: string;
  reasoning: string;
  finishReason: FinishReason | null;
  readonly toolCalls: Map<number, ToolCall>;
  readonly images: object[];
  readonly annotations: object[];
  readonly audio: Fields;
  readonly logprobs: Fields;
  /** Of the choice and of its message: what we do not interpret. */
  readonly vendor: { readonly choice: Fields; readonly message: Fields };
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
    audio: {},
    logprobs: {},
    vendor: { choice: {}, message: {} },
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
      addLogprobs(choice, part.logprobs);
      return;
    case 'reasoning-delta':
      choice.reasoning += part.text;
      return;
    case 'tool-call': {
      const call = choice.toolCalls.get(part.toolIndex) ?? newCall(part);
      choice.toolCalls.set(part.toolIndex, call);
      call.name += part.name ?? '';
      call.arguments += part.argumentsDelta;
      Object.assign(call.vendor, part.vendor);
      return;
    }
    case 'image':
      choice.images.push(toImage(part));
      return;
    case 'audio':
      join(choice.audio, { ...part.vendor, data: part.dataBase64, transcript: part.transcript ?? '' });
      return;
    case 'source':
      if (part.isImage) choice.images.push(toLinkedImage(part));
      else choice.annotations.push(toAnnotation(part));
      return;
    case 'vendor':
      Object.assign(choice.vendor.choice, part.choice);
      join(choice.vendor.message, part.message ?? {});
      return;
    case 'finish':
      choice.finishReason = part.reason;
  }
}

function newCall(part: ToolCallPart): ToolCall {
  return { id: callId(part), type: part.callType ?? 'function', name: '', arguments: '', vendor: {} };
}

/** The provider's own value: lists of tokens, which join as the text does. */
function addLogprobs({ logprobs }: Choice, value: unknown): void {
  if (typeof value === 'object' && value !== null) join(logprobs, { ...value });
}

/** Adds the pieces of a stream: texts and lists go on, anything else is replaced. */
function join(whole: Fields, piece: Fields): void {
  for (const [name, value] of Object.entries(piece)) {
    const before = whole[name];
    if (Array.isArray(before) && Array.isArray(value)) before.push(...value);
    else if (typeof before === 'string' && typeof value === 'string') whole[name] = before + value;
    else if (value !== null || before === undefined) whole[name] = Array.isArray(value) ? [...value] : value;
  }
}

function toBody(index: number, choice: Choice, asFunctions: boolean): object {
  const { text, refusal, reasoning, toolCalls, images, annotations, audio, logprobs, finishReason, vendor } = choice;
  const hasAudio = Object.keys(audio).length > 0;
  const isEmpty = text === '' && (toolCalls.size > 0 || refusal !== '' || hasAudio);
  return {
    ...vendor.choice,
    index,
    message: {
      ...vendor.message,
      role: 'assistant',
      content: isEmpty ? null : text,
      refusal: refusal === '' ? null : refusal,
      ...(reasoning !== '' && { reasoning_content: reasoning }),
      ...(toolCalls.size > 0 && toCalls(toolCalls, asFunctions)),
      ...(images.length > 0 && { images }),
      // Those that are not the citations we read stand among the vendor's fields.
      ...(annotations.length > 0 && { annotations: [...annotations, ...listOf(vendor.message.annotations)] }),
      ...(hasAudio && { audio }),
    },
    logprobs: Object.keys(logprobs).length > 0 ? logprobs : null,
    finish_reason: finishReason === null ? null : finishWord(finishReason, asFunctions),
  };
}

function toCalls(calls: ReadonlyMap<number, ToolCall>, asFunctions: boolean): object {
  const inOrder = [...calls].sort(([one], [other]) => one - other).map(([, call]) => call);
  const [first] = inOrder;
  if (asFunctions && first !== undefined) return { function_call: { name: first.name, arguments: first.arguments } };
  return { tool_calls: inOrder.map((call) => ({ id: call.id, type: call.type, ...callFields(call) })) };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
