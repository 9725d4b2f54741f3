/** Text that others wrote, as it may be shown and kept: on one line, without characters that command a terminal or turn its direction. Pure. */

export function onOneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
}
