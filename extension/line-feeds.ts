/** Text with `\n` at the end of each line, as models write it, whatever a document has. Pure. */

export function withLineFeeds(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}
