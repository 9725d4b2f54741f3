/** Which files are not to be sent: the patterns of `dualtrack.exclude` and of `.gitignore` files, both in git's form. */
import ignore, { type Ignore } from 'ignore';
import { boundedPattern, boundedPatterns } from './bounded-pattern.ts';

/** Patterns of one place. A later rule wins over an earlier one, as in git. */
export interface IgnoreFile {
  /** The folder the patterns are relative to, with `/` and without one at the end; empty: the workspace's root. */
  readonly folder: string;
  readonly text: string;
}

export interface Exclusion {
  /** The pattern of the settings that keeps this file from being sent; `null`: none does. */
  excludedBy(path: string): string | null;
  /** Whether git ignores it. */
  isIgnored(path: string): boolean;
}

/**
 * The rules of several places together, such as a person's settings and a repository's: what one of them excludes, no
 * other can let through again.
 */
export function joinExclusions(lists: readonly (readonly string[])[], ignoreFiles: readonly IgnoreFile[]): Exclusion {
  const each = lists.map((patterns) => createExclusion(patterns, []));
  const { isIgnored } = createExclusion([], ignoreFiles);
  return {
    excludedBy: (path) => each.map((one) => one.excludedBy(path)).find((pattern) => pattern !== null) ?? null,
    isIgnored,
  };
}

/** Paths are relative to the workspace's root, with `/`. A path outside it is matched by its name alone. */
export function createExclusion(patterns: readonly string[], ignoreFiles: readonly IgnoreFile[]): Exclusion {
  const excluded = patterns.map((pattern) => ({ pattern, rule: ignore().add(boundedPattern(pattern)) }));
  const ignored = ignoreFiles
    .toSorted((one, other) => one.folder.length - other.folder.length)
    .map(({ folder, text }) => ({ folder, rules: ignore().add(boundedPatterns(text)) }));
  return {
    excludedBy: (path) => {
      // The last rule that says anything decides, so that a later `!pattern` lets a file through again.
      let by: string | null = null;
      for (const { pattern, rule } of excluded) {
        const said = verdict(rule, path);
        if (said === 'out') by = pattern;
        else if (said === 'in') by = null;
      }
      return by;
    },
    isIgnored: (path) => {
      let isOut = false;
      for (const { folder, rules } of ignored) {
        if (folder !== '' && !path.startsWith(`${folder}/`)) continue;
        const said = verdict(rules, folder === '' ? path : path.slice(folder.length + 1));
        if (said !== 'silent') isOut = said === 'out';
      }
      return isOut;
    },
  };
}

function verdict(rules: Ignore, path: string): 'out' | 'in' | 'silent' {
  const relative = ignore.isPathValid(path) ? path : path.replace(/^.*[\\/]/, '');
  if (!ignore.isPathValid(relative)) return 'silent';
  const { ignored, unignored } = rules.test(relative);
  return ignored ? 'out' : unignored ? 'in' : 'silent';
}
