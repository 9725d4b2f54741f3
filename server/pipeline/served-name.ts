/** What an upstream says it is called, as a row may keep it: on one line, of bounded length. */

const longestName = 200;

export function servedName(told: string): string {
  return told
    .slice(0, 4 * longestName)
    .replace(/[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
    .slice(0, longestName)
    .toWellFormed();
}
