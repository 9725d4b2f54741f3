/** What the router is told of each target at the moment of decision: live latency, and whether it is in service. */
import type { Latency } from '../protocol/spend.ts';
import type { Clock } from './clock.ts';
import type { Ledger } from './ledger/port.ts';
import type { Breakers } from './resilience/breakers.ts';
import type { Health } from './routing/router.ts';
import type { Target } from './routing/target.ts';

/** Percentiles of a thousand attempts change little in a second, and reading them is not free. */
const readEveryMs = 1_000;

export interface LiveHealth extends Health {
  /** Milliseconds to the first part that 95 % of answers stay below; `null` before there are enough to say. */
  firstPartP95Ms(target: Target): number | null;
}

/** Below this a 95th percentile is one slow answer's word. */
const fewestForP95 = 20;

export function createLiveHealth(ledger: Ledger, breakers: Breakers, clock: Clock): LiveHealth {
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
    firstPartP50Ms: (target) => latencyOf(target)?.firstPartP50Ms ?? null,
    isHeldOut: ({ name }) => breakers.view(name, clock.monotonicMs())?.state === 'disabled',
    firstPartP95Ms: (target) => {
      const latency = latencyOf(target);
      if (latency === undefined || latency.attempts - latency.failed < fewestForP95) return null;
      return latency.firstPartP95Ms;
    },
  };
}
