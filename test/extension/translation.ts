/** A translation for tests: English, with its values put in. */
import type { Translate } from '../../extension/translate.ts';

export const english: Translate = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (placeholder, at: string) => String(values[Number(at)] ?? placeholder));
