/** What the router is told of each target at the moment of decision: its breaker, its limits, live latency. */
import type { Latency } from '../protocol/spend.ts';
import type { Clock } from './clock.ts';
import type { Ledger } from './ledger/port.ts';
import type { TrackLimiters } from './pipeline/rate-limit.ts';
import type { Breakers } from './resilience/breakers.ts';
import type { BreakerView } from './resilience/circuit-breaker.ts';
import type { BreakerState } from './routing/candidate.ts';
import type { Health } from './routing/router.ts';
import type { Target } from './routing/target.ts';

/** Percentiles of a thousand attempts change little in a second, and reading them is not free. */
const readEveryMs = 1_000;

export interface LiveHealth extends Health {
  /** Milliseconds to the first part that 95 % of answers stay below; `null` before there are enough to say. */
  firstPartP95Ms(target: Target): number | null;
}

export interface HealthParts {
  readonly ledger: Pick<Ledger, 'latency'>;
  readonly breakers: Breakers;
  readonly limiters: TrackLimiters;
  readonly clock: Clock;
}

/** Below this a 95th percentile is one slow answer's word. */
const fewestForP95 = 20;

export function createLiveHealth({ ledger, breakers, limiters, clock }: HealthParts): LiveHealth {
  let readAtMs = Number.NEGATIVE_INFINITY;
  let byTarget: ReadonlyMap<string, Latency> = new Map();
  const latencyOf = ({ name }: Target): Latency | undefined => {
    if (clock.monotonicMs() - readAtMs >= readEveryMs) {
      readAtMs = clock.monotonicMs();
      byTarget = new Map(ledger.latency().map((latency) => [latency.target, latency]));
    }
    return byTarget.get(name);
  };
  return {
    of(target, tokens) {
      const nowMs = clock.monotonicMs();
      const view = breakers.view(target.name, nowMs);
      const latency = latencyOf(target);
      const closed = view?.state === 'closed' ? view : null;
      return {
        breaker: breakerState(view),
        reopensInMs: view?.state === 'open' ? Math.max(0, view.reopensAtMs - nowMs) : null,
        failuresInARow: closed?.failuresInARow ?? 0,
        recentAttempts: closed?.recentAttempts ?? 0,
        recentFailures: closed?.recentFailures ?? 0,
        attempts: latency?.attempts ?? 0,
        failures: latency?.failed ?? 0,
        firstPartP50Ms: latency?.firstPartP50Ms ?? null,
        firstPartP95Ms: latency?.firstPartP95Ms ?? null,
        totalP50Ms: latency?.totalP50Ms ?? null,
        room: limiters.room(target.track.name, tokens),
      };
    },
    firstPartP95Ms: (target) => {
      const latency = latencyOf(target);
      if (latency === undefined || latency.attempts - latency.failed < fewestForP95) return null;
      return latency.firstPartP95Ms;
    },
  };
}

function breakerState(view: BreakerView | null): BreakerState {
  if (view === null) return 'closed';
  return view.state === 'half-open' && view.probing ? 'probing' : view.state;
}
