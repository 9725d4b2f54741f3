/** Patterns of a repository's own files, cut down to what can be matched in little time: it may have been made to stall us. */

/** Stars of one segment, and `**` of one pattern, beyond which matching a long path takes seconds. */
const mostStars = 2;

/**
 * One line in the form of `.gitignore`. One with too many stars becomes one with fewer that fits all the same files and
 * some more; one that lets files through again is dropped then, since it would let more of them through.
 */
export function boundedPattern(line: string): string {
  if (line.startsWith('#')) return line;
  const bounded = withFewerFolders(line.split('/').map(withFewerStars)).join('/');
  return bounded !== line && line.startsWith('!') ? '' : bounded;
}

/** Every line of a file of patterns. */
export function boundedPatterns(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => boundedPattern(line))
    .join('\n');
}

function withFewerStars(segment: string): string {
  if (/^!?\*\*$/.test(segment.trimEnd())) return segment;
  const pieces = segment.split(/\*+/);
  if (pieces.length - 1 <= mostStars) return segment;
  // Within brackets or behind a backslash a star is a character: what stands around it cannot be told by its place.
  const negation = segment.startsWith('!') ? '!' : '';
  if (/[[\\]/.test(segment)) return `${negation}*`;
  return `${pieces[0]}*${pieces.at(-1)}`;
}

/** From the second `**` to the last of them, whatever stood between. */
function withFewerFolders(segments: readonly string[]): readonly string[] {
  const any = segments.flatMap((segment, at) => (segment === '**' ? [at] : []));
  if (any.length <= mostStars) return segments;
  return [...segments.slice(0, any[0]), ...segments.slice(any.at(-1))];
}
