/** Gemini's dialect for the HTTP simulator, as the Gemini API and Vertex AI speak it: `generateContent` and its streams. */
import * as z from 'zod';
import type { Message } from '../../protocol/message.ts';
import type { FinishReason } from '../../protocol/part.ts';
import type { AnswerHead, Dialect, Refusal, RefusalAnswer, StreamEvent } from './dialect.ts';
import {
  type SimulatedAnswer,
  type SimulatedChat,
  type SimulatedChoice,
  simulatedInputTokens,
  tokensOf,
} from './simulate.ts';
import type { SimulatedMedium } from './simulated-media.ts';

/** Without `alt=sse` a stream is one JSON array. A wrong key has another answer at Vertex AI. */
export function contentsDialect(framing: 'events' | 'array', api: 'gemini' | 'vertex'): Dialect {
  const isArray = framing === 'array';
  const framed = (value: object, isFirst: boolean) => {
    const json = JSON.stringify(value);
    if (!isArray) return `data: ${json}\r\n\r\n`;
    return isFirst ? `[${json}` : `,\r\n${json}`;
  };
  return {
    read(value, { model, stream }) {
      const body = bodySchema.safeParse(value);
      if (!body.success) return { kind: 'bad-request', field: body.error.issues[0]?.path.join('.') ?? '' };
      return { model: model ?? '', stream: stream === true, withUsage: true, chat: toSimulatedChat(body.data) };
    },
    whole: (head, answer, withUsage) => JSON.stringify(wholeAnswer(head, answer, withUsage)),
    events: (head, answer, withUsage) =>
      chunks(head, answer, withUsage).map(({ value, ...event }, index) => ({
        ...event,
        text: framed(value, index === 0),
      })),
    end: isArray ? ']' : '',
    streamType: isArray ? 'application/json; charset=UTF-8' : 'text/event-stream',
    errorEvent: (error = overloaded) => framed({ error }, false) + (isArray ? ']' : ''),
    brokenEvent: isArray ? ',\r\n{"candidates":[{"content":{"pa}' : 'data: {"candidates":[{"content":{"pa\r\n\r\n',
    errorBody: (error = overloaded) => ({ error }),
    refusal: (refused) => refusal(refused, api),
  };
}

/** The answer to `countTokens`. */
export function countedTokens(value: unknown): object | null {
  // Vertex AI takes the contents, the Gemini API also a whole request to be counted.
  const wrapped = z.object({ generateContentRequest: bodySchema }).safeParse(value).data?.generateContentRequest;
  const body = wrapped ?? bodySchema.safeParse(value).data;
  if (body === undefined) return null;
  const totalTokens = simulatedInputTokens(toSimulatedChat(body));
  return { totalTokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: totalTokens }] };
}

const partSchema = z.looseObject({ text: z.string().optional(), functionResponse: z.unknown().optional() });
const contentSchema = z.looseObject({ role: z.string().optional(), parts: z.array(partSchema) });
const named = z.looseObject({ name: z.string().min(1) });

const bodySchema = z.looseObject({
  contents: z.array(contentSchema).min(1),
  systemInstruction: contentSchema.optional(),
  tools: z.array(z.looseObject({ functionDeclarations: z.array(named).optional() })).optional(),
  toolConfig: z
    .looseObject({
      functionCallingConfig: z
        .looseObject({ mode: z.string().optional(), allowedFunctionNames: z.array(z.string()).optional() })
        .optional(),
    })
    .optional(),
  generationConfig: z
    .looseObject({
      maxOutputTokens: z.number().int().positive().optional(),
      stopSequences: z.array(z.string()).optional(),
      candidateCount: z.number().int().min(1).max(8).optional(),
      responseModalities: z.array(z.enum(['TEXT', 'IMAGE', 'AUDIO'])).optional(),
      thinkingConfig: z.looseObject({ includeThoughts: z.boolean().optional() }).optional(),
    })
    .optional(),
});
type Body = z.infer<typeof bodySchema>;

function toSimulatedChat({
  contents,
  systemInstruction,
  tools,
  toolConfig,
  generationConfig = {},
}: Body): SimulatedChat {
  const { maxOutputTokens, stopSequences, candidateCount, thinkingConfig } = generationConfig;
  const modalities = generationConfig.responseModalities ?? [];
  const shows = modalities.includes('AUDIO') ? 'audio' : modalities.includes('IMAGE') ? 'image' : null;
  const functions = (tools ?? []).flatMap(({ functionDeclarations }) => functionDeclarations ?? []);
  const calling = toolConfig?.functionCallingConfig;
  const [only] = calling?.allowedFunctionNames ?? [];
  const instructions =
    systemInstruction === undefined ? [] : [{ role: 'system' as const, content: texts(systemInstruction) }];
  return {
    messages: [...instructions, ...contents.map((content) => ({ role: roleOf(content), content: texts(content) }))],
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(stopSequences !== undefined && { stop: stopSequences }),
    ...(candidateCount !== undefined && { choices: candidateCount }),
    ...(functions.length > 0 && { tools: functions.map(({ name }) => ({ name })) }),
    ...(calling?.mode === 'ANY' && { toolChoice: only === undefined ? ('required' as const) : { name: only } }),
    thinks: thinkingConfig?.includeThoughts === true,
    ...(shows !== null && { shows }),
  };
}

function roleOf({ role, parts }: z.infer<typeof contentSchema>): Message['role'] {
  if (role === 'model') return 'assistant';
  return parts.some(({ functionResponse }) => functionResponse !== undefined) ? 'tool' : 'user';
}

function texts({ parts }: z.infer<typeof contentSchema>): Message['content'] {
  return parts.map(({ text }) => ({ type: 'text', text: text ?? '' }));
}

function wholeAnswer(head: AnswerHead, answer: SimulatedAnswer, withUsage: boolean): object {
  return {
    candidates: answer.choices.map((choice, index) => ({
      content: { role: 'model', parts: [...thoughtParts(choice), ...answerParts(choice, [choice.deltas.join('')])] },
      finishReason: words[choice.finishReason],
      index,
    })),
    ...tail(head, answer, withUsage),
  };
}

type Chunk = Omit<StreamEvent, 'text'> & { readonly value: object };

function chunks(head: AnswerHead, answer: SimulatedAnswer, withUsage: boolean): Chunk[] {
  const names = tail(head, answer, false);
  return answer.choices.flatMap((choice, index) => {
    const chunk = (part: object | null, outputTokens: number, more: object = {}): Chunk => ({
      value: { candidates: [{ content: { role: 'model', parts: [part ?? { text: '' }] }, index, ...more }], ...names },
      isContent: part !== null,
      outputTokens,
    });
    const parts = answerParts(choice, choice.deltas);
    const tokens = choice.media.reduce((sum, medium) => sum + medium.tokens, choice.outputTokens);
    const isLast = index === answer.choices.length - 1;
    const end = chunk(null, 0, { finishReason: words[choice.finishReason] });
    return [
      chunk(null, 0),
      ...thoughtParts(choice).map((part) => chunk(part, tokensOf(choice.thoughts))),
      ...parts.map((part) => chunk(part, tokens / parts.length)),
      isLast ? { ...end, value: { ...end.value, ...tail(head, answer, withUsage) } } : end,
    ];
  });
}

function thoughtParts({ thoughts }: SimulatedChoice): object[] {
  return thoughts === '' ? [] : [{ text: thoughts, thought: true }];
}

function answerParts({ toolCall, thoughts, media }: SimulatedChoice, deltas: readonly string[]): object[] {
  if (toolCall === null) {
    const texts = deltas.filter((text) => text !== '').map((text) => ({ text }));
    return [...texts, ...media.flatMap(mediumParts)];
  }
  const { id, name, argumentsJson } = toolCall;
  const signed = thoughts === '' ? {} : { thoughtSignature: 'c2ltdWxhdGVk' };
  return [{ functionCall: { id, name, args: JSON.parse(argumentsJson) }, ...signed }];
}

/** Sound comes in pieces; they begin and end between samples. */
function mediumParts({ kind, mediaType, dataBase64 }: SimulatedMedium): object[] {
  const bytes = Buffer.from(dataBase64, 'base64');
  const half = kind === 'audio' ? (bytes.length >> 2) * 2 : bytes.length;
  return [bytes.subarray(0, half), bytes.subarray(half)]
    .filter(({ length }) => length > 0)
    .map((piece) => ({ inlineData: { mimeType: mediaType, data: piece.toString('base64') } }));
}

function tail({ id, model }: AnswerHead, { usage }: SimulatedAnswer, withUsage: boolean): object {
  const { inputTokens, outputTokens, reasoningTokens, imageOutputTokens, audioOutputTokens } = usage;
  const candidatesTokenCount = outputTokens + imageOutputTokens + audioOutputTokens;
  const shown = [
    { modality: 'IMAGE', tokenCount: imageOutputTokens },
    { modality: 'AUDIO', tokenCount: audioOutputTokens },
  ].filter(({ tokenCount }) => tokenCount > 0);
  const usageMetadata = {
    promptTokenCount: inputTokens,
    candidatesTokenCount,
    ...(shown.length > 0 && { candidatesTokensDetails: shown }),
    ...(reasoningTokens > 0 && { thoughtsTokenCount: reasoningTokens }),
    totalTokenCount: inputTokens + candidatesTokenCount + reasoningTokens,
  };
  return { ...(withUsage && { usageMetadata }), modelVersion: model, responseId: id };
}

const overloaded = { code: 503, message: 'The model is overloaded. Please try again later.', status: 'UNAVAILABLE' };

function refusal(refused: Refusal, api: 'gemini' | 'vertex'): RefusalAnswer {
  const of = (code: number, status: string, message: string, details: readonly object[] = []) => ({
    status: code,
    body: { error: { code, message, status, ...(details.length > 0 && { details }) } },
  });
  switch (refused.kind) {
    case 'bad-request':
      return of(400, 'INVALID_ARGUMENT', `Invalid value at '${refused.field}'`);
    case 'wrong-key':
      return api === 'gemini'
        ? of(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [errorInfo('API_KEY_INVALID')])
        : of(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.', [
            errorInfo('ACCESS_TOKEN_TYPE_UNSUPPORTED'),
          ]);
    case 'context-too-long':
      return of(
        400,
        'INVALID_ARGUMENT',
        'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      );
    case 'content-refused':
      return { status: 200, body: { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } } };
  }
}

function errorInfo(reason: string): object {
  return { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' };
}

const words: Readonly<Record<FinishReason, string>> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  'tool-calls': 'STOP',
  'content-filter': 'SAFETY',
  other: 'OTHER',
};
