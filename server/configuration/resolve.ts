/** Looks everything up that a parsed configuration names: tracks, targets, profiles; refuses what does not fit. */
import type { Configuration } from '../../protocol/configuration.ts';
import type { ProfileSettings } from '../../protocol/profile-configuration.ts';
import type { Problem } from '../../protocol/status.ts';
import type { Profile, ResolvedConfiguration } from '../configuration-store.ts';
import { isBetweenPrices, type Target, type Track } from '../routing/target.ts';
import { resolveBudgets } from './budgets.ts';
import { builtInProfiles, builtInSandbox, defaultProfileName, sandboxTrackName } from './built-in.ts';
import { resolveTrack, sandboxTargets, type TrackWithTargets } from './tracks.ts';

export interface Sources {
  readonly settings: Configuration;
  readonly parseProblems: readonly Problem[];
  /** Where a profile's or the active profile's problem is to be mended. */
  readonly source: Problem['source'];
  /** Found on this machine. */
  readonly discovered: readonly TrackWithTargets[];
  /** The prices of this instant are those that count. */
  readonly nowMs: number;
}

export function resolveConfiguration(sources: Sources): ResolvedConfiguration {
  const { settings, parseProblems, source, discovered, nowMs } = sources;
  const configured = Object.entries(settings.tracks ?? {}).map(([name, track]) => resolveTrack(name, track, nowMs));
  const all = withoutRepeats([
    ...configured,
    { track: builtInSandbox, targets: sandboxTargets(builtInSandbox) },
    ...discovered,
  ]);
  const tracks = new Map(all.map(({ track }) => [track.name, track]));
  const targets = new Map(all.flatMap((one) => one.targets).map((target) => [target.name, target]));
  const problems = [
    ...parseProblems,
    ...[...targets.values()].flatMap((target) => priceProblem(target, source, nowMs)),
  ];
  const profiles = new Map<string, Profile>();
  for (const [name, profile] of Object.entries(settings.profiles ?? {})) {
    const looked = lookUp(name, profile, { targets, tracks }, source);
    if (looked.problems.length > 0) problems.push(...looked.problems);
    else profiles.set(name, looked.profile);
  }
  addBuiltIn(profiles, configured, targets, { settings, problems: parseProblems });
  const activeProfile = settings.activeProfile ?? defaultProfileName;
  if (settings.activeProfile !== undefined && !profiles.has(activeProfile)) {
    const message = `activeProfile must name a routing profile (${[...profiles.keys()].join(', ')}), got "${activeProfile}"`;
    problems.push({ source, field: 'activeProfile', message });
  }
  const known = {
    profiles: new Set([...profiles.keys(), ...Object.keys(settings.profiles ?? {})]),
    tracks: new Set([...tracks.keys(), ...mayBeFoundLater]),
  };
  const resolved = resolveBudgets(settings, known, source);
  problems.push(...resolved.problems);
  return { settings, tracks, targets, profiles, activeProfile, budgets: resolved.budgets, problems };
}

function priceProblem(target: Target, source: Problem['source'], nowMs: number): readonly Problem[] {
  if (!isBetweenPrices(target)) return [];
  const field = `tracks.${target.track.name}.models.${target.model}.price`;
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const message = `${field} must hold today for a cost to be known, and none of its periods has ${today} (UTC) in it`;
  return [{ source, field, message }];
}

/** The first track of a name wins: a configured one replaces the built-in sandbox or a server that was found. */
function withoutRepeats(all: readonly TrackWithTargets[]): readonly TrackWithTargets[] {
  const seen = new Set<string>();
  return all.filter(({ track }) => !seen.has(track.name) && seen.add(track.name));
}

interface Known {
  readonly targets: ReadonlyMap<string, Target>;
  readonly tracks: ReadonlyMap<string, Track>;
}

/** Tracks that may appear while we run: a profile may name their targets before they are found. */
const mayBeFoundLater: ReadonlySet<string> = new Set(['ollama', 'lm-studio', 'llama-cpp']);

function lookUp(
  name: string,
  settings: ProfileSettings,
  known: Known,
  source: Problem['source'],
): { readonly profile: Profile; readonly problems: readonly Problem[] } {
  const targets = new Set<Target>();
  const problems: Problem[] = [];
  for (const [index, wanted] of settings.targets.entries()) {
    const target = known.targets.get(wanted);
    const track = wanted.slice(wanted.lastIndexOf('@') + 1);
    if (target !== undefined) targets.add(target);
    else if (known.tracks.has(track) || !mayBeFoundLater.has(track)) {
      const field = `profiles.${name}.targets[${index}]`;
      problems.push({ source, field, message: `${field} must be ${expectedTarget(track, known)}, got "${wanted}"` });
    }
  }
  const description = settings.description ?? `${settings.strategy} over ${settings.targets.length} targets`;
  return { profile: { name, description, settings, targets: [...targets], builtIn: false }, problems };
}

function expectedTarget(track: string, { tracks, targets }: Known): string {
  if (!tracks.has(track)) return `MODEL@TRACK with a track that exists (${[...tracks.keys()].join(', ')})`;
  const offered = [...targets.values()].filter((target) => target.track.name === track).map(({ model }) => model);
  return `a model that track ${track} offers (${offered.join(', ')})`;
}

function addBuiltIn(
  profiles: Map<string, Profile>,
  configured: readonly TrackWithTargets[],
  targets: ReadonlyMap<string, Target>,
  { settings, problems }: { readonly settings: Configuration; readonly problems: readonly Problem[] },
): void {
  const isRefused = (field: string) => problems.some((one) => one.field === field || one.field.startsWith(`${field}.`));
  const written = configured.flatMap((one) => one.targets);
  const real = written.filter((target) => !target.simulated);
  const ownSandboxes = written.filter((target) => target.simulated);
  const builtIn = [...targets.values()].filter(({ track }) => track.name === sandboxTrackName);
  const simulated = ownSandboxes.length > 0 ? ownSandboxes : builtIn;
  for (const { name, description, settings: settingsFor } of builtInProfiles) {
    // A profile of the configuration's own that was refused is not quietly replaced by another of its name.
    if (settings.profiles?.[name] !== undefined || isRefused(`profiles.${name}`)) continue;
    // Who wrote a track meant a real model: when none was accepted, the sandbox does not answer in its place.
    if (name === defaultProfileName && real.length === 0 && isRefused('tracks')) continue;
    const chosen = settingsFor({ real, simulated });
    if (chosen === null) continue;
    const found = chosen.targets.flatMap((wanted) => targets.get(wanted) ?? []);
    profiles.set(name, { name, description, settings: chosen, targets: found, builtIn: true });
  }
}
