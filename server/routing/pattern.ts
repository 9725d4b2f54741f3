/** Patterns as people write them: `*` stands for any characters, none included. Linear in practice, never a regular expression. */

/** Whether the whole of `text` fits. At worst the product of both lengths, which are bounded where they are read. */
export function fitsPattern(pattern: string, text: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let resumeAt = 0;
  while (at < text.length) {
    if (from < pattern.length && pattern[from] === '*') {
      star = from;
      resumeAt = at;
      from += 1;
    } else if (from < pattern.length && pattern[from] === text[at]) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      // The last star takes one more character; earlier ones need never be tried again.
      resumeAt += 1;
      at = resumeAt;
      from = star + 1;
    } else return false;
  }
  while (pattern[from] === '*') from += 1;
  return from === pattern.length;
}

export function fitsAny(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => fitsPattern(pattern, text));
}

/** Folders by either kind of slash, and without one at the end. */
export function fitsAnyFolder(patterns: readonly string[], folder: string): boolean {
  const normal = withSlashes(folder);
  return patterns.some((pattern) => fitsPattern(withSlashes(pattern), normal));
}

function withSlashes(folder: string): string {
  return folder.replaceAll('\\', '/').replace(/(?<=.)\/$/, '');
}
