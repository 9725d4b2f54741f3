/** The daemon's process life: elected, assembled, serving, and ended without leaving anything behind. */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { ClientIdentity, DaemonIdentity } from '../../protocol/status.ts';
import { productVersion, protocolVersion } from '../../protocol/version.ts';
import type { Clock } from '../clock.ts';
import type { ConfigurationStore } from '../configuration/port.ts';
import type { Decisions } from '../decisions/keep-decisions.ts';
import type { RunDrill } from '../drill/run-drill.ts';
import type { KeptGateway } from '../gateway/keep-gateway.ts';
import type { Books } from '../ledger/books.ts';
import type { Budgets } from '../ledger/budget-port.ts';
import type { KeptEstimates } from '../ledger/keep-estimates.ts';
import type { OpenLedger } from '../ledger/ledger.ts';
import type { ListModels } from '../model-lists.ts';
import type { Drains } from '../pipeline/left-answer.ts';
import type { TrackLimiters } from '../pipeline/rate-limit.ts';
import type { Previewer } from '../preview/previewer.ts';
import { listProblems } from '../problems.ts';
import type { Requests } from '../requests.ts';
import type { Breakers } from '../resilience/breakers.ts';
import { breakerStatuses, limitStatuses } from '../rpc/breakers.ts';
import { createHandlers, type GatewayAccess } from '../rpc/handlers.ts';
import { createOverviewSource } from '../rpc/overview.ts';
import type { VerifyTrack } from '../verification/verify-tracks.ts';
import type { WhatIf } from '../what-if/what-if.ts';
import type { DaemonOptions } from './arguments.ts';
import { createClients } from './clients.ts';
import { type Seat, standForElection } from './election.ts';
import { endDaemon, type Place } from './end.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { type Log, logLine, openLog } from './log.ts';
import { keepPlace, rememberFolder } from './place.ts';
import type { Secrets } from './secrets.ts';

/** What `assemble.ts` puts together for a daemon that won its election. */
export interface Assembly {
  readonly configuration: ConfigurationStore;
  /** The time zone in force: the configuration's, else the machine's. */
  timeZone(): string;
  readonly ledger: OpenLedger;
  readonly budgets: Budgets;
  readonly books: Books;
  readonly requests: Requests;
  readonly secrets: Secrets;
  readonly breakers: Breakers;
  readonly limiters: TrackLimiters;
  readonly gateway: GatewayAccess & Pick<KeptGateway, 'onChange' | 'close'>;
  readonly preview: Previewer;
  readonly whatIf: WhatIf;
  readonly drill: RunDrill;
  readonly verifyTrack: VerifyTrack;
  readonly listModels: ListModels;
  readonly estimates: KeptEstimates;
  /** Answers that are read on after their callers have gone. */
  readonly drains: Drains;
  readonly decisions: Decisions;
  readonly telemetry: { close(): Promise<void> };
  discoverLocalServers(): Promise<void>;
}

/** Resolves when the daemon serves, or when another one already does. Throws when it cannot be assembled. */
export async function runDaemon(
  options: DaemonOptions,
  clock: Clock,
  assemble: (options: DaemonOptions, log: Log, admit: () => void) => Promise<Assembly>,
): Promise<void> {
  const election = await standForElection(options.socket, process.platform);
  if (election.outcome === 'lost') {
    const reason = `another daemon already serves ${options.dataDirectory}; this one is not needed`;
    console.error(options.foreground ? reason : logLine(reason, 'info', clock.epochMs()));
    return;
  }
  const { seat } = election;
  try {
    const log = openLog(join(options.dataDirectory, 'daemon.log'), clock);
    // The gateway is there a moment earlier than what can be asked to stop.
    let begun: Lifecycle | null = null;
    const assembly = await assemble(options, log, () => begun?.admit());
    const folder = rememberFolder(options.dataDirectory, clock);
    const lifecycle = serve(options, clock, { log, seat, folder }, assembly);
    begun = lifecycle;
    endOnSignals(options, lifecycle, log, seat);
    keepPlace({ seat, folder, clock, lifecycle, log });
    log.write(`daemon ${productVersion} serves, process ${process.pid}`);
    if (options.foreground) {
      const ready = { ready: true, pid: process.pid, socket: options.socket, gateway: assembly.gateway.url() };
      console.log(JSON.stringify(ready));
    }
    setImmediate(loadConnections);
  } catch (error) {
    seat.leave();
    throw error;
  }
}

function serve(options: DaemonOptions, clock: Clock, place: Place, assembly: Assembly): Lifecycle {
  const { log, seat, folder } = place;
  const { requests, ledger, drains, estimates, decisions, secrets, configuration, gateway, telemetry } = assembly;
  const identity: DaemonIdentity = {
    instanceId: randomUUID(),
    pid: process.pid,
    version: productVersion,
    protocolVersion,
    startedAt: new Date(clock.epochMs()).toISOString(),
    dataDirectory: options.dataDirectory,
    ...(options.configurationFile !== null && { configurationFile: options.configurationFile }),
  };
  const sockets = new Set<Socket>();
  let isEnding = false;
  const clients = createClients(() => lifecycle.changed());
  const lifecycle = createLifecycle({
    clock,
    idleMs: options.idleMs,
    // Who has not said yet who it is, is about to: by the connection's own bound it is gone if it does not.
    connectedClients: () => sockets.size,
    runningRequests: () => requests.runningCount(),
    cancelRequests: () => {
      for (const { requestId } of requests.running()) requests.cancel(requestId);
    },
    hasPlace: folder.isOurs,
    end: (reason) => {
      isEnding = true;
      void endDaemon(reason, { ...place, drains, estimates, decisions, ledger, gateway, telemetry, sockets });
    },
  });
  requests.onChange(() => lifecycle.changed());
  const overview = createOverviewSource({
    configuration,
    ledger,
    budgets: assembly.budgets,
    requests,
    clock,
    problems: () => listProblems(assembly),
    importedGap: assembly.books.importedGap,
    breakerStatuses: () => breakerStatuses({ ...assembly, clock }),
    limitStatuses: () => limitStatuses(assembly),
    timeZone: assembly.timeZone,
  });
  // A port that is taken is found out after the configuration that names it was told.
  gateway.onChange(overview.changed);
  ledger.onZone(overview.changed);
  const handlers = createHandlers({ ...assembly, identity, overview, clients, lifecycle, clock });
  const service = {
    identity,
    handlers,
    clock,
    log,
    joined: (connectionId: number, client: ClientIdentity) => {
      const leave = clients.add(client);
      return () => {
        secrets.forget(connectionId);
        leave();
      };
    },
  };
  let connections = 0;
  seat.serve((socket) => {
    // Whoever comes while the ledger is closed is to find the next daemon, not to be told of this one.
    if (isEnding) return void socket.destroy();
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      lifecycle.changed();
    });
    lifecycle.changed();
    // Who has gone before anything was read is noticed by its `close`.
    socket.on('error', () => {});
    connections += 1;
    const connectionId = connections;
    void loadConnections().then(({ serveConnection }) => {
      if (!socket.destroyed) serveConnection(socket, connectionId, service);
    });
  });
  lifecycle.changed();
  return lifecycle;
}

/** What speaks on a connection takes a while to load: it does so while the first client is on its way. */
const loadConnections = () => import('../rpc/connection.ts');

function endOnSignals({ foreground }: DaemonOptions, lifecycle: Lifecycle, log: Log, seat: Seat): void {
  let asked = false;
  const ask = () => {
    if (asked) {
      seat.leave();
      process.exit(1);
    }
    asked = true;
    lifecycle.stop();
  };
  process.on('SIGTERM', ask);
  process.on('SIGINT', ask);
  if (foreground) {
    process.on('SIGHUP', ask);
    // The command that shows this daemon in a terminal has ended, however it did.
    process.on('disconnect', () => lifecycle.stop());
  }
  process.on('unhandledRejection', (error) => log.error('a failure nobody waited for', error));
  process.on('uncaughtException', (error) => {
    log.error('the daemon ends because of an error nobody caught', error);
    seat.leave();
    process.exit(1);
  });
}
