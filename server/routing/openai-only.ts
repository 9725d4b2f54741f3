/**
 * Finds what of a chat is passed on without being understood, in a form that only OpenAI's dialect has: whoever speaks
 * another one could not take it, and leaving it out would change what was asked. Pure.
 */
import type { Chat, VendorEntries } from '../../protocol/message.ts';

/** The first such thing, for people, such as `tools[1], a "web_search"`; `null`: every provider can take the chat. */
export function openAiOnly(chat: Chat): string | null {
  const { vendor, vendorTools, vendorMessages, messages } = chat;
  const field = chatFields.find((name) => vendor?.[name] !== undefined);
  if (field !== undefined) return field;
  const entry = named('tools', 'type', vendorTools) ?? named('messages', 'role', vendorMessages);
  if (entry !== null) return entry;
  for (const message of messages) {
    if (message.vendor?.function_call !== undefined) return `function_call in a message of the ${message.role}`;
    const found =
      named('content', 'type', message.vendorContent) ?? named('tool_calls', 'type', message.vendorToolCalls);
    if (found !== null) return `${found} in a message of the ${message.role}`;
  }
  return null;
}

/** Functions in their older form, and the choice of a tool in a form we do not know. */
const chatFields = ['functions', 'function_call', 'tool_choice'] as const;

const longestWord = 40;

/** Types and roles may be repeated; what else an entry holds may be what was said. */
function named(list: string, key: 'type' | 'role', entries: VendorEntries | undefined): string | null {
  const [first] = entries ?? [];
  if (first === undefined) return null;
  const word = first.entry[key];
  const kind = typeof word === 'string' ? `, a ${JSON.stringify(word.slice(0, longestWord))}` : '';
  return `${list}[${first.index}]${kind}`;
}
