/** Answers what a report of a bug asks of the daemon itself. */
import { methods } from '../../protocol/methods.ts';
import type { Clock } from '../clock.ts';
import type { ConfigurationStore } from '../configuration/port.ts';
import type { Secrets } from '../daemon/secrets.ts';
import { type Handler, handler } from './handler.ts';

export interface DoctorParts {
  readonly configuration: ConfigurationStore;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

export function doctorHandler({ configuration, secrets, clock }: DoctorParts): Handler {
  const startedAtMs = clock.monotonicMs();
  return handler(methods.doctor, () => {
    const { rss, heapUsed } = process.memoryUsage();
    return {
      nodeVersion: process.versions.node,
      uptimeMs: clock.monotonicMs() - startedAtMs,
      residentBytes: rss,
      heapUsedBytes: heapUsed,
      settings: { ...configuration.current().settings },
      secretNames: [...secrets.names()],
    };
  });
}
