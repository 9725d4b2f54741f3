/** The languages the panel speaks, and which of them a page of VS Code is in. */
import { chineseReasons } from '../protocol/chinese/reasons.ts';
import { translator } from '../protocol/translate.ts';
import { chinese } from './chinese.ts';
import { type Language, language } from './language.ts';
import { english } from './texts.ts';

/** `pageLanguage`: a BCP 47 tag, such as the page's `lang`. */
export function languageOf(pageLanguage: string): Language {
  if (/^zh(-|$)/i.test(pageLanguage)) return language(chinese, 'zh-CN', { translate: translator(chineseReasons) });
  // Plurals and dates of another language would not fit the texts.
  return language(english, /^en(-|$)/i.test(pageLanguage) ? pageLanguage : 'en');
}
