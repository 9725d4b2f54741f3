/** What a budget counts, in the reader's language. */
import type { Translate } from './translate.ts';

export const scopeTexts = {
  profile: 'profile {0}',
  workspace: 'workspace {0}',
  track: 'track {0}',
  model: 'model {0}',
  client: 'client {0}',
} as const;

/** As the daemon writes it, `model gpt-4.1, profile default`: each part begins with its word, for a name may hold a comma. */
export function scopeIn(scope: string, t: Translate): string {
  return scope
    .split(/, (?=(?:profile|workspace|track|model|client) )/)
    .map((part) => {
      const [field, text] = Object.entries(scopeTexts).find(([name]) => part.startsWith(`${name} `)) ?? [];
      return field === undefined || text === undefined ? part : t(text, part.slice(field.length + 1));
    })
    .reduce((before, part) => t('{0}, {1}', before, part));
}
