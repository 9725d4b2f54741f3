/** OpenAI's dialect for the HTTP simulator: reads bodies of `/chat/completions`, writes chunks and whole answers. */
import * as z from 'zod';
import { type Message, messageSchema } from '../../protocol/message.ts';
import type { FinishReason } from '../../protocol/part.ts';
import type { AnswerHead, Dialect, Refusal, RefusalAnswer, StreamEvent } from './dialect.ts';
import type { SimulatedAnswer, SimulatedChat, SimulatedChoice } from './simulate.ts';

export const openAiDialect: Dialect = {
  read(value) {
    const body = chatBodySchema.safeParse(value);
    if (!body.success) return { kind: 'bad-request', field: body.error.issues[0]?.path.join('.') ?? '' };
    const { model, stream, stream_options: options } = body.data;
    const withUsage = stream !== true || options?.include_usage === true;
    return { model, stream: stream === true, withUsage, chat: toSimulatedChat(body.data) };
  },
  whole: wholeAnswer,
  events: streamEvents,
  end: 'data: [DONE]\n\n',
  streamType: 'text/event-stream; charset=utf-8',
  errorEvent: (error = overloaded) => `data: ${JSON.stringify({ error })}\n\n`,
  brokenEvent: 'data: {"choices":[{"index":0,"delta":{"con\n\n',
  errorBody: (error = overloaded) => ({ error }),
  refusal,
};

const overloaded = { message: 'The server is overloaded.', type: 'server_error', code: 503 };

const invalid = { type: 'invalid_request_error' };

function refusal(refused: Refusal): RefusalAnswer {
  const of = (status: number, error: object) => ({ status, body: { error } });
  switch (refused.kind) {
    case 'bad-request':
      return of(400, { message: `Invalid value in the request body: ${refused.field}`, ...invalid, code: null });
    case 'wrong-key':
      return of(401, { message: 'Incorrect API key provided.', ...invalid, code: 'invalid_api_key' });
    case 'context-too-long': {
      const message = "This model's maximum context length is 8192 tokens. Please reduce the length of the messages.";
      return of(400, { message, ...invalid, param: 'messages', code: 'context_length_exceeded' });
    }
    case 'content-refused': {
      const message = 'The request was refused because of the content policy.';
      return of(400, { message, ...invalid, param: 'prompt', code: 'content_filter' });
    }
  }
}

const contentItemSchema = z.looseObject({ type: z.string(), text: z.string().optional() });
/** Words and forms that are not OpenAI's are taken, and mean nothing here. */
const toolChoiceSchema = z.union([
  z.enum(['auto', 'none', 'required']),
  z.looseObject({ function: z.object({ name: z.string() }) }).transform((choice) => choice.function),
  z.union([z.string(), z.looseObject({})]).transform(() => undefined),
]);

const chatBodySchema = z.looseObject({
  model: z.string(),
  messages: z
    .array(
      z.looseObject({
        role: z.string(),
        content: z.union([z.string(), z.array(contentItemSchema)]).nullish(),
      }),
    )
    .min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: z.number().int().positive().nullish(),
  max_completion_tokens: z.number().int().positive().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  n: z.number().int().min(1).max(128).nullish(),
  /** Tools of a vendor's own are no functions. */
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string().min(1) }).optional() })).nullish(),
  tool_choice: toolChoiceSchema.nullish(),
});
type ChatBody = z.infer<typeof chatBodySchema>;

function toSimulatedChat(body: ChatBody): SimulatedChat {
  const maxOutputTokens = body.max_completion_tokens ?? body.max_tokens ?? undefined;
  const { stop, tool_choice: toolChoice } = body;
  return {
    messages: body.messages.map(({ role, content }) => ({
      role: simulatedRole(role),
      content: (typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? [])).map((item) => ({
        type: 'text' as const,
        text: item.text ?? '',
      })),
    })),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(stop !== null && stop !== undefined && { stop: typeof stop === 'string' ? [stop] : stop }),
    ...(body.n !== null && body.n !== undefined && { choices: body.n }),
    ...(body.tools && { tools: body.tools.flatMap((tool) => (tool.function ? [{ name: tool.function.name }] : [])) }),
    ...(toolChoice && { toolChoice }),
  };
}

/** Any role is taken; what a function answered in the older form is a tool's answer. */
function simulatedRole(role: string): Message['role'] {
  if (role === 'function') return 'tool';
  return messageSchema.shape.role.safeParse(role).data ?? 'user';
}

function wholeAnswer(head: AnswerHead, answer: SimulatedAnswer, withUsage: boolean): string {
  return JSON.stringify({
    ...envelope(head, 'chat.completion'),
    choices: answer.choices.map((choice, index) => ({
      index,
      message: {
        role: 'assistant',
        content: choice.toolCall === null ? choice.deltas.join('') : null,
        refusal: null,
        ...(choice.toolCall !== null && { tool_calls: [toolCall(choice.toolCall)] }),
      },
      logprobs: null,
      finish_reason: words[choice.finishReason],
    })),
    ...(withUsage && { usage: usageBlock(answer) }),
  });
}

/** Those of several choices in turn, one choice after the other. */
function streamEvents(head: AnswerHead, answer: SimulatedAnswer, withUsage: boolean): StreamEvent[] {
  const start = JSON.stringify(envelope(head, 'chat.completion.chunk')).slice(0, -1);
  const event = (choices: readonly object[], more: object = {}): string => {
    const rest = JSON.stringify({ choices, ...more }).slice(1);
    return `data: ${start},${rest}\n\n`;
  };
  const bare = (text: string): StreamEvent => ({ text, isContent: false, outputTokens: 0 });
  const noUsage = withUsage ? { usage: null } : {};
  const events = answer.choices.flatMap((choice, index) => {
    const delta = (value: object, finish: string | null = null) =>
      event([{ index, delta: value, logprobs: null, finish_reason: finish }], noUsage);
    const content = contentDeltas(choice).map((value) => ({ text: delta(value), isContent: true, outputTokens: 0 }));
    return [
      bare(delta({ role: 'assistant', content: '' })),
      ...content.map((one) => ({ ...one, outputTokens: choice.outputTokens / content.length })),
      bare(delta({}, words[choice.finishReason])),
    ];
  });
  return withUsage ? [...events, bare(event([], { usage: usageBlock(answer) }))] : events;
}

function contentDeltas(choice: SimulatedChoice): object[] {
  if (choice.toolCall !== null) return [{ tool_calls: [{ index: 0, ...toolCall(choice.toolCall) }] }];
  return choice.deltas.map((content) => ({ content }));
}

function toolCall({ id, name, argumentsJson }: NonNullable<SimulatedChoice['toolCall']>) {
  return { id, type: 'function', function: { name, arguments: argumentsJson } };
}

function envelope(head: AnswerHead, object: string) {
  return { id: head.id, object, created: head.created, model: head.model };
}

function usageBlock({ usage }: SimulatedAnswer) {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0 },
  };
}

const words: Readonly<Record<FinishReason, string>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  other: 'stop',
};
