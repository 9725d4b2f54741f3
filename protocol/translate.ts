/** How texts are put into a language: the English text is the key, so that a text without a translation stays readable. */

/** Returns the text in a language, with `{0}`, `{1}`, … replaced by the values. The shape of `vscode.l10n.t`. */
export type Translate = (text: string, ...values: (string | number)[]) => string;

/** `translations` is from the English text to that of the language. A placeholder without a value stays, so that a slip is seen. */
export function translator(translations: Readonly<Record<string, string>>): Translate {
  return (text, ...values) => {
    const translated = Object.hasOwn(translations, text) ? (translations[text] ?? text) : text;
    return translated.replace(/\{(\d+)\}/g, (placeholder, at: string) => String(values[Number(at)] ?? placeholder));
  };
}

export const english: Translate = translator({});

/** A text that waits for its language, with what fills it in: errors carry it from where they arise to whoever tells them. */
export interface Saying {
  readonly text: string;
  readonly values: readonly (string | number | Saying)[];
}

export function saying(text: string, ...values: (string | number | Saying)[]): Saying {
  return { text, values };
}

export function sayingIn({ text, values }: Saying, t: Translate): string {
  return t(text, ...values.map((value) => (typeof value === 'object' ? sayingIn(value, t) : value)));
}

/** Recognises a text whose values are filled in, anywhere in another one. */
export function patternOf(text: string): RegExp {
  return new RegExp(sourceOf(text, anything));
}

/**
 * What was said in English, in the language, where it is one of `texts` with its values filled in; else as it is. The
 * values are looked up, too. The first text that fits counts: one that holds others stands before them.
 */
export function recognisedIn(said: string, texts: readonly string[], t: Translate): string {
  for (const text of texts) {
    const found = formOf(text, 'whole').exec(said);
    if (found !== null) return t(text, ...found.slice(1).map((value) => recognisedIn(value, texts, t)));
  }
  return said;
}

/** One of `texts` at the end of what was said, behind a space, and what stands before it; `null`: there is none. */
export function recognisedTail(
  said: string,
  texts: readonly string[],
  t: Translate,
): { readonly before: string; readonly said: string } | null {
  for (const text of texts) {
    const found = formOf(text, 'tail').exec(said);
    if (found !== null) return { before: found[1] ?? '', said: t(text, ...found.slice(2)) };
  }
  return null;
}

/** One of `texts` where a list with `separator` begins, and the rest of the list; `null`: there is none. */
export function recognisedHead(
  said: string,
  texts: readonly string[],
  separator: string,
  t: Translate,
): { readonly said: string; readonly after: string } | null {
  for (const text of texts) {
    const found = new RegExp(`^${sourceOf(text, '([^;]*?)')}(?:${separator}(.*))?$`, 's').exec(said);
    if (found === null) continue;
    const values = found.slice(1, -1).map((value) => recognisedIn(value, texts, t));
    return { said: t(text, ...values), after: found.at(-1) ?? '' };
  }
  return null;
}

const anything = '(.*?)';

/** Made once: the lists are long, and the panel asks again and again. */
const forms = new Map<string, RegExp>();

function formOf(text: string, where: 'whole' | 'tail'): RegExp {
  const key = `${where} ${text}`;
  const known = forms.get(key);
  if (known !== undefined) return known;
  const form = new RegExp(`^${where === 'tail' ? '(.*) ' : ''}${sourceOf(text, anything)}$`, 's');
  forms.set(key, form);
  return form;
}

function sourceOf(text: string, value: string): string {
  return text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\d\}/g, value);
}
