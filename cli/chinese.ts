/** The terminal's texts in Simplified Chinese, by the English ones. */
import { chineseDaemon } from './texts/chinese-daemon.ts';
import { chineseErrors } from './texts/chinese-errors.ts';
import { chineseHelp } from './texts/chinese-help.ts';
import { chineseNames } from './texts/chinese-names.ts';
import { chineseReasons } from './texts/chinese-reasons.ts';
import { chineseResults } from './texts/chinese-results.ts';
import { chineseShipped } from './texts/chinese-shipped.ts';

export const chinese: Readonly<Record<string, string>> = {
  ...chineseHelp,
  ...chineseResults,
  ...chineseNames,
  ...chineseReasons,
  ...chineseErrors,
  ...chineseDaemon,
  ...chineseShipped,
};
