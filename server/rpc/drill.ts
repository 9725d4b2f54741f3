/** Fire drills for clients: looks the profile up, and plays it. */
import { methods } from '../../protocol/methods.ts';
import type { ConfigurationStore } from '../configuration/port.ts';
import type { Lifecycle } from '../daemon/lifecycle.ts';
import type { RunDrill } from '../drill/run-drill.ts';
import { type Handler, handler } from './handler.ts';
import { ParameterError } from './parameter-error.ts';

export interface DrillHandlerParts {
  readonly configuration: ConfigurationStore;
  readonly lifecycle: Pick<Lifecycle, 'admit'>;
  readonly drill: RunDrill;
}

export function drillHandlers({ configuration, lifecycle, drill }: DrillHandlerParts): readonly Handler[] {
  return [
    handler(methods.drill, (params, caller) => {
      lifecycle.admit();
      const { profiles, activeProfile } = configuration.current();
      const name = params.profile ?? activeProfile;
      const profile = profiles.get(name);
      if (profile !== undefined) return drill(profile, caller.signal);
      throw new ParameterError(
        `profile must name a routing profile (${[...profiles.keys()].join(', ')}), got "${name}"`,
      );
    }),
  ];
}
