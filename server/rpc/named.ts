/** Looks up what a caller's parameters name; one that does not exist is refused with those that do. */
import type { Profile, ResolvedConfiguration } from '../configuration/port.ts';
import { RequestError } from '../request-error.ts';
import { profileOf } from '../routing/router.ts';
import type { Track } from '../routing/target.ts';

/** Absent: the active one. Throws `RequestError` of kind `invalid-request`, which says why a refused one is not in use. */
export function profileNamed(configuration: ResolvedConfiguration, wanted = configuration.activeProfile): Profile {
  return profileOf(wanted, configuration);
}

/** Absent: all of them. Throws `RequestError` of kind `invalid-request`. */
export function tracksNamed({ tracks }: ResolvedConfiguration, wanted: string | undefined): readonly Track[] {
  if (wanted === undefined) return [...tracks.values()];
  const track = tracks.get(wanted);
  if (track !== undefined) return [track];
  const names = [...tracks.keys()].join(', ');
  throw new RequestError('invalid-request', `track must name a track (${names}), got "${wanted}"`);
}
