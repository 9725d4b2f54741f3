/** A whole daemon but for its sockets: real layers, scripted upstreams, a clock that stands still. */
import type { AskProgress, AskResult } from '../../protocol/ask.ts';
import type { Part } from '../../protocol/part.ts';
import { assemblePipeline } from '../../server/assemble-pipeline.ts';
import { createBudgetRules } from '../../server/budget-rules.ts';
import { type Estimator, plainEstimator } from '../../server/catalogue/estimate.ts';
import { createLiveHealth } from '../../server/health.ts';
import { createBudgets } from '../../server/ledger/holds.ts';
import { Drains } from '../../server/pipeline/left-answer.ts';
import { Places } from '../../server/pipeline/places.ts';
import { TrackLimiters } from '../../server/pipeline/rate-limit.ts';
import type { ChatRequest, Service, TargetRequest } from '../../server/pipeline/service.ts';
import { RequestError } from '../../server/request-error.ts';
import { createRequests, type Requests } from '../../server/requests.ts';
import { Breakers } from '../../server/resilience/breakers.ts';
import { HedgeBudget } from '../../server/resilience/hedge-budget.ts';
import { HedgeSpend } from '../../server/resilience/hedge-spend.ts';
import { createRoutePlanner } from '../../server/route-planner.ts';
import { Conversations } from '../../server/routing/conversations.ts';
import { chatRequest, configurationOf, tracksNamed } from './configuration.ts';
import { FakeClock } from './fake-clock.ts';
import { RecordingLedger } from './recording-ledger.ts';
import { ScriptedProvider, type Step } from './scripted-provider.ts';

/** By target (`m@TRACK`): what its upstream does at the first exchange, the second, … */
export type Scripts = Readonly<Record<string, readonly (readonly Step[])[]>>;

export interface Arrangement {
  /** Fields of the one profile, `default`, over the scripted targets in their order. */
  readonly profile?: Readonly<Record<string, unknown>>;
  /** Fields of single tracks, by name. */
  readonly tracks?: Readonly<Record<string, object>>;
  /** Fields of every track. */
  readonly track?: Readonly<Record<string, unknown>>;
  /** Further fields of the configuration. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  readonly places?: Places;
  /** In place of the scripts. */
  readonly provider?: Service<TargetRequest>;
  /** Knows nothing of targets unless given. */
  readonly estimator?: Estimator;
  /** `null`: not hedged. */
  readonly hedgeAfterMs?: number | null;
  /** Absent: hedges may cost anything. */
  readonly hedgeSpend?: HedgeSpend;
}

export function arrange(
  scripts: Scripts,
  {
    profile = {},
    track = {},
    tracks = {},
    configuration: further = {},
    places = new Places(100, 100),
    provider: leaf,
    estimator = plainEstimator,
    hedgeAfterMs = null,
    hedgeSpend = unboundedSpend(),
  }: Arrangement = {},
) {
  const file = tracksNamed(
    Object.keys(scripts).map((target) => target.replace('m@', '')),
    profile,
  );
  for (const [name, settings] of Object.entries(file.tracks)) Object.assign(settings, track, tracks[name]);
  const configuration = configurationOf({ ...file, ...further });
  const clock = new FakeClock();
  const ledger = new RecordingLedger();
  const rules = createBudgetRules({ current: () => configuration }, 'UTC');
  const budgets = createBudgets({ clock, ledger, rules });
  const provider = new ScriptedProvider(scripts);
  const breakers = new Breakers();
  const layers: string[] = [];
  const limiters = new TrackLimiters(clock);
  const store = { current: () => configuration };
  const { plan } = createRoutePlanner({
    configuration: store,
    health: createLiveHealth({ ledger, breakers, limiters, clock }),
    estimator,
    conversations: new Conversations(),
    clock,
    machineTimeZone: 'UTC',
  });
  const pipeline = assemblePipeline(
    {
      configuration: store,
      places,
      breakers,
      limiters,
      ledger,
      budgets,
      estimator,
      drains: new Drains(),
      hedging: {
        afterMs: () => hedgeAfterMs,
        budget: new HedgeBudget(1),
        spend: hedgeSpend,
        mostNanoUsd: () => 1_000,
      },
      random: () => 0.5,
      entered: (layer) => layers.push(layer),
      plan,
    },
    leaf ?? provider.chat,
  );
  let ids = 0;
  const requests = createRequests({
    pipeline,
    clock,
    newRequestId: () => `r${++ids}`,
  });
  const start = (changes: Partial<ChatRequest> = {}) => run(requests, changes);
  return { configuration, clock, ledger, budgets, provider, breakers, limiters, layers, requests, start };
}

export interface Outcome {
  readonly parts: Part[];
  readonly progress: AskProgress[];
  readonly stop: AbortController;
  /** Set when it has ended. */
  result: AskResult | null;
  error: RequestError | null;
}

/** Starts a request and reads it to its end in the background. */
function run(requests: Requests, changes: Partial<ChatRequest>): Outcome {
  const stop = new AbortController();
  const running = requests.start(chatRequest(changes), stop.signal);
  const outcome: Outcome = { parts: [], progress: [], stop, result: null, error: null };
  const read = async () => {
    for await (const progress of running.progress) {
      outcome.progress.push(progress);
      if (progress.kind === 'parts') outcome.parts.push(...progress.parts);
    }
    outcome.result = running.result();
  };
  read().catch((error: unknown) => {
    outcome.error = error instanceof RequestError ? error : new RequestError('network', `no RequestError: ${error}`);
  });
  return outcome;
}

function unboundedSpend(): HedgeSpend {
  const spend = new HedgeSpend();
  spend.spent(1e15, 0);
  return spend;
}
