/** From the messages of a chat to Anthropic's: instructions apart, and the two sides in turns. */
import { type Chat, isInstruction, type Message, type ToolCall } from '../../../protocol/message.ts';
import { isObject, parsedJson } from '../../parsed-json.ts';
import { type Json, kept, refuse } from '../json.ts';
import { type Thought, thoughtsOfCall, thoughtsOfMessage } from './thoughts.ts';
import { toBlocks } from './to-content.ts';

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: Json[];
}

export interface Conversation {
  readonly system: readonly Json[];
  readonly turns: readonly Turn[];
  readonly warnings: readonly string[];
}

/** Throws `RequestError` of kind `invalid-request`, naming the field, for what has no form here. */
export function toConversation({ messages }: Pick<Chat, 'messages'>): Conversation {
  const system: Json[] = [];
  const turns: Turn[] = [];
  const warnings: string[] = [];
  for (const [index, message] of messages.entries()) {
    const blocks = blocksOf(message, `messages[${index}]`);
    if (isInstruction(message)) {
      refuseShown(message, `messages[${index}]`);
      if (turns.length > 0)
        warnings.push(`messages[${index}]: its instructions stand before the conversation, not within it`);
      system.push(...blocks);
      continue;
    }
    if (blocks.length === 0) continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else turns.push({ role, content: blocks });
  }
  // A conversation needs a turn: where there is nothing but instructions, they are it.
  if (turns.length === 0 && system.length > 0)
    return { system: [], turns: [{ role: 'user', content: system }], warnings };
  if (turns[0]?.role !== 'user') refuse('messages', 'must begin with a message of the user', turns[0]?.role ?? null);
  trimPrefill(turns);
  return { system, turns, warnings };
}

/** Whether the tool calls whose results are sent came without the thoughts they were led to by: of another model, say. */
export function lacksThoughts({ messages }: Pick<Chat, 'messages'>): boolean {
  const callerAt = messages.findLastIndex(({ role }) => role === 'assistant');
  const caller = messages[callerAt];
  // What the user says besides stands in one turn with the results.
  if (caller === undefined || !messages.slice(callerAt).some(({ role }) => role === 'tool')) return false;
  return thoughtsBefore(caller, caller.toolCalls?.[0]).length === 0;
}

function refuseShown({ content }: Message, field: string): void {
  const at = content.findIndex(({ type }) => type !== 'text');
  if (at >= 0) refuse(`${field}.content[${at}]`, 'must be text in a message of the system', content[at]?.type);
}

function blocksOf(message: Message, field: string): Json[] {
  const content = toBlocks(message.content, `${field}.content`);
  switch (message.role) {
    case 'tool':
      return [toToolResult(message, content)];
    case 'assistant':
      return marked(toSaid(message, content, field), message);
    default:
      return marked(content, message);
  }
}

/** Thoughts stand before what they led to; the text between the first of them and the calls. */
function toSaid(message: Message, content: readonly Json[], field: string): Json[] {
  const calls = message.toolCalls ?? [];
  const [first, ...more] = calls;
  return [
    ...thoughtsBefore(message, first),
    ...content,
    ...(first === undefined ? [] : [toToolUse(first, `${field}.tool_calls[0]`)]),
    ...more.flatMap((call, index) => [...thoughtsOfCall(call), toToolUse(call, `${field}.tool_calls[${index + 1}]`)]),
  ];
}

function thoughtsBefore(message: Message, call: ToolCall | undefined): readonly Thought[] {
  const carried = call === undefined ? [] : thoughtsOfCall(call);
  return carried.length > 0 ? carried : thoughtsOfMessage(message.vendor);
}

function toToolUse({ id, name, argumentsJson }: ToolCall, field: string): Json {
  return { type: 'tool_use', id: toId(id), name, input: toInput(argumentsJson, `${field}.function.arguments`) };
}

function toInput(argumentsJson: string, field: string): Json {
  if (argumentsJson.trim() === '') return {};
  const input = parsedJson(argumentsJson);
  return isObject(input)
    ? input
    : refuse(field, 'must be the text of a JSON object', `${argumentsJson.length} characters`);
}

function toToolResult(message: Message, content: readonly Json[]): Json {
  return {
    type: 'tool_result',
    tool_use_id: toId(message.toolCallId ?? ''),
    ...(content.length > 0 && { content }),
    ...kept(message.vendor, 'is_error', 'cache_control'),
  };
}

/** Other vendors' ids hold characters that Anthropic refuses; a call and its result change alike. */
function toId(id: string): string {
  return id.replace(/[^a-zA-Z0-9_-]/g, '_');
}

/** A mark for the cache on a message is one on its last block. */
function marked(blocks: Json[], { vendor }: Message): Json[] {
  const last = blocks.at(-1);
  if (last !== undefined) Object.assign(last, kept(vendor, 'cache_control'));
  return blocks;
}

/** The beginning of an answer must not end in white space. */
function trimPrefill(turns: readonly Turn[]): void {
  const last = turns.at(-1);
  const block = last?.content.at(-1);
  if (last?.role === 'assistant' && typeof block?.text === 'string') block.text = block.text.trimEnd();
}
