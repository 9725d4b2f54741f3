/** Finds model servers on this machine (Ollama, LM Studio, llama.cpp) and offers them as free tracks with their models. */
import * as z from 'zod';
import { targetName } from '../../protocol/target.ts';
import { type Price, simplePrice } from '../catalogue/price.ts';
import { dollarForDollar, noLimits, type Target, type Track } from '../routing/target.ts';
import { decompressed, readWhole } from './body.ts';
import type { Http } from './http.ts';
import { readModelList } from './model-list.ts';
import type { ListedModel } from './provider.ts';

export interface LocalServer {
  readonly name: 'ollama' | 'lm-studio' | 'llama-cpp';
  readonly port: number;
}

const localServers: readonly LocalServer[] = [
  { name: 'ollama', port: 11434 },
  { name: 'lm-studio', port: 1234 },
  { name: 'llama-cpp', port: 8080 },
];

export interface FindLocalServersOptions {
  readonly http: Http;
  readonly signal: AbortSignal;
  readonly servers?: readonly LocalServer[];
  /** Milliseconds a server has to answer in; on this machine the slowest needs a few. */
  readonly timeoutMs?: number;
}

export interface FoundServer {
  readonly track: Track;
  readonly targets: readonly Target[];
}

/** Asks all of them at once. One that is absent, slow, or something else is left out; this never rejects. */
export async function findLocalServers(options: FindLocalServersOptions): Promise<readonly FoundServer[]> {
  const { http, signal, servers = localServers, timeoutMs = 500 } = options;
  const found = await Promise.all(
    servers.map(async (server) => {
      const models = await askForModels(http, server, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
      return models === null ? null : offered(server, models);
    }),
  );
  return found.filter((each) => each !== null);
}

/** A list of models as OpenAI writes it; a web server on 8080 that answers anything else is not meant. */
const shapeSchema = z.object({ object: z.literal('list'), data: z.array(z.object({ object: z.literal('model') })) });

const mostListBytes = 1024 * 1024;

async function askForModels(http: Http, server: LocalServer, signal: AbortSignal): Promise<ListedModel[] | null> {
  try {
    const response = await http.request(new URL(`${baseUrlOf(server)}/models`), {
      method: 'GET',
      headers: { accept: 'application/json' },
      signal,
    });
    try {
      if (response.status !== 200) return null;
      const answer = await readWhole(decompressed(response.body, response.headers), mostListBytes);
      // Ollama without any model writes `"data": null`.
      const body = answer.replace(/"data"\s*:\s*null/, '"data":[]');
      return shapeSchema.safeParse(JSON.parse(body)).success ? readModelList(body) : null;
    } finally {
      response.body.destroy();
    }
  } catch {
    // Nobody listens there, or something that speaks no HTTP: no such server, and nothing to tell anyone.
    return null;
  }
}

const free: Price = simplePrice(0, 0, 'local server');

function offered(server: LocalServer, models: readonly ListedModel[]): FoundServer {
  const track: Track = {
    name: server.name,
    provider: 'openai-compatible',
    baseUrl: baseUrlOf(server),
    apiKey: null,
    google: null,
    region: null,
    terms: dollarForDollar,
    limits: noLimits,
    resilience: { timeouts: undefined, retry: undefined, breaker: undefined },
    onAbort: 'estimate',
    simulation: null,
    discovered: true,
  };
  return { track, targets: models.filter((model) => !isEmbedding(model.name)).map((model) => toTarget(track, model)) };
}

/** LM Studio and Ollama list models that only embed; they answer no chat. */
function isEmbedding(name: string): boolean {
  return /(^|[-_/])(embed|embedding|bge|minilm)/i.test(name);
}

function toTarget(track: Track, model: ListedModel): Target {
  return {
    name: targetName(model.name, track.name),
    model: model.name,
    track,
    upstreamModel: model.name,
    nominalPrice: free,
    listPrice: free,
    contextWindow: model.contextWindow,
    maxOutputTokens: null,
    reasoning: false,
    simulated: false,
    features: null,
    goodFor: new Set(),
    priorFirstPartMs: null,
  };
}

function baseUrlOf(server: LocalServer): string {
  return `http://127.0.0.1:${server.port}/v1`;
}
