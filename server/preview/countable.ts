/** The texts of a request whose tokens can be counted exactly, and what its form adds to them. Pure. */
import { type Chat, uninterpretedText } from '../../protocol/message.ts';
import { isTextOnly } from '../catalogue/estimate.ts';

export interface Countable {
  readonly texts: readonly string[];
  /** Marks around each message, and those that open the answer. */
  readonly markTokens: number;
}

/** What OpenAI puts around each message: a start mark, its role and an end mark; the role is one token. */
const tokensPerMessage = 4;
const tokensToOpenAnswer = 3;

/** `null` where images, tools or calls stand in it: how a vendor writes these down for the model is not told. */
export function countable(chat: Chat): Countable | null {
  const hasCalls = chat.messages.some(({ role, toolCalls }) => toolCalls !== undefined || role === 'tool');
  if (!isTextOnly(chat) || chat.tools !== undefined || hasCalls || uninterpretedText(chat) !== '') return null;
  const texts = chat.messages.flatMap(({ content }) =>
    content.flatMap((part) => (part.type === 'text' ? [part.text] : [])),
  );
  return { texts, markTokens: chat.messages.length * tokensPerMessage + tokensToOpenAnswer };
}
