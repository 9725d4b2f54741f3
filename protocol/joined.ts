/** Several texts as one, with the marks of the language between them. */
import type { Translate } from './translate.ts';

export function commaList(texts: readonly string[], t: Translate): string {
  return texts.length === 0 ? '' : texts.reduce((before, text) => t('{0}, {1}', before, text));
}

export function semicolonList(texts: readonly string[], t: Translate): string {
  return texts.length === 0 ? '' : texts.reduce((before, text) => t('{0}; {1}', before, text));
}
