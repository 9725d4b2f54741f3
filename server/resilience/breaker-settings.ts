/** What makes a circuit breaker trip and heal; the defaults that follow from the figures people set. */

export interface BreakerSettings {
  /** Trips at this many failures in a row. */
  readonly failures: number;
  /** Trips at this many failures in a row, too, when the first of them is at least `spanMs` ago; `null`: never. */
  readonly sustained: { readonly failures: number; readonly spanMs: number } | null;
  /** Trips when at least `share` of at least `minimumVolume` attempts in `windowMs` have failed; `null`: never. */
  readonly rate: { readonly share: number; readonly minimumVolume: number; readonly windowMs: number } | null;
  /** From a trip to the first probe. */
  readonly openMs: number;
  /** Each trip that follows before recovery is complete multiplies the open time by this; 1: it does not grow. */
  readonly growth: number;
  readonly maxOpenMs: number;
  /** Successful probes, one after the other, that close it. */
  readonly successes: number;
  /** After this long a probe that has not reported back no longer keeps others away. */
  readonly leaseMs: number;
  /** How long after closing only a growing number of attempts is let through; 0: no such time. */
  readonly rampUpMs: number;
}

/** What configuration knows. */
export type BreakerFigures = Pick<BreakerSettings, 'failures' | 'openMs' | 'successes'> &
  Partial<Pick<BreakerSettings, 'growth' | 'maxOpenMs'>>;

const shortestLeaseMs = 1_000;

/**
 * All settings from those that configuration knows. The derived ones keep their proportion to `openMs`, so that a
 * breaker of half a second behaves like one of thirty. The reasons are in `docs/decisions/050-circuit-breaker.md`.
 */
export function breakerSettings(policy: BreakerFigures, overrides: Partial<BreakerSettings> = {}): BreakerSettings {
  const { failures, openMs, successes, growth = 1, maxOpenMs = 10 * openMs } = policy;
  return {
    failures,
    sustained: { failures: Math.max(3, Math.ceil(failures * 0.6)), spanMs: openMs / 5 },
    rate: { share: 0.5, minimumVolume: Math.max(20, 2 * failures), windowMs: 2 * openMs },
    openMs,
    growth,
    maxOpenMs,
    successes,
    leaseMs: Math.max(openMs, shortestLeaseMs),
    rampUpMs: openMs / 3,
    ...overrides,
  };
}
