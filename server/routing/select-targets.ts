/** Which targets a profile means by its patterns and tags. Pure; worked out when the configuration changes, not for each request. */
import { fitsPattern } from './pattern.ts';
import type { Target } from './target.ts';

export interface Offered {
  /** Every target there is. */
  readonly all: readonly Target[];
  /** Those of the tracks that somebody configured, simulated ones left out. */
  readonly configured: readonly Target[];
  /** Those that stand for real ones while no real track is configured. */
  readonly simulated: readonly Target[];
}

/** The targets a profile has that names none: real ones, else simulated ones. */
export function everyTarget({ configured, simulated }: Offered): readonly Target[] {
  return configured.length > 0 ? configured : simulated;
}

/**
 * The targets that fit one pattern, in the order in which they were written. A simulated target is only meant by a
 * pattern that names its track, or while no real track is configured.
 */
export function targetsFitting(pattern: string, offered: Offered): readonly Target[] {
  const track = trackPart(pattern);
  return offered.all.filter((target) => {
    if (!fitsPattern(pattern, target.name)) return false;
    return !target.simulated || track === target.track.name || offered.configured.length === 0;
  });
}

/** The targets that fit any of the patterns, each once, in the order of the patterns. */
export function targetsFittingAny(patterns: readonly string[], offered: Offered): readonly Target[] {
  return [...new Set(patterns.flatMap((pattern) => targetsFitting(pattern, offered)))];
}

export function withTags(targets: readonly Target[], tags: readonly string[] | undefined): readonly Target[] {
  return tags === undefined ? targets : targets.filter(({ goodFor }) => tags.some((tag) => goodFor.has(tag)));
}

export function isPattern(text: string): boolean {
  return text.includes('*');
}

/** What stands behind the last `@`. */
export function trackPart(pattern: string): string {
  return pattern.slice(pattern.lastIndexOf('@') + 1);
}
