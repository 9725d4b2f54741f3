/** Everything that is wrong and that a person can mend, in one list: configuration, ledger, gateway. */
import type { Problem } from '../protocol/status.ts';
import type { ConfigurationStore } from './configuration/port.ts';
import type { Ledger } from './ledger/port.ts';

export interface ProblemSources {
  readonly configuration: ConfigurationStore;
  readonly ledger: Ledger;
  readonly gateway: { problem(): string | null };
}

export function listProblems({ configuration, ledger, gateway }: ProblemSources): Problem[] {
  const ofGateway = gateway.problem();
  return [
    ...configuration.current().problems,
    ...(ofGateway === null ? [] : [{ source: 'gateway' as const, field: 'gateway.port', message: ofGateway }]),
    ...ledger.problems().map(({ file, message }) => ({ source: 'ledger' as const, field: file, message })),
  ];
}
