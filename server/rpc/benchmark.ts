/** Measures targets for clients: which are meant, what a run would cost, and how each request is asked and booked as any other. */
import type { BenchmarkParams, BenchmarkPrice } from '../../protocol/benchmark.ts';
import type { Chat } from '../../protocol/message.ts';
import { methods } from '../../protocol/methods.ts';
import { benchmarkChat, runBenchmark } from '../benchmark/run-benchmark.ts';
import { measured, type Sample } from '../benchmark/statistics.ts';
import type { Clock } from '../clock.ts';
import type { ConfigurationStore, ResolvedConfiguration } from '../configuration/port.ts';
import type { Lifecycle } from '../daemon/lifecycle.ts';
import type { Previewer } from '../preview/previewer.ts';
import { RequestError } from '../request-error.ts';
import type { Requests } from '../requests.ts';
import { type Target, targetNames } from '../routing/target.ts';
import { toChatRequest } from './chat-request.ts';
import { type Caller, type Handler, handler } from './handler.ts';
import { profileNamed } from './named.ts';
import { ParameterError } from './parameter-error.ts';

export interface BenchmarkHandlerParts {
  readonly configuration: ConfigurationStore;
  readonly requests: Requests;
  readonly lifecycle: Pick<Lifecycle, 'admit'>;
  readonly preview: Previewer;
  readonly clock: Clock;
  /** Looks for model servers on this machine, which can be measured, too. */
  discoverLocalServers(): Promise<void>;
}

export function benchmarkHandlers(parts: BenchmarkHandlerParts): readonly Handler[] {
  const { configuration, clock, lifecycle, discoverLocalServers } = parts;
  return [
    handler(methods.benchmarkPrice, async (params, caller) => {
      await discoverLocalServers();
      return priceOf(parts, params, caller);
    }),

    handler(methods.benchmark, async (params, caller) => {
      lifecycle.admit();
      await discoverLocalServers();
      const { profile, targets } = meant(configuration.current(), params);
      const startedAt = new Date(clock.epochMs()).toISOString();
      const { requests, concurrency } = params;
      const samples = await runBenchmark({
        targets: targetNames(targets),
        requests,
        concurrency,
        signal: caller.signal,
        ask: (target, chat) => ask(parts, { target, profile, chat }, caller),
      });
      return { startedAt, profile, requests, concurrency, targets: [...measured(targets, samples)] };
    }),
  ];
}

interface Meant {
  readonly profile: string;
  readonly targets: readonly Target[];
}

/** Throws for a profile or a model that does not exist. */
function meant(current: ResolvedConfiguration, { profile: named, models }: BenchmarkParams): Meant {
  const { name: profile, targets: ofProfile } = profileNamed(current, named);
  if (models === undefined) return { profile, targets: ofProfile };
  const targets = models.flatMap((model, index) => {
    const fitting = [...current.targets.values()].filter(({ name, model: own }) => name === model || own === model);
    if (fitting.length > 0) return fitting;
    throw new ParameterError(`models[${index}] must name a model or a target that is configured, got "${model}"`);
  });
  return { profile, targets: [...new Set(targets)] };
}

async function priceOf(
  { configuration, preview }: BenchmarkHandlerParts,
  params: BenchmarkParams,
  caller: Caller,
): Promise<BenchmarkPrice> {
  const { profile, targets } = meant(configuration.current(), params);
  // The last one has the longest text.
  const chat = benchmarkChat(params.requests);
  const priced = await Promise.all(
    targets.map(async ({ name, simulated }) => {
      const about = { target: name, simulated };
      try {
        const { targets: planned } = await preview(requestTo({ target: name, profile, chat }, caller));
        const high = planned.find(({ target }) => target === name)?.estimatedCostNanoUsd.high ?? null;
        return { ...about, mostNanoUsd: high === null ? null : high * params.requests, obstacle: null };
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        return { ...about, mostNanoUsd: null, obstacle: error.message };
      }
    }),
  );
  const billing = priced.filter(({ simulated, obstacle }) => !simulated && obstacle === null);
  return {
    profile,
    requests: params.requests,
    targets: priced,
    mostNanoUsd: billing.reduce((sum, { mostNanoUsd }) => sum + (mostNanoUsd ?? 0), 0),
    unknownPrices: billing.filter(({ mostNanoUsd }) => mostNanoUsd === null).length,
  };
}

interface Asked {
  readonly target: string;
  readonly profile: string;
  readonly chat: Chat;
}

/** Its parts are read as they come, so that its first is measured when it comes. */
function requestTo({ target, profile, chat }: Asked, caller: Caller) {
  const params = { chat, profile, model: target, origin: { command: 'benchmark' } };
  const request = toChatRequest(params, caller.identity, profile);
  return { ...request, collected: false };
}

/** Rejects only when the caller has gone: any other failure is a sample. */
async function ask({ requests, configuration }: BenchmarkHandlerParts, asked: Asked, caller: Caller): Promise<Sample> {
  const running = requests.start(requestTo(asked, caller), caller.signal, false);
  let failed: RequestError | null = null;
  try {
    for await (const _ of running.parts);
  } catch (error) {
    if (!(error instanceof RequestError) || caller.signal.aborted) throw error;
    failed = error;
  }
  const { failure, firstPartMs, totalMs, billedCostNanoUsd } = running.result();
  return {
    target: asked.target,
    simulated: configuration.current().targets.get(asked.target)?.simulated ?? false,
    outcome: failed?.kind ?? failure?.kind ?? 'success',
    firstPartMs,
    totalMs,
    billedCostNanoUsd,
  };
}
