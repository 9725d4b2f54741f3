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
