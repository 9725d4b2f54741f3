/** A daemon without its socket but with its gateway: real pipeline, ledger and HTTP, and simulated upstreams on this machine. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'node:test';
import { assemblePipeline } from '../../server/assemble-pipeline.ts';
import { createBudgetRules } from '../../server/budget-rules.ts';
import { plainEstimator } from '../../server/catalogue/estimate.ts';
import { type Clock, systemClock } from '../../server/clock.ts';
import { createConfigurationStore } from '../../server/configuration/store.ts';
import { type Gateway, startGateway } from '../../server/gateway/gateway.ts';
import { createLevels } from '../../server/gateway/levels.ts';
import { createMetrics } from '../../server/gateway/metrics.ts';
import { createBudgets } from '../../server/ledger/holds.ts';
import { openLedger } from '../../server/ledger/ledger.ts';
import { Drains } from '../../server/pipeline/left-answer.ts';
import { Places } from '../../server/pipeline/places.ts';
import { TrackLimiters } from '../../server/pipeline/rate-limit.ts';
import type { Service, TargetRequest } from '../../server/pipeline/service.ts';
import { createHttp } from '../../server/providers/http.ts';
import { createOpenAiCompatible } from '../../server/providers/openai-compatible.ts';
import { createRequests, type Requests } from '../../server/requests.ts';
import { Breakers } from '../../server/resilience/breakers.ts';
import { HedgeBudget } from '../../server/resilience/hedge-budget.ts';
import { HedgeSpend } from '../../server/resilience/hedge-spend.ts';
import { unheardOf } from '../../server/routing/candidate.ts';
import { planRoute } from '../../server/routing/router.ts';
import type { Script } from '../../server/sandbox/faults.ts';
import { type Simulator, startSimulator } from '../../server/sandbox/http-simulator.ts';
import { createSandbox } from '../../server/sandbox/provider.ts';

export interface GatewaySetting {
  /** One simulated upstream a track, in the order of the profile `default`; each serves the model `m` at $1 and $2. */
  readonly upstreams?: Readonly<Record<string, Script>>;
  /** Fields of every track. */
  readonly track?: Readonly<Record<string, unknown>>;
  /** Fields of the profile `default`. */
  readonly profile?: Readonly<Record<string, unknown>>;
  /** Further fields of the configuration. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  readonly clock?: Clock;
  readonly places?: Places;
  readonly mostRequests?: number;
  /** Stands in for the providers. */
  readonly provider?: Service<TargetRequest>;
  /** Throws for requests that are not to be taken. */
  readonly admit?: () => void;
  /** Told of every body an upstream is sent. */
  readonly onBody?: (body: unknown) => void;
}

export const testToken = 'a-token-for-tests-only';

export type OpenGateway = Awaited<ReturnType<typeof openGateway>>;

/** Close it in a hook, so that a failing test leaves nothing behind. */
export async function openGateway(setting: GatewaySetting = {}) {
  const { upstreams = { a: {} }, clock = systemClock, places = new Places(100, 100) } = setting;
  const directory = await mkdtemp(join(tmpdir(), 'dualtrack-gateway-'));
  const simulators = new Map<string, Simulator>();
  for (const [name, script] of Object.entries(upstreams)) {
    const onBody = (body: unknown) => setting.onBody?.(body);
    simulators.set(name, await startSimulator({ script, onBody }));
  }
  const configuration = createConfigurationStore(configurationFile(setting, simulators));
  const { problems } = configuration.current();
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  const ledger = await openLedger({ directory, clock, timeZone: 'UTC' });
  const http = createHttp();
  const resolveKey = async () => null;
  const real = createOpenAiCompatible({ http, clock, resolveKey, networkInterfaces });
  const sandbox = createSandbox();
  const breakers = new Breakers();
  const limiters = new TrackLimiters(clock);
  const budgets = createBudgets({ clock, ledger, rules: createBudgetRules(configuration, 'UTC') });
  const pipeline = assemblePipeline(
    {
      configuration,
      places,
      breakers,
      limiters,
      ledger,
      budgets,
      estimator: plainEstimator,
      drains: new Drains(),
      hedging: { afterMs: () => null, budget: new HedgeBudget(), spend: new HedgeSpend(), mostNanoUsd: () => null },
      random: () => 0.5,
      plan: (request) => planRoute(request, configuration.current(), { health: { of: () => unheardOf } }),
    },
    setting.provider ?? ((request, context) => (request.target.simulated ? sandbox : real).chat(request, context)),
  );
  const requests = createRequests({ pipeline, clock, newRequestId: randomUUID });
  const metrics = createMetrics(requests);
  const faults: unknown[] = [];
  const gateway: Gateway = await startGateway({
    port: 0,
    token: async () => testToken,
    requests,
    admit: setting.admit ?? (() => {}),
    configuration,
    metrics,
    levels: createLevels({ places, breakers, configuration, clock }),
    clock,
    othersWait: () => places.queued > 0,
    mostRequests: setting.mostRequests ?? 200,
    log: { error: (_what, error) => faults.push(error) },
  });

  return {
    url: gateway.url,
    directory,
    configuration,
    requests,
    ledger,
    places,
    breakers,
    limiters,
    clock,
    /** What the gateway took for a fault of its own. */
    faults,
    upstream: (name: string): Simulator => {
      const simulator = simulators.get(name);
      if (simulator === undefined) throw new Error(`no upstream ${name}`);
      return simulator;
    },
    /** A request as a well-behaved program sends it. */
    post: (body: unknown, headers: Readonly<Record<string, string>> = {}, signal?: AbortSignal) =>
      fetch(`${gateway.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${testToken}`, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        ...(signal !== undefined && { signal }),
      }),
    get: (path: string, headers: Readonly<Record<string, string>> = { authorization: `Bearer ${testToken}` }) =>
      fetch(gateway.url + path, { headers }),
    close: async () => {
      await gateway.close();
      await idle(requests);
      await Promise.all([...simulators.values()].map((simulator) => simulator.close()));
      await http.close();
      await ledger.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** For tests that open gateways of their own: one at a time, the last closed when its test is over, however it ended. */
export function gatewayOfEachTest(): (setting?: GatewaySetting) => Promise<OpenGateway> {
  let gateway: OpenGateway | null = null;
  const close = async () => {
    await gateway?.close();
    gateway = null;
  };
  afterEach(close);
  return async (setting) => {
    await close();
    gateway = await openGateway(setting);
    return gateway;
  };
}

/** What was cut off is still to be booked. */
function idle(requests: Requests): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (requests.running().length > 0) return;
      stop();
      resolve();
    };
    const stop = requests.onChange(look);
    look();
  });
}

function configurationFile(setting: GatewaySetting, simulators: ReadonlyMap<string, Simulator>) {
  const models = { m: { price: { inputUsdPerMTok: 1, outputUsdPerMTok: 2 }, upstreamName: 'm-2026' } };
  const tracks = [...simulators].map(([name, { url }]) => [
    name,
    { provider: 'openai-compatible', baseUrl: url, models, ...setting.track },
  ]);
  const targets = [...simulators.keys()].map((name) => `m@${name}`);
  return {
    tracks: Object.fromEntries(tracks),
    profiles: { default: { strategy: 'priority', targets, ...setting.profile } },
    ...setting.configuration,
  };
}

/** A question of one message; `model` is the active profile. */
export function question(fields: Readonly<Record<string, unknown>> = {}) {
  return { model: 'dualtrack', messages: [{ role: 'user', content: 'What does this do?' }], ...fields };
}

/** The `data:` values of a stream that was read to its end, or to where its connection broke. */
export async function readEvents(response: Response): Promise<{ readonly data: string[]; readonly broke: boolean }> {
  let text = '';
  let broke = false;
  try {
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) text += decoder.decode(bytes, { stream: true });
  } catch {
    broke = true;
  }
  const data = text.split('\n\n').flatMap((event) => (event.startsWith('data: ') ? [event.slice(6)] : []));
  return { data, broke };
}
