/** Looks up what a caller's parameters name; one that does not exist is refused with those that do. */
import type { Profile, ResolvedConfiguration } from '../configuration/port.ts';
import { RequestError } from '../request-error.ts';
import type { Track } from '../routing/target.ts';
import { ParameterError } from './parameter-error.ts';

/** Absent: the active one. Throws `ParameterError`. */
export function profileNamed({ profiles, activeProfile }: ResolvedConfiguration, wanted = activeProfile): Profile {
  const profile = profiles.get(wanted);
  if (profile !== undefined) return profile;
  throw new ParameterError(`profile must name a routing profile (${[...profiles.keys()].join(', ')}), got "${wanted}"`);
}

/** Absent: all of them. Throws `RequestError` of kind `invalid-request`. */
export function tracksNamed({ tracks }: ResolvedConfiguration, wanted: string | undefined): readonly Track[] {
  if (wanted === undefined) return [...tracks.values()];
  const track = tracks.get(wanted);
  if (track !== undefined) return [track];
  const names = [...tracks.keys()].join(', ');
  throw new RequestError('invalid-request', `track must name a track (${names}), got "${wanted}"`);
}
