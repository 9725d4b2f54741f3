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
  return new RegExp(sourceOf(text));
}

/** What stands for the placeholders, in their order, where `said` is this text and no other; `null`: it is not. */
export function valuesOf(said: string, text: string): readonly string[] | null {
  return new RegExp(`^${sourceOf(text)}$`, 's').exec(said)?.slice(1) ?? null;
}

function sourceOf(text: string): string {
  return text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\d\}/g, '(.*?)');
}
