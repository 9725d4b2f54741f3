/**
 * Makes a chat one that Mistral takes in OpenAI's dialect: it refuses fields it does not know, ids of calls in another
 * form than its own, and messages in another order.
 */
import { createHash } from 'node:crypto';
import { type Chat, type Content, isInstruction, type Message, type VendorEntries } from '../../../protocol/message.ts';
import { beyondMistral, fieldsForMistral } from '../../routing/beyond-dialect.ts';
import { beyondDialect, type Json } from '../json.ts';

export interface MistralChat {
  readonly chat: Chat;
  /** What was left out or changed, a sentence without a full stop each, beginning with the field. */
  readonly warnings: readonly string[];
}

/** Throws `RequestError` of kind `invalid-request`, naming what Mistral has no form for. Pure. */
export function toMistral(chat: Chat): MistralChat {
  const beyond = beyondMistral(chat);
  if (beyond !== null) throw beyondDialect(`Mistral's dialect has no form for ${beyond}.`);
  const { known, harmless } = fieldsForMistral(chat.vendor ?? {});
  const { seed, temperature, topP, ...rest } = chat;
  const warnings = harmless.map((name) => `${name}: left out, because Mistral has no such field`);
  if (temperature !== undefined && temperature > hottest)
    warnings.push(`temperature: sent as ${hottest}, the most Mistral takes, got ${temperature}`);
  return {
    chat: {
      ...rest,
      messages: inOrder(chat.messages, warnings),
      ...(chat.tools !== undefined && { tools: chat.tools.map(plainTool) }),
      ...(temperature !== undefined && { temperature: Math.min(temperature, hottest) }),
      // Without chance there is nothing to choose from, and the vendor refuses to be told.
      ...(topP !== undefined && temperature !== 0 && { topP }),
      vendor: { ...known, ...(seed !== undefined && { random_seed: seed }) },
    },
    warnings,
  };
}

/** The same body without what a stream of Mistral's tells unasked, and refuses to be asked. */
export function withoutStreamOptions({ stream_options: _, ...body }: Json): Json {
  return body;
}

const hottest = 1.5;

/** Instructions first, nothing empty, and an answer between the result of a tool and the user. */
function inOrder(messages: readonly Message[], warnings: string[]): Message[] {
  const instructions: Message[] = [];
  const turns: Message[] = [];
  for (const [index, message] of messages.entries()) {
    const plain = plainMessage(message);
    if (isInstruction(message)) {
      if (turns.length > 0)
        warnings.push(`messages[${index}]: its instructions stand before the conversation, not within it`);
      instructions.push({ ...plain, role: 'system' });
    } else if (message.role === 'tool' || !isEmpty(plain)) {
      if (message.role === 'user' && turns.at(-1)?.role === 'tool') turns.push(understood);
      turns.push(plain);
    }
  }
  // A conversation needs a turn: where there is nothing but instructions, they are it.
  if (turns.length === 0) return instructions.map((message) => ({ ...message, role: 'user' }));
  const last = turns.at(-1);
  // An answer that has begun is gone on with where it says so.
  if (last?.role === 'assistant' && last.toolCalls === undefined)
    turns.splice(-1, 1, { ...last, vendor: { prefix: true } });
  return [...instructions, ...turns];
}

/** What the model might have said when the user spoke before it did. */
const understood: Message = { role: 'assistant', content: [{ type: 'text', text: 'Understood.' }] };

function isEmpty({ content, vendorContent = [], toolCalls = [] }: Message): boolean {
  return content.length === 0 && vendorContent.length === 0 && toolCalls.length === 0;
}

function plainMessage({ role, content, toolCalls, toolCallId, vendor }: Message): Message {
  const said = content.filter((item) => item.type !== 'text' || item.text !== '');
  const files = filesOf(said);
  const name = role === 'tool' && typeof vendor?.name === 'string' ? { vendor: { name: vendor.name } } : {};
  return {
    role,
    content: said.filter(({ type }) => type !== 'file').map(plainContent),
    ...(files.length > 0 && { vendorContent: files }),
    ...(toolCalls !== undefined &&
      toolCalls.length > 0 && {
        toolCalls: toolCalls.map((call) => ({
          id: mistralId(call.id),
          name: call.name,
          argumentsJson: call.argumentsJson,
        })),
      }),
    ...(toolCallId !== undefined && { toolCallId: mistralId(toolCallId) }),
    ...name,
  };
}

/** Files have a form of Mistral's own, at the places where they stood. */
function filesOf(content: readonly Content[]): VendorEntries {
  return content.flatMap((item, index) => {
    if (item.type !== 'file') return [];
    const named = item.name === undefined ? {} : { document_name: item.name };
    return [{ index, entry: { type: 'document_url', document_url: item.url, ...named } }];
  });
}

function plainContent(content: Content): Content {
  if (content.type === 'text') return { type: 'text', text: content.text };
  const { vendor: _, ...plain } = content;
  return plain;
}

function plainTool({ name, description, parameters, vendor }: NonNullable<Chat['tools']>[number]) {
  return {
    name,
    ...(description !== undefined && { description }),
    // The vendor asks for them, also where there are none.
    parameters: parameters ?? { type: 'object', properties: {} },
    ...(typeof vendor?.strict === 'boolean' && { vendor: { strict: vendor.strict } }),
  };
}

const ownId = /^[a-zA-Z0-9]{9}$/;

/** Nine letters and digits: the id itself where it is such, else made of it; a call and its result change alike. */
function mistralId(id: string): string {
  if (ownId.test(id)) return id;
  return createHash('sha256').update(id).digest('hex').slice(0, 9);
}
