/** Takes what looks like a key out of a text that an upstream wrote, before a person or a log sees it. */

const keyShapes = [
  /\bBearer\s+[^\s"',;]+/gi,
  /\b(?:sk|pk|rk|gsk|xai|hf|nvapi|pplx|fw|csk|r8|tgp|key|api)[-_][A-Za-z0-9_\-*.]{6,}/g,
  /\bAIza[A-Za-z0-9_\-*]{10,}/g,
  /\beyJ[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]+){0,2}/g,
  // Anything long that mixes letters and digits and is no word, path or date.
  /\b(?=[A-Za-z_-]*\d)(?=[\d_-]*[A-Za-z])[A-Za-z0-9_-]{32,}\b/g,
  // What stands behind "key provided:" and "key:" is a key, however short, also where it is masked in part.
  /(?<=\b(?:api[ _-]?key|token|key)(?:\s+provided)?\s*[:=]\s*["'<]?)[^\s"'>,]{4,}/gi,
];

/** `secret` is removed wherever it stands, whatever its shape. */
export function redactKeys(text: string, secret: string | null = null): string {
  const known = secret !== null && secret.length >= 4 ? text.replaceAll(secret, '[key]') : text;
  return keyShapes.reduce((sofar, shape) => sofar.replace(shape, '[key]'), known);
}
