/** What an upstream says it is called, as a row may keep it: on one line, of bounded length. */
import { onOneLine } from '../one-line.ts';

const longestName = 200;

export function servedName(told: string): string {
  return onOneLine(told.slice(0, 4 * longestName))
    .slice(0, longestName)
    .toWellFormed();
}
