/**
 * The copy of a routing profile that a fire drill plays on: its strategy, clocks, retries and breaker, over two simulated
 * targets of one model. Time passes faster in it, so that what takes a minute is seen in a second.
 */
import type { ProfileSettings } from '../../protocol/profile-configuration.ts';
import type { Profile } from '../configuration/port.ts';
import { type Policy, policyFor } from '../routing/policy.ts';

/** Durations of the profile are divided by this. */
export const timesFaster = 40;

export const drillProfile = 'drill';
/** Not of any catalogue: its context window is unknown. */
const drillModel = 'drill-model';
/** The tracks, and so the targets' order as they are written. */
export const drillTracks = ['a', 'b'] as const;

export interface ScratchProfile {
  /** For `createConfigurationStore`. */
  readonly configuration: object;
  /** As it holds in the drill. */
  readonly policy: Policy;
  /** What could not be copied; each a sentence. */
  readonly notes: readonly string[];
}

/** `baseUrls`: of the two simulated upstreams. */
export function scratchProfile(profile: Profile, baseUrls: readonly [string, string]): ScratchProfile {
  const { settings, targets } = profile;
  const policy = faster(policyFor(settings, targets[0]?.track.resilience ?? {}, false));
  const { timeouts, retry, breaker, hedge } = policy;
  const copied: ProfileSettings = {
    strategy: settings.strategy,
    ...(settings.weights !== undefined && { weights: settings.weights }),
    ...(settings.maxAttempts !== undefined && { maxAttempts: settings.maxAttempts }),
    targets: drillTracks.map((track) => `${drillModel}@${track}`),
    hedge,
    timeouts,
    retry,
    breaker,
  };
  const models = { [drillModel]: { price: { inputUsdPerMTok: 1, outputUsdPerMTok: 2 } } };
  const track = (baseUrl: string) => ({ provider: 'openai-compatible', baseUrl, models });
  const [a, b] = drillTracks;
  return {
    configuration: {
      tracks: { [a]: track(baseUrls[0]), [b]: track(baseUrls[1]) },
      profiles: { [drillProfile]: copied },
      activeProfile: drillProfile,
    },
    policy,
    notes: notesOn(profile),
  };
}

/** Floors keep a busy machine's own slowness from looking like a silent upstream; caps keep the drill short. */
function faster({ timeouts, retry, breaker, hedge }: Policy): Policy {
  const scaled = (ms: number, least: number, most: number) =>
    Math.round(Math.min(most, Math.max(least, ms / timesFaster)));
  const firstPartMs = scaled(timeouts.firstPartMs, 800, 2_000);
  return {
    timeouts: {
      connectMs: 2_000,
      headersMs: Math.min(firstPartMs, scaled(timeouts.headersMs, 800, 2_000)),
      firstPartMs,
      idleMs: scaled(timeouts.idleMs, 600, 1_000),
      deadlineMs: scaled(timeouts.deadlineMs, 4_000, 20_000),
    },
    retry: { ...retry, baseMs: scaled(retry.baseMs, 1, 200), capMs: scaled(retry.capMs, 1, 2_000) },
    breaker: { ...breaker, openMs: scaled(breaker.openMs, 1, 3_000), maxOpenMs: scaled(breaker.maxOpenMs, 1, 6_000) },
    hedge,
  };
}

function notesOn({ name, settings, targets }: Profile): readonly string[] {
  const tracks = new Set(targets.map(({ track }) => track.name));
  const notes = [];
  if (targets.length < 2) {
    notes.push(`${name} has ${targets.length} of the two targets that failover needs: the drill lent it another.`);
  } else if (tracks.size < 2) {
    notes.push(
      `All targets of ${name} are on track ${[...tracks].join()}: when that fails as a whole, all of them do.`,
    );
  }
  if ((settings.rules ?? []).length > 0 || settings.constraints !== undefined) {
    notes.push(`Rules and constraints of ${name} are not played: they are about its own targets.`);
  }
  return notes;
}
