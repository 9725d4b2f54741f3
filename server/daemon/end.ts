/** How the process ends: its parts are closed, what they hold is written, and its place is given up. */
import type { Socket } from 'node:net';
import type { Decisions } from '../decisions/keep-decisions.ts';
import type { KeptEstimates } from '../ledger/keep-estimates.ts';
import type { Ledger } from '../ledger/port.ts';
import type { Drains } from '../pipeline/left-answer.ts';
import type { Seat } from './election.ts';
import type { Log } from './log.ts';
import type { Folder } from './place.ts';

/** What a daemon has of the machine: its name among daemons, its folder and its log. */
export interface Place {
  readonly log: Log;
  readonly seat: Seat;
  readonly folder: Folder;
}

export interface Belongings extends Place {
  readonly drains: Drains;
  readonly estimates: KeptEstimates;
  readonly decisions: Decisions;
  readonly ledger: Ledger;
  readonly gateway: { close(): Promise<void> };
  readonly telemetry: { close(): Promise<void> };
  readonly sockets: ReadonlySet<Socket>;
}

/** The name is given up last: until then no other daemon starts on the same ledger. */
export async function endDaemon(
  reason: string,
  { log, seat, folder, drains, estimates, decisions, ledger, gateway, telemetry, sockets }: Belongings,
): Promise<void> {
  let code = 0;
  // One that does not end as it should keeps none of the others from it, least of all the ledger.
  const close = async (part: string, work: () => Promise<void> | void) => {
    try {
      await work();
    } catch (error) {
      log.error(`of the daemon's parts ${part} could not be closed`, error);
      code = 1;
    }
  };
  await close('gateway', gateway.close);
  await close('drains', () => drains.close());
  await close('telemetry', telemetry.close);
  // By its name another's folder would be written to; what was booked is in the journal already.
  if (folder.isOurs()) {
    await close('estimates', estimates.close);
    await close('decisions', decisions.close);
    await close('ledger', ledger.close);
  }
  seat.leave();
  for (const socket of sockets) socket.destroy();
  log.write(`daemon ended: ${reason}`);
  process.exit(code);
}
