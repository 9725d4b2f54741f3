/** What an HTTP header can carry: anything else, such as a line break or the … of a masked key, cannot be sent at all. */

const beyondHeaders = /[^\t\x20-\x7e\x80-\xff]/;

export function isHeaderValue(text: string): boolean {
  return !beyondHeaders.test(text);
}
