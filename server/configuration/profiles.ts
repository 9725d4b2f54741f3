/** Looks up what profiles name, and adds those that ship: each with its targets and rules, ready for the router. */
import type { ProfileSettings } from '../../protocol/profile-configuration.ts';
import type { RuleSettings } from '../../protocol/rule-configuration.ts';
import type { Problem } from '../../protocol/status.ts';
import type { RoutingRule } from '../routing/rules.ts';
import {
  everyTarget,
  isPattern,
  type Offered,
  targetsFitting,
  targetsFittingAny,
  trackPart,
  withTags,
} from '../routing/select-targets.ts';
import type { Target } from '../routing/target.ts';
import { builtInProfiles } from './built-in.ts';
import type { Profile } from './port.ts';

export interface Known {
  readonly targets: ReadonlyMap<string, Target>;
  readonly tracks: ReadonlySet<string>;
  /** Tracks that may appear while we run: a profile may name their targets before they are found. */
  readonly laterTracks: ReadonlySet<string>;
  readonly offered: Offered;
}

/** A field that is wrong: with its rule and value it makes a message. */
interface Refusal {
  readonly field: string;
  readonly rule: string;
  readonly value: string;
}

export interface ResolvedProfile {
  readonly profile: Profile;
  readonly problems: readonly Problem[];
}

export function resolveProfile(
  name: string,
  settings: ProfileSettings,
  known: Known,
  source: Problem['source'],
): ResolvedProfile {
  const refusals = refusalsOf(settings, known);
  const problems = refusals.map(({ field, rule, value }) => {
    const where = `profiles.${name}.${field}`;
    return { source, field: where, message: `${where} ${rule}, got ${value}` };
  });
  const profile = toProfile(name, settings, known);
  return { profile: { ...profile, description: settings.description ?? '', builtIn: false }, problems };
}

/**
 * The profiles that ship, but for those the configuration replaces. `isRefused` says whether a field of the
 * configuration was found wrong: what it meant is not quietly replaced by something of ours.
 */
export function shippedProfiles(
  own: Readonly<Record<string, ProfileSettings>>,
  known: Known,
  isRefused: (field: string) => boolean,
): readonly Profile[] {
  const { offered } = known;
  // Who wrote a track meant a real model: when none was accepted, the sandbox does not answer in its place.
  const meantReal = offered.configured.length === 0 && isRefused('tracks');
  return builtInProfiles
    .filter(
      ({ name, isSandbox }) => own[name] === undefined && !isRefused(`profiles.${name}`) && !(meantReal && !isSandbox),
    )
    .map(({ name, description, settings }) => ({
      ...toProfile(name, settings(offered), known),
      description,
      builtIn: true,
    }));
}

function toProfile(name: string, settings: ProfileSettings, known: Known): Omit<Profile, 'description' | 'builtIn'> {
  const { offered } = known;
  const chosen = settings.targets === undefined ? everyTarget(offered) : meant(settings.targets, known);
  const fallback = meant(settings.fallback ?? [], known);
  const targets = [...new Set([...withTags(chosen, settings.tags), ...fallback])];
  return {
    name,
    settings,
    targets,
    fallback: new Set(fallback.map((target) => target.name)),
    rules: (settings.rules ?? []).map((rule, index) => toRule(rule, index, targets, known)),
  };
}

function toRule(
  { name, why, when, then }: RuleSettings,
  index: number,
  ofProfile: readonly Target[],
  known: Known,
): RoutingRule {
  const { targets, tags, exclude = [], strategy, anyModel = false } = then;
  const narrows = targets !== undefined || tags !== undefined;
  const chosen = targets === undefined ? ofProfile : meant(targets, known);
  return {
    name: name ?? String(index + 1),
    why: why ?? null,
    when,
    only: narrows ? new Set(withTags(chosen, tags).map((target) => target.name)) : null,
    excluded: new Set(meant(exclude, known).map((target) => target.name)),
    strategy: strategy ?? null,
    anyModel,
  };
}

/** In the order of the patterns. A name without a star is itself, whatever it means to others. */
function meant(patterns: readonly string[], { targets, offered }: Known): readonly Target[] {
  const found = patterns.flatMap((pattern) => targets.get(pattern) ?? targetsFitting(pattern, offered));
  return [...new Set(found)];
}

function refusalsOf(settings: ProfileSettings, known: Known): readonly Refusal[] {
  const { targets, fallback, tags, rules = [], constraints } = settings;
  const refusals = [
    ...unknownTargets('targets', targets, known),
    ...unknownTargets('fallback', fallback, known),
    ...rules.flatMap(({ then }, index) => [
      ...unknownTargets(`rules[${index}].then.targets`, then.targets, known),
      ...unknownTargets(`rules[${index}].then.exclude`, then.exclude, known),
    ]),
    ...unknownTracks('constraints.tracks', constraints?.tracks, known),
    ...(constraints?.workspaces ?? []).flatMap(({ tracks }, index) =>
      unknownTracks(`constraints.workspaces[${index}].tracks`, tracks, known),
    ),
  ];
  if (refusals.length > 0) return refusals;
  const chosen = targets === undefined ? everyTarget(known.offered) : targetsFittingAny(targets, known.offered);
  return [
    ...unknownTags('tags', tags, chosen),
    ...rules.flatMap(({ then }, index) => {
      const ofRule =
        then.targets === undefined ? [...chosen, ...meant(fallback ?? [], known)] : meant(then.targets, known);
      return unknownTags(`rules[${index}].then.tags`, then.tags, ofRule);
    }),
  ];
}

/** Where no target is there yet, any tag may be what a later one is good for. */
function unknownTags(
  field: string,
  tags: readonly string[] | undefined,
  chosen: readonly Target[],
): readonly Refusal[] {
  if (tags === undefined || chosen.length === 0 || withTags(chosen, tags).length > 0) return [];
  return [{ field, rule: 'must name what one of its targets is good for', value: JSON.stringify(tags) }];
}

/** A pattern for tracks may fit what is found later; one that names its track must fit something there. */
function unknownTargets(field: string, wanted: readonly string[] | undefined, known: Known): readonly Refusal[] {
  return (wanted ?? []).flatMap((pattern, index) => {
    const track = trackPart(pattern);
    const isLater = known.laterTracks.has(track) && !known.tracks.has(track);
    if (isLater || isPattern(track) || known.targets.has(pattern)) return [];
    if (isPattern(pattern) && targetsFitting(pattern, known.offered).length > 0) return [];
    return [{ field: `${field}[${index}]`, rule: `must be ${expectedTarget(track, known)}`, value: `"${pattern}"` }];
  });
}

function unknownTracks(field: string, wanted: readonly string[] | undefined, known: Known): readonly Refusal[] {
  return (wanted ?? []).flatMap((track, index) => {
    if (isPattern(track) || known.tracks.has(track) || known.laterTracks.has(track)) return [];
    const rule = `must name a track (${[...known.tracks].join(', ')})`;
    return [{ field: `${field}[${index}]`, rule, value: `"${track}"` }];
  });
}

function expectedTarget(track: string, { tracks, targets }: Known): string {
  if (!tracks.has(track)) return `MODEL@TRACK with a track that exists (${[...tracks].join(', ')})`;
  const offered = [...targets.values()].filter((target) => target.track.name === track).map(({ model }) => model);
  return `a model that track ${track} offers (${offered.join(', ')})`;
}
