/**
 * The body of `POST /v1/chat/completions` as we read it. What is not named here is a vendor's own and passed on.
 *
 * A rule's message completes the sentence "FIELD …, got VALUE". Clients write `null` for what they do not set.
 */
import * as z from 'zod';

const text = () => z.string('must be a text');
const wholeAbove0 = (most = Number.MAX_SAFE_INTEGER) => {
  const rule = 'must be a whole number above 0';
  return z.number(rule).int(rule).min(1, rule).max(most, `must be at most ${most}`);
};
const numberFrom0To = (most: number) => {
  const rule = `must be a number from 0 to ${most}`;
  return z.number(rule).min(0, rule).max(most, rule);
};

/** Marks what is not read: no field of a body can be taken for it. */
export const notRead = Symbol('not read');
export interface NotRead {
  readonly [notRead]: Record<string, unknown>;
}

/**
 * An entry of a list whose `type` or `role` is none of those we read: a vendor's own, to be passed on as it came. It is
 * the upstream that knows whether there is such a thing.
 */
const otherEntry = (kind: 'type' | 'role', read: readonly string[]) => {
  const rule = `must be a text, such as ${read.map((word) => `"${word}"`).join(', ')}`;
  const isOther = (word: string) => !read.includes(word);
  return z
    .looseObject({ [kind]: z.string(rule).refine(isOther, { error: 'is one that we read', abort: true }) })
    .transform((entry): NotRead => ({ [notRead]: entry }));
};

const textPartSchema = z.looseObject({ type: z.literal('text'), text: text() });
/** What an assistant refused earlier in the conversation. */
const refusalPartSchema = z.looseObject({ type: z.literal('refusal'), refusal: text() });
const imagePartSchema = z.looseObject({
  type: z.literal('image_url'),
  image_url: z.union([text(), z.looseObject({ url: text(), detail: text().nullish() })], 'must be { "url": "…" }'),
});
const audioPartSchema = z.looseObject({
  type: z.literal('input_audio'),
  input_audio: z.looseObject({ data: text(), format: text() }, 'must be { "data": "…", "format": "…" }'),
});
const filePartSchema = z.looseObject({
  type: z.literal('file'),
  file: z
    .looseObject({ file_data: text().nullish(), file_id: text().nullish(), filename: text().nullish() })
    .refine(
      ({ file_data, file_id }) => typeof file_data === 'string' || typeof file_id === 'string',
      'must be { "file_data": "data:…", "filename"? } or { "file_id": "…" }',
    ),
});
const knownPartSchema = z.discriminatedUnion('type', [
  textPartSchema,
  refusalPartSchema,
  imagePartSchema,
  audioPartSchema,
  filePartSchema,
]);
const contentPartSchema = z.union([
  knownPartSchema,
  otherEntry('type', ['text', 'refusal', 'image_url', 'input_audio', 'file']),
]);
export type KnownPart = z.infer<typeof knownPartSchema>;
export type ContentPart = z.infer<typeof contentPartSchema>;

const contentSchema = z.union([z.string(), z.array(contentPartSchema)], 'must be a text or a list of content parts');
export type BodyContent = z.infer<typeof contentSchema>;

const functionCallSchema = z.looseObject({
  id: text(),
  type: z.literal('function').nullish(),
  function: z.looseObject({ name: text(), arguments: text() }, 'must be { "name": "…", "arguments": "…" }'),
});
export type BodyCall = z.infer<typeof functionCallSchema>;
const toolCallSchema = z.union([functionCallSchema, otherEntry('type', ['function'])]);

const systemSchema = z.looseObject({ role: z.literal('system'), content: contentSchema });
const developerSchema = z.looseObject({ role: z.literal('developer'), content: contentSchema });
const userSchema = z.looseObject({ role: z.literal('user'), content: contentSchema });
const assistantSchema = z.looseObject({
  role: z.literal('assistant'),
  content: contentSchema.nullish(),
  tool_calls: z.array(toolCallSchema, 'must be a list of tool calls').nullish(),
});
const toolMessageSchema = z.looseObject({ role: z.literal('tool'), content: contentSchema, tool_call_id: text() });

const knownMessageSchema = z.discriminatedUnion('role', [
  systemSchema,
  developerSchema,
  userSchema,
  assistantSchema,
  toolMessageSchema,
]);
const messageSchema = z.union([
  knownMessageSchema,
  otherEntry('role', ['system', 'developer', 'user', 'assistant', 'tool']),
]);
export type BodyMessage = z.infer<typeof knownMessageSchema>;

const functionToolSchema = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject(
    {
      name: text().min(1, 'must not be empty'),
      description: text().nullish(),
      parameters: z.record(z.string(), z.unknown(), 'must be a JSON Schema').nullish(),
    },
    'must be { "name": "…", "description"?, "parameters"? }',
  ),
});
const toolSchema = z.union([functionToolSchema, otherEntry('type', ['function'])]);
export type BodyTool = z.infer<typeof functionToolSchema>;

const functionChoiceSchema = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({ name: text() }, 'must be { "name": "…" }'),
});
/** A word or a form that we do not know is a vendor's, too. */
const toolChoiceSchema = z.union(
  [z.string(), functionChoiceSchema, otherEntry('type', ['function'])],
  'must be "auto", "none", "required" or { "type": "function", "function": { "name": "…" } }',
);
export type BodyToolChoice = z.infer<typeof toolChoiceSchema>;

export const chatBodySchema = z.looseObject(
  {
    model: text().min(1, 'must not be empty').max(500, 'must have at most 500 characters'),
    messages: z.array(messageSchema, 'must be a list of messages').min(1, 'must hold at least one message'),
    tools: z.array(toolSchema, 'must be a list of tools').nullish(),
    tool_choice: toolChoiceSchema.nullish(),
    temperature: numberFrom0To(2).nullish(),
    top_p: numberFrom0To(1).nullish(),
    max_tokens: wholeAbove0().nullish(),
    max_completion_tokens: wholeAbove0().nullish(),
    stop: z.union([z.string(), z.array(z.string())], 'must be a text or a list of texts').nullish(),
    seed: z.number('must be a whole number').int('must be a whole number').nullish(),
    n: wholeAbove0(128).nullish(),
    stream: z.boolean('must be true or false').nullish(),
    stream_options: z
      .looseObject({ include_usage: z.boolean('must be true or false').nullish() }, 'must be { "include_usage"? }')
      .nullish(),
  },
  'must be a JSON object',
);
export type ChatBody = z.infer<typeof chatBodySchema>;
