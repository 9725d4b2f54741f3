/** Asks a model for code that is to stand in place of the selection. */
import { type Chat, textMessage } from '../../protocol/message.ts';
import { type Code, fenced, quotedCode } from '../asking/prompt.ts';

const instructions = [
  'You edit code inside an editor.',
  'Answer with one fenced block and nothing else: the whole of what is to stand in place of the selected code.',
  'Keep its indentation, its style and everything that the instruction does not ask to change.',
].join(' ');

/** Lines of the file around the selection, which are shown and not to be changed. */
export interface Surroundings {
  readonly before: string;
  readonly after: string;
}

export function buildEditPrompt(instruction: string, code: Code, { before, after }: Surroundings): Chat {
  const shown = (title: string, text: string) =>
    text.trim() === '' ? [] : [`${title}:\n${fenced(text, code.language)}`];
  const user = [
    instruction.trim(),
    ...shown('Before the selected code, not to be repeated', before),
    ...quotedCode(code).map((quoted) => `The selected code, ${quoted}`),
    ...shown('After the selected code, not to be repeated', after),
  ].join('\n\n');
  return { messages: [textMessage('system', instructions), textMessage('user', user)] };
}
