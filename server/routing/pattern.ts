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

/**
 * Whether a folder, or one that it lies in, fits: what must not leave a client's folder must not leave the folders within
 * it either. By either kind of slash, without one at the end; drives have no capitals.
 */
export function fitsAnyFolder(patterns: readonly string[], folder: string): boolean {
  const wanted = patterns.map(withSlashes);
  for (let path = withSlashes(folder); path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
    if (fitsAny(wanted, path)) return true;
  }
  return false;
}

function withSlashes(folder: string): string {
  return folder
    .replaceAll('\\', '/')
    .replace(/(?<=.)\/$/, '')
    .replace(/^[A-Za-z]:/, (drive) => drive.toLowerCase());
}
