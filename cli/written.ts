/** What a person or a vendor wrote, as messages show it. */
import { type Saying, saying } from '../protocol/translate.ts';

/** On one line, and no longer than a message bears. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

const longest = 60;

/** In the quotation marks of the language. */
export function quoted(text: string): Saying {
  return saying('"{0}"', shortened(text));
}
