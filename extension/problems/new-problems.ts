/** Decides which problems of the settings a person has not been told yet. Pure. */
import type { Problem } from '../../protocol/status.ts';

/** Those of the settings whose sentence is new; once mended, the same one is new again. */
export function newProblems(problems: readonly Problem[], told: ReadonlySet<string>): readonly Problem[] {
  return problems.filter(({ source, message }) => source === 'settings' && !told.has(message));
}

/** The setting that holds a field: `dualtrack.tracks` for `tracks.relay.baseUrl`; `undefined`: it names none. */
export function settingOf({ field }: Problem): string | undefined {
  const key = /^\w+/.exec(field)?.[0];
  return key === undefined ? undefined : `dualtrack.${key}`;
}
