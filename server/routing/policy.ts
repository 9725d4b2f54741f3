/** How patiently and how stubbornly a request is served: built-in defaults ← track ← profile, field by field. */
import type { ProfileSettings } from '../../protocol/profile-configuration.ts';
import type { Target } from './target.ts';

export interface Timeouts {
  readonly connectMs: number;
  /** To status and headers; never above `firstPartMs`. */
  readonly headersMs: number;
  /** To the first content part. */
  readonly firstPartMs: number;
  /** Between two parts. */
  readonly idleMs: number;
  /** Of the whole request, waiting included; where only the track says it, of each attempt there. */
  readonly deadlineMs: number;
}

export interface RetryPolicy {
  /** Tries at one target, the first included. */
  readonly attempts: number;
  readonly baseMs: number;
  readonly capMs: number;
}

export interface BreakerPolicy {
  readonly failures: number;
  readonly openMs: number;
  readonly successes: number;
  /** Each trip before recovery is complete multiplies the open time by this. */
  readonly growth: number;
  /** What a growing open time stops at. */
  readonly maxOpenMs: number;
}

export interface Policy {
  readonly timeouts: Timeouts;
  readonly retry: RetryPolicy;
  readonly breaker: BreakerPolicy;
  readonly hedge: boolean;
}

type ResilienceSettings = Pick<ProfileSettings, 'timeouts' | 'retry' | 'breaker' | 'hedge'>;

const silentFirstPartMs = 120_000;
const defaultTimeouts = { connectMs: 5_000, firstPartMs: 12_000, idleMs: 30_000, deadlineMs: 300_000 };
const defaultRetry: RetryPolicy = { attempts: 3, baseMs: 500, capMs: 30_000 };
const defaultBreaker: BreakerPolicy = { failures: 5, openMs: 30_000, successes: 2, growth: 1, maxOpenMs: 300_000 };
/** The guide's own figures, for those who ask for them by name. */
const seedBreaker = { failures: 5, openMs: 30_000, successes: 5 };

/**
 * The policy of a request under `profile` at a track. `isSilent`: nothing can be expected before the answer is done, since
 * the model reasons in silence or the answer is asked for as a whole; the default for the first part is then longer.
 */
export function policyFor(profile: ResilienceSettings, track: ResilienceSettings, isSilent: boolean): Policy {
  const firstPartMs = isSilent ? silentFirstPartMs : defaultTimeouts.firstPartMs;
  const timeouts = override({ ...defaultTimeouts, firstPartMs }, track.timeouts, profile.timeouts);
  const headersMs = profile.timeouts?.headersMs ?? track.timeouts?.headersMs ?? timeouts.firstPartMs;
  return {
    timeouts: { ...timeouts, headersMs: Math.min(headersMs, timeouts.firstPartMs) },
    retry: override(defaultRetry, track.retry, profile.retry),
    breaker: override(defaultBreaker, breakerSettings(track.breaker), breakerSettings(profile.breaker)),
    hedge: profile.hedge ?? false,
  };
}

/**
 * The deadline of a request, in milliseconds: the profile's; else the longest that one of its tracks gives, so that a track
 * which needs longer, or less, has what it says. Attempts at the others end by their own.
 */
export function deadlineMsOf(profile: ResilienceSettings, targets: readonly Pick<Target, 'track'>[]): number {
  if (profile.timeouts?.deadlineMs !== undefined) return profile.timeouts.deadlineMs;
  const ofTracks = targets.map(({ track }) => track.resilience.timeouts?.deadlineMs ?? defaultTimeouts.deadlineMs);
  return ofTracks.length === 0 ? defaultTimeouts.deadlineMs : Math.max(...ofTracks);
}

const defaultMaxOutputTokens = 2_048;
/** What a model reasons in silence counts as output, too: with less it may end before its first word. */
const defaultMaxOutputTokensOfReasoning = 8_192;

/** The most output tokens a request may bring at a target: the caller's bound, else the profile's, and never more than the model can. */
export function outputBound(
  wanted: number | undefined,
  profile: Pick<ProfileSettings, 'maxOutputTokens'>,
  target: Pick<Target, 'maxOutputTokens'> & Partial<Pick<Target, 'reasoning'>>,
): number {
  const byDefault = target.reasoning === true ? defaultMaxOutputTokensOfReasoning : defaultMaxOutputTokens;
  const bound = wanted ?? profile.maxOutputTokens ?? byDefault;
  return Math.min(bound, target.maxOutputTokens ?? bound);
}

function breakerSettings(settings: ResilienceSettings['breaker']) {
  return settings === 'seed' ? seedBreaker : settings;
}

type Overrides<Settings> = { readonly [Field in keyof Settings]?: Settings[Field] | undefined };

/** `defaults` with every field that a later one gives; a field that is absent or undefined changes nothing. */
function override<Settings extends object>(
  defaults: Settings,
  ...later: readonly (Overrides<Settings> | undefined)[]
): Settings {
  const result = { ...defaults };
  for (const overrides of later) {
    for (const field of Object.keys(defaults) as (keyof Settings)[]) {
      const value = overrides?.[field];
      if (value !== undefined) result[field] = value;
    }
  }
  return result;
}
