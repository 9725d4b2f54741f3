/** The handler table: every method of the protocol with the code that answers it. */
import { methods } from '../../protocol/methods.ts';
import type { DaemonIdentity, Status } from '../../protocol/status.ts';
import { isOlderVersion } from '../../protocol/version.ts';
import type { Clock } from '../clock.ts';
import type { ConfigurationStore } from '../configuration/port.ts';
import type { Clients } from '../daemon/clients.ts';
import type { Lifecycle } from '../daemon/lifecycle.ts';
import type { Secrets } from '../daemon/secrets.ts';
import type { Decisions } from '../decisions/keep-decisions.ts';
import type { RunDrill } from '../drill/run-drill.ts';
import { keyOrigins } from '../key-origins.ts';
import type { Books } from '../ledger/books.ts';
import type { Budgets } from '../ledger/budget-port.ts';
import type { Ledger } from '../ledger/port.ts';
import { windowAt } from '../ledger/windows.ts';
import type { ListModels } from '../model-lists.ts';
import { monthSoFar } from '../month.ts';
import type { TrackLimiters } from '../pipeline/rate-limit.ts';
import type { Previewer } from '../preview/previewer.ts';
import { listProblems } from '../problems.ts';
import { RequestError, toFailure } from '../request-error.ts';
import type { Requests } from '../requests.ts';
import type { Breakers } from '../resilience/breakers.ts';
import type { VerifyTrack } from '../verification/verify-tracks.ts';
import type { WhatIf } from '../what-if/what-if.ts';
import { benchmarkHandlers } from './benchmark.ts';
import { bookHandlers } from './books.ts';
import { actOnBreakers, breakerStatuses, limitStatuses } from './breakers.ts';
import { toChatRequest } from './chat-request.ts';
import { doctorHandler } from './doctor.ts';
import { drillHandlers } from './drill.ts';
import { explainHandler } from './explain.ts';
import { type Caller, FailedRequest, type Handler, handler } from './handler.ts';
import { type OverviewSource, summarise } from './overview.ts';
import { pumpProgress } from './progress-pump.ts';
import { seriesHandlers } from './series.ts';
import { createSubscriptions } from './subscriptions.ts';
import { targetHandlers } from './targets.ts';
import { rangeIn } from './time-range.ts';
import { verificationHandlers } from './verification.ts';

export interface DaemonParts {
  readonly identity: DaemonIdentity;
  readonly configuration: ConfigurationStore;
  readonly requests: Requests;
  readonly ledger: Ledger;
  readonly budgets: Budgets;
  readonly books: Books;
  readonly overview: OverviewSource;
  readonly clients: Clients;
  readonly lifecycle: Lifecycle;
  readonly breakers: Breakers;
  readonly limiters: TrackLimiters;
  readonly clock: Clock;
  readonly gateway: GatewayAccess;
  /** Keys that editors hold, as they are given; kept in memory only. */
  readonly secrets: Secrets;
  readonly preview: Previewer;
  readonly whatIf: WhatIf;
  readonly drill: RunDrill;
  readonly verifyTrack: VerifyTrack;
  readonly listModels: ListModels;
  readonly decisions: Pick<Decisions, 'explain'>;
  /** Looks for model servers on this machine; resolves when the configuration offers what was found. */
  discoverLocalServers(): Promise<void>;
}

/** The gateway as far as clients on the socket are told of it. */
export interface GatewayAccess {
  /** `null`: it is off, or cannot be had. */
  url(): string | null;
  problem(): string | null;
  token(): Promise<string>;
}

export function createHandlers(parts: DaemonParts): readonly Handler[] {
  const { configuration, requests, ledger, overview, lifecycle, secrets } = parts;
  const subscriptions = createSubscriptions(overview);

  return [
    handler(methods.ask, async (params, caller) => {
      lifecycle.admit();
      const request = toChatRequest(params, caller.identity, configuration.current().activeProfile);
      const running = requests.start(request, caller.signal);
      const token = params.partialResultToken;
      try {
        const send = async (progress: Parameters<Caller['sendProgress']>[1]) => {
          if (token !== undefined) await caller.sendProgress(token, progress);
        };
        await pumpProgress(running.progress, send, { gone: caller.signal, ended: running.signal });
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        throw new FailedRequest(toFailure(error, { requestId: running.requestId }));
      }
      return running.result();
    }),

    handler(methods.preview, (params, caller) =>
      parts.preview(
        toChatRequest(params, caller.identity, configuration.current().activeProfile),
        params.everyTarget ?? false,
      ),
    ),

    explainHandler(parts.decisions),

    handler(methods.whatIf, async (params) => {
      const bounds = { startMs: ledger.month().startMs, endMs: parts.clock.epochMs() };
      return { reports: [...(await parts.whatIf.reports(rangeIn(params, parts.books.timeZone(), bounds)))] };
    }),

    handler(methods.cancel, ({ requestId }) => ({ found: requests.cancel(requestId) })),

    handler(methods.spend, async (params) => {
      const month = monthSoFar(ledger, parts.clock.epochMs(), configuration.current().settings.projection?.growth);
      const zone = parts.books.timeZone();
      const today = windowAt('day', parts.clock.epochMs(), { timeZone: zone, firstDayOfWeek: 'monday' });
      return { ...(await ledger.spend(rangeIn(params, zone, today))), month };
    }),

    handler(methods.budgets, async () => {
      await parts.budgets.ready();
      return { budgets: [...parts.budgets.states()] };
    }),

    handler(methods.latency, () => ({ latency: [...ledger.latency()] })),

    ...bookHandlers(parts.books, () => {
      parts.whatIf.forget();
      overview.changed();
    }),

    ...seriesHandlers(parts),

    ...verificationHandlers(parts),
    ...benchmarkHandlers(parts),
    ...drillHandlers(parts),

    handler(methods.status, () => statusOf(parts)),

    ...targetHandlers(parts),

    handler(methods.overview, () => overview.current()),

    subscriptions.handler,

    handler(methods.breaker, ({ action, targets }) => {
      const acted = actOnBreakers(parts, action, targets);
      overview.changed();
      return { breakers: acted };
    }),

    handler(methods.gatewayAccess, async () => {
      const url = parts.gateway.url();
      return { url, problem: parts.gateway.problem(), token: url === null ? null : await parts.gateway.token() };
    }),

    handler(methods.configure, ({ settings }) => ({ problems: [...configuration.configure(settings)] })),

    handler(methods.keyOrigins, () => ({ origins: keyOrigins(configuration.current()) })),

    handler(methods.provideSecrets, ({ secrets: given, origins }, caller) => {
      secrets.provide(caller.connectionId, given, origins);
      return {};
    }),

    doctorHandler(parts),

    handler(methods.stop, ({ onlyIfOlderThan, comesBack }) => {
      if (onlyIfOlderThan !== undefined) {
        if (!isOlderVersion(parts.identity.version, onlyIfOlderThan)) return { stopping: false };
        lifecycle.handOver();
        return { stopping: true };
      }
      if (comesBack !== true) subscriptions.tellStopped();
      lifecycle.stop();
      return { stopping: true };
    }),
  ];
}

function statusOf(parts: DaemonParts): Status {
  const { identity, configuration, clients, requests } = parts;
  const { activeProfile, profiles, tracks } = configuration.current();
  return {
    daemon: identity,
    clients: clients.list().map(({ kind, name, window }) => ({ kind, name, window: window ?? null })),
    activeProfile,
    profiles: [...profiles.values()].map(summarise),
    tracks: [...tracks.values()].map(({ name, provider, baseUrl, discovered }) => ({
      name,
      provider,
      baseUrl,
      discovered,
    })),
    running: [...requests.running()],
    breakers: breakerStatuses(parts),
    gateway: { url: parts.gateway.url(), problem: parts.gateway.problem() },
    limits: limitStatuses(parts),
    problems: listProblems(parts),
  };
}
