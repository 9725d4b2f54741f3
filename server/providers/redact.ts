/** Takes what looks like a key out of a text that an upstream wrote, before a person or a log sees it. */

import { isObject } from '../parsed-json.ts';

/** An upstream writes what these read: each looks at a character a bounded number of times. */
const keyShapes = [
  /\bBearer\s{1,9}[^\s"',;]+/gi,
  /\b(?:sk|pk|rk|gsk|xai|hf|nvapi|pplx|fw|csk|r8|tgp|key|api)[-_][A-Za-z0-9_\-*.]{6,}/g,
  /\bAIza[A-Za-z0-9_\-*]{10,}/g,
  /\beyJ[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]+){0,2}/g,
  // Anything long that mixes letters and digits and is no word, path or date. Looked for where a run begins, and only there.
  /(?<![A-Za-z0-9_-])(?=[A-Za-z_-]*\d)(?=[\d_-]*[A-Za-z])[A-Za-z0-9_-]{32,}/g,
  // What stands behind "key provided:" and "key:" is a key, however short, also where it is masked in part.
  /(?<=\b(?:api[ _-]?key|token|key)(?:\s{1,3}provided)?\s{0,3}[:=]\s{0,3}["'<]?)[^\s"'>,]{4,}/gi,
];

/** `secret` is removed wherever it stands, whatever its shape. */
export function redactKeys(text: string, secret: string | null = null): string {
  return keyShapes.reduce((sofar, shape) => sofar.replace(shape, '[key]'), withoutSecret(text, secret));
}

/** For names, of which some look like keys: the secret alone is removed. */
export function withoutSecret(text: string, secret: string | null): string {
  return secret !== null && secret.length >= 4 ? text.replaceAll(secret, '[key]') : text;
}

/** The same with every text within a value, the names of fields too. */
export function withoutSecretWithin(value: unknown, secret: string | null): unknown {
  if (typeof value === 'string') return withoutSecret(value, secret);
  if (Array.isArray(value)) return value.map((inner) => withoutSecretWithin(inner, secret));
  if (!isObject(value)) return value;
  const fields = Object.entries(value).map(([name, inner]) => [
    withoutSecret(name, secret),
    withoutSecretWithin(inner, secret),
  ]);
  return Object.fromEntries(fields);
}
