/** Builds what the model is asked from a question and the code it is about. */
import { type Chat, textMessage } from '../../protocol/message.ts';
import { type Excerpt, lineRanges } from './selection.ts';

/** Code with where it comes from. `file` is relative to the workspace, or the name of an unsaved document. */
export interface Code {
  readonly file: string;
  readonly language: string;
  readonly excerpts: readonly Excerpt[];
}

const instructions = [
  'You are a coding assistant inside an editor.',
  'Answer the question about the code that follows it, in the language the question is written in.',
  'Be brief and exact. Write Markdown, with code in fenced blocks that name their language.',
  'Say so when the code shown is not enough to answer.',
].join(' ');

/** The question comes first in the user's message: simulated models and some logs quote its first line. */
export function buildPrompt(question: string, codes: readonly Code[]): Chat {
  const user = [question.trim(), ...codes.flatMap(quotedCode)].join('\n\n');
  return { messages: [textMessage('system', instructions), textMessage('user', user)] };
}

/** Each excerpt under its place, in a fence. */
export function quotedCode({ file, language, excerpts }: Code): readonly string[] {
  return excerpts.map((excerpt) => {
    const place = `${file}, ${excerpt.fromLine === excerpt.toLine ? 'line' : 'lines'} ${lineRanges([excerpt])}`;
    return `${place}:\n${fenced(excerpt.text, language)}`;
  });
}

/** A fence longer than any run of backticks inside, so that code holding Markdown cannot close it. */
export function fenced(text: string, language: string): string {
  let longestRun = 0;
  for (const [run] of text.matchAll(/`+/g)) longestRun = Math.max(longestRun, run.length);
  const fence = '`'.repeat(Math.max(3, longestRun + 1));
  const body = text.endsWith('\n') ? text : `${text}\n`;
  return `${fence}${language}\n${body}${fence}`;
}
