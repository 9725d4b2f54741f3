/** Fire drills for clients: looks the profile up, and plays it. */
import { methods } from '../../protocol/methods.ts';
import type { ConfigurationStore } from '../configuration/port.ts';
import type { Lifecycle } from '../daemon/lifecycle.ts';
import type { RunDrill } from '../drill/run-drill.ts';
import { type Handler, handler } from './handler.ts';
import { profileNamed } from './named.ts';

export interface DrillHandlerParts {
  readonly configuration: ConfigurationStore;
  readonly lifecycle: Pick<Lifecycle, 'admit'>;
  readonly drill: RunDrill;
}

export function drillHandlers({ configuration, lifecycle, drill }: DrillHandlerParts): readonly Handler[] {
  return [
    handler(methods.drill, (params, caller) => {
      lifecycle.admit();
      return drill(profileNamed(configuration.current(), params.profile), caller.signal);
    }),
  ];
}
