/** Lists of names on the command line. */
import { InvalidArgumentError } from 'commander';
import type { Translate } from '../protocol/translate.ts';

/** Names separated by commas, none of them empty. */
export function namesOption(t: Translate): (text: string) => readonly string[] {
  return (text) => {
    const names = text.split(',').map((name) => name.trim());
    if (!names.includes('')) return names;
    throw new InvalidArgumentError(t('It must be names separated by commas, such as images,tools.'));
  };
}
