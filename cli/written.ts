/** What a person or a vendor wrote, as messages show it. */

/** On one line, and no longer than a message bears. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

const longest = 60;
