/** What Google Cloud takes as the value of a label: small letters, digits, hyphens and underscores, 63 at most. */

const longest = 63;

export function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .slice(0, longest);
}
