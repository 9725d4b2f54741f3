/**
 * The chain that lines of the journal are: how one is written and read, and the hash that ties it to the one before it.
 *
 * A line is one JSON object and a line feed. Its last key is `h`: the first 16 hex digits of SHA-256 over the hash of
 * the line before (sixteen zeros for the first) followed by this line without `h`.
 */
import { hash } from 'node:crypto';
import { isKnownLine } from './known-line.ts';
import { type Line, lineSchema } from './line.ts';

export const noHash = '0'.repeat(16);

/** The text of a line, line feed included, and its hash. */
export function sealLine(line: Line, previousHash: string): { readonly text: string; readonly hash: string } {
  const body = JSON.stringify(line);
  const own = chainHash(previousHash, body);
  return { text: `${body.slice(0, -1)},"h":"${own}"}\n`, hash: own };
}

export type OpenedLine =
  | { readonly status: 'good'; readonly line: Line; readonly hash: string }
  /** Well-formed and whole, but lines before it are missing: it counts, and the gap is reported. */
  | { readonly status: 'after-gap'; readonly line: Line; readonly hash: string }
  | { readonly status: 'corrupt'; readonly reason: string; readonly hash: string | null };

/**
 * Reads a line without its line feed. `previous.hash` is `null` after a line whose own hash could not be read: then
 * this one is believed without a check, and the chain goes on from it.
 */
export function openLine(text: string, previous: { readonly hash: string | null; readonly n: number }): OpenedLine {
  const seal = sealPattern.exec(text);
  if (seal === null) return { status: 'corrupt', reason: 'it does not end with its hash', hash: null };
  const [whole, own = ''] = seal;
  const body = `${text.slice(0, -whole.length)}}`;
  const parsed = parse(body);
  if (parsed === null) return { status: 'corrupt', reason: 'it is not a line this version knows', hash: own };
  if (previous.hash === null || own === chainHash(previous.hash, body)) {
    return { status: 'good', line: parsed, hash: own };
  }
  if (parsed.n > previous.n + 1) return { status: 'after-gap', line: parsed, hash: own };
  return { status: 'corrupt', reason: 'its hash does not fit its content', hash: own };
}

/** What a line that is not checked itself says to the one after it. */
export function endOf(text: string): { readonly hash: string | null; readonly n: number } {
  return { hash: sealPattern.exec(text)?.[1] ?? null, n: Number(/"n":(\d+)/.exec(text)?.[1] ?? -1) };
}

const sealPattern = /,"h":"([0-9a-f]{16})"\}$/;

function chainHash(previousHash: string, body: string): string {
  return hash('sha256', previousHash + body, 'hex').slice(0, 16);
}

function parse(body: string): Line | null {
  try {
    const value: unknown = JSON.parse(body);
    if (isKnownLine(value)) return value;
    const parsed = lineSchema.safeParse(value);
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
