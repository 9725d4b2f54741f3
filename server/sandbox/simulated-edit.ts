/** What a simulated model answers to an edit: the code it was given, under a comment that says who it is. Pure. */
import type { Chat } from '../../protocol/message.ts';

/** As the editor's command asks for an edit: the place of the selected code, then the code in a fence. */
const selected = /^The selected code, [^\n]*:\n(`{3,})([^\n`]*)\n([\s\S]*?)\n\1$/m;

/** The answer to an edit, a fenced block; `null`: the chat asks for none. */
export function simulatedEdit(model: string, { messages }: Pick<Chat, 'messages'>): string | null {
  const asked = messages.findLast(({ role }) => role === 'user');
  const text = asked?.content.flatMap((piece) => (piece.type === 'text' ? [piece.text] : [])).join('\n') ?? '';
  const found = selected.exec(text);
  if (found === null) return null;
  const [, fence = '```', language = '', code = ''] = found;
  const indentation = /^[ \t]*/.exec(code)?.[0] ?? '';
  const comment = `${indentation}${commentMark(language)} A simulated edit in the name of ${model}; no model was asked.`;
  return `${fence}${language}\n${comment}\n${code}\n${fence}\n`;
}

const hashLanguages = new Set(['python', 'ruby', 'shellscript', 'yaml', 'toml', 'perl', 'r', 'makefile', 'dockerfile']);
const dashLanguages = new Set(['sql', 'lua', 'haskell', 'ada']);

function commentMark(language: string): string {
  if (hashLanguages.has(language)) return '#';
  return dashLanguages.has(language) ? '--' : '//';
}
