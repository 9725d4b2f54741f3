/** Looks everything up that a parsed configuration names: tracks, targets, profiles; refuses what does not fit. */
import type { Configuration } from '../../protocol/configuration.ts';
import type { Problem } from '../../protocol/status.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Offered } from '../routing/select-targets.ts';
import { isBetweenPrices, type Target } from '../routing/target.ts';
import { resolveBudgets } from './budgets.ts';
import { builtInSandbox, defaultProfileName, sandboxTrackName } from './built-in.ts';
import type { Profile, ResolvedConfiguration } from './port.ts';
import { resolveProfile, shippedProfiles } from './profiles.ts';
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
  readonly catalogue: Catalogue;
}

export function resolveConfiguration(sources: Sources): ResolvedConfiguration {
  const { settings, parseProblems, source, discovered, nowMs, catalogue } = sources;
  const configured = Object.entries(settings.tracks ?? {}).map(([name, track]) =>
    resolveTrack(name, track, nowMs, catalogue),
  );
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
  const names = new Set(tracks.keys());
  const known = { targets, tracks: names, laterTracks: mayBeFoundLater, offered: offeredBy(configured, all) };
  for (const [name, profile] of Object.entries(settings.profiles ?? {})) {
    const resolved = resolveProfile(name, profile, known, source);
    if (resolved.problems.length > 0) problems.push(...resolved.problems);
    else profiles.set(name, resolved.profile);
  }
  const isRefused = (field: string) =>
    parseProblems.some((one) => one.field === field || one.field.startsWith(`${field}.`));
  for (const profile of shippedProfiles(settings.profiles ?? {}, known, isRefused)) profiles.set(profile.name, profile);
  const activeProfile = settings.activeProfile ?? defaultProfileName;
  if (settings.activeProfile !== undefined && !profiles.has(activeProfile)) {
    const message = `activeProfile must name a routing profile (${[...profiles.keys()].join(', ')}), got "${activeProfile.slice(0, 80)}"`;
    problems.push({ source, field: 'activeProfile', message });
  }
  const budgetNames = {
    profiles: new Set([...profiles.keys(), ...Object.keys(settings.profiles ?? {})]),
    tracks: new Set([...tracks.keys(), ...mayBeFoundLater]),
  };
  const resolved = resolveBudgets(settings, budgetNames, source);
  problems.push(...resolved.problems);
  return { settings, tracks, targets, profiles, activeProfile, budgets: resolved.budgets, problems, catalogue };
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

/** Tracks that may appear while we run: a profile may name their targets before they are found. */
const mayBeFoundLater: ReadonlySet<string> = new Set(['ollama', 'lm-studio', 'llama-cpp']);

function offeredBy(configured: readonly TrackWithTargets[], all: readonly TrackWithTargets[]): Offered {
  const written = configured.flatMap((one) => one.targets);
  const ownSandboxes = written.filter((target) => target.simulated);
  const builtIn = all.filter(({ track }) => track.name === sandboxTrackName).flatMap((one) => one.targets);
  return {
    all: all.flatMap((one) => one.targets),
    configured: written.filter((target) => !target.simulated),
    simulated: ownSandboxes.length > 0 ? ownSandboxes : builtIn,
  };
}
