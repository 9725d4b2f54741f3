/** What is there without any configuration: the sandbox track and the profiles that ship. */
import type { ProfileSettings } from '../../protocol/profile-configuration.ts';
import { dollarForDollar, noLimits, type Target, type Track } from '../routing/target.ts';

export const sandboxTrackName = 'sandbox';

export interface BuiltInProfile {
  readonly name: string;
  readonly description: string;
  /** `null`: there are no targets for it, and so no such profile. */
  settings(available: Available): ProfileSettings | null;
}

export interface Available {
  /** Targets at real tracks, in the order they were written. */
  readonly real: readonly Target[];
  readonly simulated: readonly Target[];
}

/** Stands below every setting; a profile of the same name in the configuration replaces it. */
export const builtInProfiles: readonly BuiltInProfile[] = [
  {
    name: 'default',
    description: 'Every configured target in the order it was written; the sandbox while nothing is configured',
    settings: ({ real, simulated }) => over('priority', real.length > 0 ? real : simulated),
  },
  {
    name: 'sandbox-cheap',
    description: 'Simulated models, cheapest first: costs nothing, asks nobody',
    settings: ({ simulated }) => over('cheapest', simulated),
  },
  {
    name: 'sandbox-fast',
    description: 'Simulated models, fastest first: costs nothing, asks nobody',
    settings: ({ simulated }) => over('fastest', simulated),
  },
];

export const defaultProfileName = 'default';

/** A sandbox that answers at the latencies of the guide, the same for the same question. */
export const builtInSandbox: Track = {
  name: sandboxTrackName,
  provider: 'sandbox',
  baseUrl: null,
  apiKey: null,
  google: null,
  region: null,
  terms: dollarForDollar,
  limits: noLimits,
  resilience: {},
  onAbort: 'estimate',
  simulation: { latency: 'seed', seed: 1 },
  discovered: false,
};

function over(strategy: ProfileSettings['strategy'], targets: readonly Target[]): ProfileSettings | null {
  return targets.length === 0 ? null : { strategy, targets: targets.map(({ name }) => name) };
}
