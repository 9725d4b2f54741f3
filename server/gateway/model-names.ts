/** The names a caller of the gateway may put into `model`, and what each of them asks for. */
import type { Profile, ResolvedConfiguration } from '../configuration/port.ts';
import { RequestError } from '../request-error.ts';
import { refusalOfProfile } from '../routing/router.ts';

/** The active profile; with `/PROFILE` behind it, that one. */
const ownName = 'dualtrack';

export interface Asked {
  readonly profile: string;
  /** `null`: the profile decides. */
  readonly model: string | null;
}

/** Throws `RequestError` of kind `no-such-model` for a profile that does not exist. Whether a model does is the router's to say. */
export function readModelName(name: string, configuration: ResolvedConfiguration): Asked {
  const { activeProfile, profiles } = configuration;
  if (name === ownName) return { profile: activeProfile, model: null };
  if (!name.startsWith(`${ownName}/`)) return { profile: activeProfile, model: name };
  const profile = name.slice(ownName.length + 1);
  if (profiles.has(profile)) return { profile, model: null };
  const known = [...profiles.keys()].map((one) => `${ownName}/${one}`).join(', ');
  const refused = refusalOfProfile(profile, configuration);
  const why = refused === null ? '' : `; that one is not in use: ${refused}`;
  throw new RequestError(
    'no-such-model',
    `model must name a routing profile (${known}), got "${name.slice(0, 80)}"${why}`,
  );
}

/** Every name that `readModelName` and the router take, and who stands behind it. */
export function modelNames({ activeProfile, profiles, targets }: ResolvedConfiguration): readonly ModelName[] {
  const activeTracks = new Set(profiles.get(activeProfile)?.targets.map(({ track }) => track.name));
  const all = [...targets.values()];
  const ofActive = all.filter(({ track }) => activeTracks.has(track.name)).map(({ model }) => model);
  return [
    { id: ownName, ownedBy: ownName },
    ...[...profiles.values()].filter(hasTargets).map(({ name }) => ({ id: `${ownName}/${name}`, ownedBy: ownName })),
    ...[...new Set(ofActive)].map((model) => ({ id: model, ownedBy: ownName })),
    ...all.map(({ name, track }) => ({ id: name, ownedBy: track.name })),
  ];
}

/** A built-in profile may have none, such as one for a cloud in which nobody has an account. */
function hasTargets({ targets }: Profile): boolean {
  return targets.length > 0;
}

export interface ModelName {
  readonly id: string;
  readonly ownedBy: string;
}
