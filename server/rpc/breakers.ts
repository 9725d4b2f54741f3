/** Circuit breakers and limits as clients see them and act on them: monotonic instants become times of day and durations. */
import type { BreakerStatus, LimitStatus } from '../../protocol/status.ts';
import type { Clock } from '../clock.ts';
import type { ConfigurationStore } from '../configuration/port.ts';
import type { TrackLimiters } from '../pipeline/rate-limit.ts';
import { RequestError } from '../request-error.ts';
import type { BreakerAction, Breakers } from '../resilience/breakers.ts';
import type { BreakerView, Trip } from '../resilience/circuit-breaker.ts';
import { policyFor } from '../routing/policy.ts';

export interface BreakerParts {
  readonly breakers: Breakers;
  readonly limiters: TrackLimiters;
  readonly configuration: ConfigurationStore;
  readonly clock: Clock;
}

/** Of targets that are configured: what is known of others is kept, should they come back, and shown to nobody. */
export function breakerStatuses({ breakers, configuration, clock }: Omit<BreakerParts, 'limiters'>): BreakerStatus[] {
  const { targets } = configuration.current();
  return breakers.targets.flatMap((target) => {
    if (!targets.has(target)) return [];
    const view = breakers.view(target, clock.monotonicMs());
    return view === null ? [] : [toStatus(target, view, breakers.recentTrips(target), clock)];
  });
}

/** Of tracks that are configured, and of others while something still runs or waits there. */
export function limitStatuses({
  limiters,
  configuration,
}: Pick<BreakerParts, 'limiters' | 'configuration'>): LimitStatus[] {
  const { tracks } = configuration.current();
  return limiters.status().filter(({ track, running, waiting }) => tracks.has(track) || running + waiting > 0);
}

/** Does `action` to each target. Throws `RequestError` of kind `no-such-model`, before any is touched, for an unknown one. */
export function actOnBreakers(
  parts: BreakerParts,
  action: BreakerAction,
  wanted: readonly string[] | 'all',
): (BreakerStatus & { readonly done: boolean })[] {
  const { configuration, breakers, limiters, clock } = parts;
  const { targets, profiles, activeProfile } = configuration.current();
  const names = wanted === 'all' ? [...targets.keys()] : wanted;
  const chosen = names.map((name) => {
    const target = targets.get(name);
    if (target !== undefined) return target;
    throw new RequestError(
      'no-such-model',
      `targets must name targets (${[...targets.keys()].join(', ')}), got "${name}"`,
    );
  });
  return chosen.flatMap((target) => {
    const profile = profiles.get(activeProfile)?.settings ?? {};
    const policy = policyFor(profile, target.track.resilience, target.reasoning).breaker;
    const done = breakers.act(action, target.name, policy);
    // Who resets a target wants it asked now, whatever its upstream had said.
    if (action === 'reset') limiters.of(target.track).resume();
    const view = breakers.view(target.name, clock.monotonicMs());
    const trips = breakers.recentTrips(target.name);
    return view === null ? [] : [{ ...toStatus(target.name, view, trips, clock), done }];
  });
}

function toStatus(target: string, view: BreakerView, trips: readonly Trip[], clock: Clock): BreakerStatus {
  const nowMs = clock.monotonicMs();
  const recentTrips = trips.map(({ atMs, reason }) => ({
    at: new Date(clock.epochMs() - (nowMs - atMs)).toISOString(),
    reason,
  }));
  return {
    target,
    state: view.state,
    failuresInARow: view.state === 'closed' ? view.failuresInARow : 0,
    reopensInMs: view.state === 'open' ? Math.max(0, view.reopensAtMs - nowMs) : null,
    trips: view.trips,
    lastTrip: recentTrips[0] ?? null,
    recentTrips,
  };
}
