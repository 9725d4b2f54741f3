/** Text of others for a terminal: characters that would command it are shown as unknown ones. */

/** What moves the cursor, sets the title or the clipboard, or turns the order of letters; not line ends and tabs. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    character === '\n' || character === '\t' ? character : '\ufffd',
  );
}
