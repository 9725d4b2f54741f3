/** Lists of names on the command line. */
import { InvalidArgumentError } from 'commander';

/** Names separated by commas, none of them empty. */
export function namesOption(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (!names.includes('')) return names;
  throw new InvalidArgumentError(`It must be names separated by commas, such as images,tools, got "${text}".`);
}
