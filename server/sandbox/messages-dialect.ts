/** Anthropic's dialect for the HTTP simulator: reads bodies of `/v1/messages` and `rawPredict`, writes messages and their events. */
import * as z from 'zod';
import type { Message } from '../../protocol/message.ts';
import type { FinishReason } from '../../protocol/part.ts';
import type { AnswerHead, Asked, Dialect, Refusal, RefusalAnswer, StreamEvent } from './dialect.ts';
import { type SimulatedAnswer, type SimulatedChat, type SimulatedChoice, tokensOf } from './simulate.ts';

export const messagesDialect: Dialect = {
  read(value, addressed) {
    const body = bodySchema.safeParse(value);
    if (!body.success) return { kind: 'bad-request', field: body.error.issues[0]?.path.join('.') ?? '' };
    const model = addressed.model ?? body.data.model;
    if (model === undefined) return { kind: 'bad-request', field: 'model' };
    const asked: Asked = {
      model,
      stream: addressed.stream ?? body.data.stream === true,
      withUsage: true,
      chat: toSimulatedChat(body.data),
    };
    const index = missingThought(body.data);
    if (index === null) return asked;
    const why = 'Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` is enabled, …';
    return { kind: 'bad-request', field: `messages.${index}.content.0.type`, why };
  },
  whole: (head, answer, withUsage) => JSON.stringify(message(head, answer, withUsage)),
  events,
  end: event({ type: 'message_stop' }),
  streamType: 'text/event-stream; charset=utf-8',
  errorEvent: (error = overloaded) => event({ type: 'error', error }),
  brokenEvent: 'event: content_block_delta\ndata: {"type":"content_block_delta","delta":{"te\n\n',
  errorBody: (error = overloaded) => ({ type: 'error', error }),
  refusal,
};

const blockSchema = z.looseObject({ type: z.string(), text: z.string().optional(), signature: z.string().optional() });
const contentSchema = z.union([z.string(), z.array(blockSchema)]);

const bodySchema = z.looseObject({
  model: z.string().optional(),
  max_tokens: z.number().int().positive(),
  system: contentSchema.optional(),
  messages: z.array(z.looseObject({ role: z.enum(['user', 'assistant']), content: contentSchema })).min(1),
  stream: z.boolean().optional(),
  stop_sequences: z.array(z.string()).optional(),
  tools: z.array(z.looseObject({ name: z.string().min(1) })).optional(),
  tool_choice: z.looseObject({ type: z.enum(['auto', 'any', 'tool', 'none']), name: z.string().optional() }).optional(),
  thinking: z.looseObject({ type: z.enum(['enabled', 'adaptive', 'disabled']) }).optional(),
});
type Body = z.infer<typeof bodySchema>;

function toSimulatedChat(body: Body): SimulatedChat {
  const { system, messages, max_tokens: maxOutputTokens, stop_sequences: stop, tools, tool_choice: choice } = body;
  const instructions: Message[] = system === undefined ? [] : [{ role: 'system', content: texts(system) }];
  return {
    messages: [
      ...instructions,
      ...messages.map(({ role, content }) => ({ role: roleOf(role, content), content: texts(content) })),
    ],
    maxOutputTokens,
    ...(stop !== undefined && { stop }),
    ...(tools !== undefined && { tools: tools.map(({ name }) => ({ name })) }),
    ...(choice?.type === 'any' && { toolChoice: 'required' }),
    ...(choice?.type === 'tool' && choice.name !== undefined && { toolChoice: { name: choice.name } }),
    thinks: isThinking(body),
  };
}

function isThinking({ thinking }: Body): boolean {
  return thinking !== undefined && thinking.type !== 'disabled';
}

/** Results of tools come in the user's name here. */
function roleOf(role: 'user' | 'assistant', content: z.infer<typeof contentSchema>): Message['role'] {
  return typeof content !== 'string' && content.some(({ type }) => type === 'tool_result') ? 'tool' : role;
}

function texts(content: z.infer<typeof contentSchema>): Message['content'] {
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return blocks.map(({ text }) => ({ type: 'text', text: text ?? '' }));
}

/** The real one insists: results of tools go back with the signed thought that led to the calls. */
function missingThought(body: Body): number | null {
  const index = body.messages.length - 2;
  const [caller, last] = body.messages.slice(-2);
  if (body.thinking?.type !== 'enabled' || caller?.role !== 'assistant' || last === undefined) return null;
  if (roleOf(last.role, last.content) !== 'tool' || typeof caller.content === 'string') return null;
  const [first] = caller.content;
  const isSigned = first?.type === 'thinking' ? first.signature === signature : first?.type === 'redacted_thinking';
  return isSigned ? null : index;
}

const signature = 'simulated-signature';

function message(head: AnswerHead, answer: SimulatedAnswer, withUsage: boolean): object {
  const [choice] = answer.choices;
  const blocks = choice === undefined ? [] : blocksOf(choice).map(({ whole }) => whole);
  return {
    ...envelope(head),
    content: blocks,
    stop_reason: words[choice?.finishReason ?? 'stop'],
    stop_sequence: null,
    ...(withUsage && { usage: usageBlock(answer) }),
  };
}

function envelope({ id, model }: AnswerHead) {
  return { id: `msg_${id}`, type: 'message', role: 'assistant', model };
}

function usageBlock({ usage }: SimulatedAnswer) {
  return {
    input_tokens: usage.inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: usage.outputTokens + usage.reasoningTokens,
    ...(usage.reasoningTokens > 0 && { output_tokens_details: { thinking_tokens: usage.reasoningTokens } }),
  };
}

interface SimulatedBlock {
  readonly whole: object;
  /** As its stream begins it, and what each further event adds. */
  readonly start: object;
  readonly deltas: readonly object[];
  /** That it begins is content already: a tool call has an id and a name. */
  readonly beginsWithContent: boolean;
  readonly outputTokens: number;
}

function blocksOf({ thoughts, deltas, toolCall, outputTokens }: SimulatedChoice): SimulatedBlock[] {
  const thinking: SimulatedBlock = {
    whole: { type: 'thinking', thinking: thoughts, signature },
    start: { type: 'thinking', thinking: '', signature: '' },
    deltas: [
      { type: 'thinking_delta', thinking: thoughts },
      { type: 'signature_delta', signature },
    ],
    beginsWithContent: false,
    outputTokens: tokensOf(thoughts),
  };
  const before = thoughts === '' ? [] : [thinking];
  if (toolCall === null) {
    const text = deltas.join('');
    const pieces = deltas.map((piece) => ({ type: 'text_delta', text: piece }));
    const start = { type: 'text', text: '' };
    return [
      ...before,
      { whole: { type: 'text', text }, start, deltas: pieces, beginsWithContent: false, outputTokens },
    ];
  }
  const { id, name, argumentsJson } = toolCall;
  const use = { type: 'tool_use', id: `toolu_${id}`, name };
  return [
    ...before,
    {
      whole: { ...use, input: JSON.parse(argumentsJson) },
      start: { ...use, input: {} },
      deltas: [{ type: 'input_json_delta', partial_json: argumentsJson }],
      beginsWithContent: true,
      outputTokens,
    },
  ];
}

function events(head: AnswerHead, answer: SimulatedAnswer, withUsage: boolean): StreamEvent[] {
  const [choice] = answer.choices;
  const bare = (value: Named): StreamEvent => ({ text: event(value), isContent: false, outputTokens: 0 });
  const early = withUsage ? { usage: { ...usageBlock(answer), output_tokens: 1 } } : {};
  const start = { ...envelope(head), content: [], stop_reason: null, stop_sequence: null, ...early };
  const blocks = choice === undefined ? [] : blocksOf(choice);
  return [
    bare({ type: 'message_start', message: start }),
    ...blocks.flatMap((block, index) => blockEvents(block, index)),
    bare({
      type: 'message_delta',
      delta: { stop_reason: words[choice?.finishReason ?? 'stop'], stop_sequence: null },
      ...(withUsage && { usage: usageBlock(answer) }),
    }),
  ];
}

function blockEvents({ start, deltas, beginsWithContent, outputTokens }: SimulatedBlock, index: number): StreamEvent[] {
  const pieces = beginsWithContent ? 1 : Math.max(1, deltas.length);
  const content = (value: Named, isContent: boolean): StreamEvent => ({
    text: event(value),
    isContent,
    outputTokens: isContent ? outputTokens / pieces : 0,
  });
  return [
    content({ type: 'content_block_start', index, content_block: start }, beginsWithContent),
    ...deltas.map((delta) => content({ type: 'content_block_delta', index, delta }, !beginsWithContent)),
    content({ type: 'content_block_stop', index }, false),
  ];
}

interface Named {
  readonly type: string;
  readonly [field: string]: unknown;
}

function event(value: Named): string {
  return `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
}

const overloaded = { type: 'overloaded_error', message: 'Overloaded' };

function refusal(refused: Refusal): RefusalAnswer {
  const of = (status: number, type: string, text: string) => ({
    status,
    body: { type: 'error', error: { type, message: text } },
  });
  switch (refused.kind) {
    case 'bad-request':
      return of(400, 'invalid_request_error', `${refused.field}: ${refused.why ?? 'Invalid value'}`);
    case 'wrong-key':
      return of(401, 'authentication_error', 'invalid x-api-key');
    case 'context-too-long':
      return of(400, 'invalid_request_error', 'prompt is too long: 208310 tokens > 200000 maximum');
    case 'content-refused':
      return of(400, 'invalid_request_error', 'Output blocked by content filtering policy');
  }
}

const words: Readonly<Record<FinishReason, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
  other: 'end_turn',
};
