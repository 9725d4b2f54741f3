/** The terminal's texts in Simplified Chinese, by the English ones. */
import { sharedChinese } from '../protocol/chinese.ts';
import { chineseErrors } from './texts/chinese-errors.ts';
import { chineseHelp } from './texts/chinese-help.ts';
import { chineseNames } from './texts/chinese-names.ts';
import { chineseResults } from './texts/chinese-results.ts';

export const chinese: Readonly<Record<string, string>> = {
  ...sharedChinese,
  ...chineseHelp,
  ...chineseResults,
  ...chineseNames,
  ...chineseErrors,
};
