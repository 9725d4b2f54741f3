/** Finds in a text what has the shape of a key or a password that should not leave the machine. */

export interface FoundSecret {
  /** What it looks like, for people: a vendor's name or a kind of key. */
  readonly kind: string;
  /** Counts from 1, within the text. */
  readonly line: number;
  /** Where it stands in the text. */
  readonly start: number;
  readonly end: number;
}

interface Shape {
  readonly kind: string;
  /**
   * Its first group is the secret, else the whole match. A hostile file must not stall the editor: no nested repetition,
   * and where something must follow a run of any length, it is looked for only where that run begins.
   */
  readonly pattern: RegExp;
}

const shapes: readonly Shape[] = [
  { kind: 'Anthropic', pattern: /\bsk-ant-[A-Za-z0-9_-]{20,}/g },
  { kind: 'OpenRouter', pattern: /\bsk-or-[A-Za-z0-9_-]{20,}/g },
  { kind: 'OpenAI', pattern: /\bsk-(?!ant-|or-)[A-Za-z0-9_-]{20,}/g },
  { kind: 'Google', pattern: /\bAIza[A-Za-z0-9_-]{30,}/g },
  { kind: 'AWS', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { kind: 'GitHub', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{40,})/g },
  { kind: 'GitLab', pattern: /\bglpat-[A-Za-z0-9_-]{20,}/g },
  { kind: 'Slack', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g },
  { kind: 'Stripe', pattern: /\b[rs]k_live_[A-Za-z0-9]{16,}/g },
  { kind: 'npm', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { kind: 'Hugging Face', pattern: /\bhf_[A-Za-z0-9]{30,}/g },
  { kind: 'Groq', pattern: /\bgsk_[A-Za-z0-9]{30,}/g },
  { kind: 'xAI', pattern: /\bxai-[A-Za-z0-9]{30,}/g },
  {
    kind: 'JSON Web Token',
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g,
  },
  { kind: 'private key', pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s\\-]{0,20000}/g },
  { kind: 'password in a URL', pattern: /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/@]{1,200}:([^\s/@]{3,200})@/gi },
];

/** Every secret found, in the order of the text, none overlapping another. */
export function findSecrets(text: string): readonly FoundSecret[] {
  const found = shapes.flatMap(({ kind, pattern }) =>
    [...text.matchAll(pattern)].map((match) => {
      const secret = match[1] ?? match[0];
      const start = match.index + match[0].indexOf(secret);
      return { kind, start, end: start + secret.length };
    }),
  );
  const apart: FoundSecret[] = [];
  const lines = lineCounter(text);
  for (const one of found.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = apart.at(-1);
    if (last === undefined || one.start >= last.end) apart.push({ ...one, line: lines(one.start) });
  }
  return apart;
}

/** The text with each secret replaced by a word that says what stood there. */
export function withoutSecrets(text: string): string {
  let kept = '';
  let from = 0;
  for (const { start, end } of findSecrets(text)) {
    kept += `${text.slice(from, start)}[secret]`;
    from = end;
  }
  return kept + text.slice(from);
}

/** Tells the line of an index; each must not lie before the one asked for last. */
function lineCounter(text: string): (index: number) => number {
  let line = 1;
  let from = 0;
  return (index) => {
    for (let at = text.indexOf('\n', from); at !== -1 && at < index; at = text.indexOf('\n', from)) {
      line += 1;
      from = at + 1;
    }
    return line;
  };
}
