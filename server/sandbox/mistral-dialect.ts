/** Mistral's kind of OpenAI's dialect for the HTTP simulator, as Vertex AI serves it: it refuses what the real one refuses. */
import * as z from 'zod';
import type { Dialect, RefusalAnswer } from './dialect.ts';
import { openAiDialect } from './openai-dialect.ts';
import type { SimulatedAnswer } from './simulate.ts';

export const mistralDialect: Dialect = {
  ...openAiDialect,
  read(value, addressed) {
    const found = bodySchema.safeParse(value);
    if (!found.success) {
      const [issue] = found.error.issues;
      const keys = issue?.code === 'unrecognized_keys' ? issue.keys : [];
      return { kind: 'bad-request', field: [...(issue?.path ?? []), ...keys].join('.'), why: 'extra_forbidden' };
    }
    const why = outOfOrder(found.data.messages);
    if (why !== null) return { kind: 'bad-request', field: 'messages', why };
    const asked = openAiDialect.read(value, addressed);
    if ('kind' in asked) return asked;
    return {
      ...asked,
      model: addressed.model ?? asked.model,
      stream: addressed.stream ?? asked.stream,
      withUsage: true,
    };
  },
  whole: (head, answer, withUsage) => openAiDialect.whole(head, withOwnIds(answer), withUsage),
  events: (head, answer, withUsage) => openAiDialect.events(head, withOwnIds(answer), withUsage),
  refusal(refused): RefusalAnswer {
    if (refused.kind !== 'bad-request') return openAiDialect.refusal(refused);
    const { field, why = 'invalid' } = refused;
    const isOrder = field === 'messages';
    return {
      status: isOrder ? 400 : 422,
      body: {
        object: 'error',
        message: isOrder ? why : { detail: [{ type: why, loc: ['body', ...field.split('.')], msg: 'Not permitted' }] },
        type: 'invalid_request_error',
        param: null,
        code: isOrder ? '3230' : null,
      },
    };
  },
};

const ownId = z.string().regex(/^[a-zA-Z0-9]{9}$/);
const contentSchema = z
  .union([
    z.string(),
    z.array(
      z.discriminatedUnion('type', [
        z.strictObject({ type: z.literal('text'), text: z.string() }),
        z.strictObject({
          type: z.literal('image_url'),
          image_url: z.strictObject({ url: z.string(), detail: z.string().optional() }),
        }),
        z.strictObject({
          type: z.literal('document_url'),
          document_url: z.string(),
          document_name: z.string().optional(),
        }),
      ]),
    ),
  ])
  .nullable();
const callSchema = z.strictObject({
  id: ownId,
  type: z.literal('function'),
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
});
const messageSchema = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content: contentSchema }),
  z.strictObject({ role: z.literal('user'), content: contentSchema }),
  z.strictObject({
    role: z.literal('assistant'),
    content: contentSchema,
    tool_calls: z.array(callSchema).optional(),
    prefix: z.boolean().optional(),
  }),
  z.strictObject({
    role: z.literal('tool'),
    content: contentSchema,
    tool_call_id: ownId,
    name: z.string().optional(),
  }),
]);
type SentMessage = z.infer<typeof messageSchema>;

const anything = z.unknown().optional();
const bodySchema = z.strictObject({
  model: z.string(),
  messages: z.array(messageSchema).min(1),
  ...{ temperature: z.number().max(1.5).optional(), top_p: anything, max_tokens: anything, stream: anything },
  ...{ stop: anything, random_seed: anything, metadata: anything, response_format: anything, tools: anything },
  ...{ tool_choice: anything, presence_penalty: anything, frequency_penalty: anything, n: anything },
  ...{ prediction: anything, parallel_tool_calls: anything, prompt_mode: anything, reasoning_effort: anything },
  ...{ safe_prompt: anything, min_tokens: anything },
});

/** Who may follow whom; `null`: all is well. */
function outOfOrder(messages: readonly SentMessage[]): string | null {
  for (const [index, { role }] of messages.entries()) {
    const before = messages[index - 1]?.role;
    const isWrong =
      (role === 'system' && before !== undefined && before !== 'system') ||
      (role === 'tool' && before !== 'assistant' && before !== 'tool') ||
      (role === 'user' && before === 'tool');
    if (isWrong) return `Unexpected role '${role}' after role '${before}'`;
  }
  const last = messages.at(-1);
  const mayAnswer = last?.role === 'user' || last?.role === 'tool' || (last?.role === 'assistant' && last.prefix);
  return mayAnswer ? null : `Expected last role User or Tool (or Assistant with prefix True) but got ${last?.role}`;
}

/** Nine letters and digits, as Mistral's are. */
function withOwnIds(answer: SimulatedAnswer): SimulatedAnswer {
  const choices = answer.choices.map((choice) => {
    if (choice.toolCall === null) return choice;
    const id = choice.toolCall.id
      .replace(/[^a-zA-Z0-9]/g, '')
      .padEnd(9, '0')
      .slice(-9);
    return { ...choice, toolCall: { ...choice.toolCall, id } };
  });
  return { ...answer, choices };
}
