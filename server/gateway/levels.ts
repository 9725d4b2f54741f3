/** How full the daemon is and how its targets stand, read from those who know. */
import type { Clock } from '../clock.ts';
import type { ConfigurationStore } from '../configuration/port.ts';
import type { Places } from '../pipeline/places.ts';
import type { Breakers } from '../resilience/breakers.ts';
import type { Levels } from './metrics.ts';

export interface LevelsParts {
  readonly places: Pick<Places, 'running' | 'queued'>;
  readonly breakers: Pick<Breakers, 'view'>;
  readonly configuration: Pick<ConfigurationStore, 'current'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

export function createLevels({ places, breakers, configuration, clock }: LevelsParts): Levels {
  return {
    running: () => places.running,
    queued: () => places.queued,
    breakers: () =>
      [...configuration.current().targets.keys()].map((target) => ({
        target,
        state: breakers.view(target, clock.monotonicMs())?.state ?? 'closed',
      })),
  };
}
