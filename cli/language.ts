/** The language of the terminal: English, and Simplified Chinese where the environment asks for it. */
import { english, type Translate, translator } from '../protocol/translate.ts';
import { chinese } from './chinese.ts';

/** `DUALTRACK_LANG`, else the locale of messages as POSIX finds it: `LC_ALL`, `LC_MESSAGES`, `LANG`, the first that is set. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): 'en' | 'zh-CN' {
  const { DUALTRACK_LANG, LC_ALL, LC_MESSAGES, LANG } = environment;
  const named = [DUALTRACK_LANG, LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== '');
  // Traditional characters are not what their readers asked for: they are left with English.
  return /^zh([-_](hans|cn|sg))*([.@]|$)/i.test(named ?? '') ? 'zh-CN' : 'en';
}

export function translationFor(environment: Readonly<Record<string, string | undefined>>): Translate {
  return languageOf(environment) === 'zh-CN' ? translator(chinese) : english;
}
