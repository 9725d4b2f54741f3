/** The composition root: the only file that knows all parts of the daemon. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir, networkInterfaces } from 'node:os';
import type { ProviderKind } from '../protocol/track-configuration.ts';
import { productVersion } from '../protocol/version.ts';
import { assemblePipeline } from './assemble-pipeline.ts';
import { createBudgetRules } from './budget-rules.ts';
import { systemClock as clock } from './clock.ts';
import { createConfigurationStore } from './configuration/store.ts';
import type { DaemonOptions } from './daemon/arguments.ts';
import { atMostEvery } from './daemon/at-most-every.ts';
import { readCatalogueFile, readConfigurationFile } from './daemon/configuration-file.ts';
import { createConfiguredHttp } from './daemon/configured-http.ts';
import { followConfigurationFile } from './daemon/follow-configuration.ts';
import type { Log } from './daemon/log.ts';
import type { Assembly } from './daemon/run.ts';
import { createSecrets } from './daemon/secrets.ts';
import { keepDecisions } from './decisions/keep-decisions.ts';
import { createDrill } from './drill/run-drill.ts';
import { keepGateway } from './gateway/keep-gateway.ts';
import { createLevels } from './gateway/levels.ts';
import { createMetrics } from './gateway/metrics.ts';
import { createTokenReader } from './gateway/token.ts';
import { createLiveHealth } from './health.ts';
import { createHedging } from './hedging.ts';
import { createBudgets } from './ledger/holds.ts';
import { keepEstimates } from './ledger/keep-estimates.ts';
import { openLedger } from './ledger/ledger.ts';
import { createModelLists } from './model-lists.ts';
import { Drains } from './pipeline/left-answer.ts';
import { Places } from './pipeline/places.ts';
import { TrackLimiters } from './pipeline/rate-limit.ts';
import { createPreviewer } from './preview/previewer.ts';
import { createTokenCounter } from './preview/token-counter.ts';
import { createUpstreamCounts } from './preview/upstream-counts.ts';
import { createAnthropic } from './providers/anthropic.ts';
import { createGemini } from './providers/gemini.ts';
import { isGooglesMachine } from './providers/google-account.ts';
import { createGoogleCredentials } from './providers/google-credentials.ts';
import { createHttp } from './providers/http.ts';
import { createKeys } from './providers/keys.ts';
import { findLocalServers } from './providers/local-servers.ts';
import { createOpenAiCompatible, openAiDialect } from './providers/openai-compatible.ts';
import type { Provider } from './providers/provider.ts';
import { proxyHostFor, proxySettings } from './providers/proxy-settings.ts';
import { runCommand } from './providers/run-command.ts';
import { createVertex } from './providers/vertex.ts';
import { createRequests } from './requests.ts';
import { Breakers } from './resilience/breakers.ts';
import { createRouteObserver } from './route-observer.ts';
import { createRoutePlanner } from './route-planner.ts';
import { Conversations } from './routing/conversations.ts';
import { createSandbox } from './sandbox/provider.ts';
import { keepTelemetry } from './telemetry/keep-telemetry.ts';
import { createVerification } from './verification/verify-tracks.ts';
import { createWhatIf } from './what-if/what-if.ts';

const mostRunning = 100;
const mostQueued = 10_000;
const discoverEveryMs = 30_000;

/**
 * `admit` is called before the gateway takes a request, and throws when the daemon takes no more. Rejects with a
 * `ConfigurationFileError`, or a `RequestError` of kind `ledger-unwritable`.
 */
export async function assemble(options: DaemonOptions, log: Log, admit: () => void): Promise<Assembly> {
  const configuration = createConfigurationStore(
    readConfigurationFile(options.configurationFile),
    clock,
    readCatalogueFile,
  );
  const { configurationFile: path } = options;
  if (path !== null) followConfigurationFile({ path, clock, configuration, log });
  const machineTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const timeZone = () => configuration.current().settings.timeZone ?? machineTimeZone;
  const ledger = await openLedger({
    directory: options.dataDirectory,
    clock,
    timeZone: timeZone(),
    onProblem: ({ message }) => log.write(message, 'warn'),
  });
  configuration.onChange(() => ledger.followTimeZone(timeZone()));
  const budgets = createBudgets({ clock, ledger, rules: createBudgetRules(configuration, machineTimeZone) });
  const secrets = createSecrets();
  const keys = createKeys({ secrets, environment: process.env, runCommand });
  const http = createConfiguredHttp(configuration, process.env, log);
  const upstream = { http, clock, resolveKey: keys.resolve, keyRefused: keys.refused, networkInterfaces };
  const credentials = createGoogleCredentials({
    ...upstream,
    keys,
    environment: process.env,
    homeFolder: homedir(),
    platform: process.platform,
    readFile: (path) => readFile(path, 'utf8'),
    hasMachineAccount: isGooglesMachine,
  });
  const providers: Readonly<Record<ProviderKind, Provider>> = {
    'openai-compatible': createOpenAiCompatible(upstream),
    vertex: createVertex({ ...upstream, credentials, completions: openAiDialect }),
    gemini: createGemini(upstream),
    anthropic: createAnthropic(upstream),
    sandbox: createSandbox(),
  };
  const breakers = new Breakers();
  const limiters = new TrackLimiters(clock);
  configuration.onChange(({ tracks }) => limiters.configure(tracks.values()));
  const health = createLiveHealth({ ledger, breakers, limiters, clock });
  const estimates = await keepEstimates({
    directory: options.dataDirectory,
    clock,
    recent: () => ledger.recent(50),
    onProblem: (message) => log.write(message, 'warn'),
  });
  const conversations = new Conversations();
  const decisions = keepDecisions({
    directory: options.dataDirectory,
    clock,
    onProblem: (message) => log.write(message, 'warn'),
  });
  const planner = createRoutePlanner({
    configuration,
    health,
    estimator: estimates,
    conversations,
    clock,
    machineTimeZone,
  });
  const drains = new Drains();
  const places = new Places(mostRunning, mostQueued);
  const hedging = createHedging({ health, estimator: estimates, clock });
  const pipeline = assemblePipeline(
    {
      configuration,
      ledger,
      budgets,
      places,
      breakers,
      limiters,
      hedging,
      estimator: estimates,
      drains,
      plan: planner.plan,
      random: Math.random,
    },
    (request, context) => providers[request.target.track.provider].chat(request, context),
  );
  const requests = createRequests({
    pipeline,
    clock,
    newRequestId: randomUUID,
    routes: createRouteObserver({ decisions, conversations, clock }),
  });
  hedging.watch(requests);
  const telemetry = keepTelemetry({
    configuration,
    requests,
    readKey: (reference, field, url) => keys.read(reference, field, new AbortController().signal, url),
    clock,
    instanceId: randomUUID(),
    version: productVersion,
    log,
  });
  const token = createTokenReader({
    reference: () => configuration.current().settings.gateway?.token,
    readKey: (reference) => keys.read(reference, 'gateway.token', new AbortController().signal, null),
    dataDirectory: options.dataDirectory,
  });
  const gateway = await keepGateway({
    configuration,
    requests,
    admit,
    token,
    metrics: createMetrics(requests),
    levels: createLevels({ places, breakers, configuration, clock }),
    clock,
    othersWait: () => places.queued > 0 || http.waiting > 0 || limiters.status().some(({ waiting }) => waiting > 0),
    mostRequests: mostRunning + mostQueued,
    log,
  });
  return {
    configuration,
    timeZone,
    ledger,
    books: ledger.books,
    budgets,
    secrets,
    breakers,
    limiters,
    requests,
    gateway: { ...gateway, token },
    telemetry,
    estimates,
    drains,
    decisions,
    whatIf: createWhatIf({
      attempts: ledger.books.attempts,
      configuration,
      circumstances: planner.circumstances,
      localTimeAt: planner.localTimeAt,
      clock,
      dayOf: ledger.books.dayOf,
      monthStartMs: () => ledger.month().startMs,
    }),
    preview: createPreviewer({
      planner,
      estimator: estimates,
      counter: createTokenCounter(clock),
      upstreamCounts: createUpstreamCounts({
        clock,
        countTokens: (target, request, signal) =>
          target.track.countsTokens
            ? (providers[target.track.provider].countTokens?.(target, request, signal) ?? null)
            : null,
      }),
    }),
    listModels: createModelLists({ providers, clock }),
    verifyTrack: createVerification({
      ...upstream,
      providers,
      proxyHost: (url) => {
        const { proxy } = configuration.current().settings.network ?? {};
        return proxyHostFor(url, proxySettings({ proxy: proxy ?? null, environment: process.env }));
      },
    }),
    drill: createDrill({
      clock,
      random: Math.random,
      // Nothing that belongs to the daemon: no key, no proxy, no connection.
      openLeaf: () => {
        const own = createHttp();
        const { chat } = createOpenAiCompatible({ http: own, clock, resolveKey: async () => null, networkInterfaces });
        return { provider: chat, close: () => own.close() };
      },
    }),
    discoverLocalServers: atMostEvery(clock, discoverEveryMs, async () => {
      const isOff = configuration.current().settings.localServers?.discover === false;
      const found = isOff ? [] : await findLocalServers({ http, signal: new AbortController().signal });
      configuration.offer(found);
    }),
  };
}
