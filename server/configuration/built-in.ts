/** What is there without any configuration: the sandbox track and the profiles that ship. */
import type { ProfileSettings } from '../../protocol/profile-configuration.ts';
import type { Strategy } from '../../protocol/strategy.ts';
import { everyTarget, type Offered } from '../routing/select-targets.ts';
import { dollarForDollar, isLocalServer, noLimits, type Target, type Track, targetNames } from '../routing/target.ts';
import { dualTrack } from './dual-track.ts';
import { byQuality } from './quality.ts';

export const sandboxTrackName = 'sandbox';

export interface BuiltInProfile {
  readonly name: string;
  readonly description: string;
  /** For simulated models alone, whatever else is configured. */
  readonly isSandbox?: true;
  settings(offered: Offered): ProfileSettings;
}

/**
 * Stands below every setting; a profile of the same name in the configuration replaces it. Each works over the sandbox
 * while no real track is configured, so that it can be tried.
 */
export const builtInProfiles: readonly BuiltInProfile[] = [
  {
    name: 'default',
    description: 'Every configured target in the order it was written; the sandbox while nothing is configured',
    settings: (offered) => over('priority', everyTarget(offered)),
  },
  {
    name: 'balanced',
    description: 'Every configured target by price, live latency and reliability together',
    settings: (offered) => over('balanced', everyTarget(offered)),
  },
  {
    name: 'cheapest',
    description: 'Every configured target, the one this request costs least at first',
    settings: (offered) => over('cheapest', everyTarget(offered)),
  },
  {
    name: 'fastest',
    description: 'Every configured target, the one whose answers begin soonest first',
    settings: (offered) => over('fastest', everyTarget(offered)),
  },
  {
    name: 'quality',
    description: 'Every configured target, the most able model first, by what its vendor says and asks for it',
    settings: (offered) => over('priority', byQuality(everyTarget(offered))),
  },
  {
    name: 'local-first',
    description: 'Models on this machine, then every other configured target, cheapest first',
    settings: (offered) => {
      const local = offered.all.filter(isLocalServer);
      const others = everyTarget(offered).filter((target) => !isLocalServer(target));
      if (local.length === 0) return over('cheapest', others);
      const fallback = offered.configured.filter((target) => !isLocalServer(target));
      return { ...over('cheapest', local), ...(fallback.length > 0 && { fallback: targetNames(fallback) }) };
    },
  },
  {
    name: 'gcp-only',
    description: 'Vertex AI tracks and no others',
    settings: (offered) => over('balanced', onVertex(offered)),
  },
  {
    name: 'dual-track',
    description: 'What is Vertex AI’s own stays there; everything else goes where it costs least, and falls back to it',
    settings: (offered) => {
      const vertex = onVertex(offered);
      // The guide's own cast: in the sandbox its Vertex AI has one model, and the relay has the others.
      const isVertex = (target: Target) =>
        target.simulated ? target.model === 'gemini-pro' : vertex.some(({ name }) => name === target.name);
      return dualTrack(everyTarget(offered), isVertex);
    },
  },
  {
    name: 'sandbox-cheap',
    description: 'Simulated models, cheapest first: costs nothing, asks nobody',
    isSandbox: true,
    settings: ({ simulated }) => over('cheapest', simulated),
  },
  {
    name: 'sandbox-fast',
    description: 'Simulated models, fastest first: costs nothing, asks nobody',
    isSandbox: true,
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

function over(strategy: Strategy, targets: readonly Target[]): ProfileSettings {
  return { strategy, targets: targetNames(targets) };
}

/** In the sandbox Google's models stand for it. */
function onVertex(offered: Offered): readonly Target[] {
  if (offered.configured.length > 0)
    return offered.configured.filter(({ track: { provider } }) => provider === 'vertex');
  return offered.simulated.filter(({ model }) => model.startsWith('gemini-'));
}
