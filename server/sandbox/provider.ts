/** The provider that asks nobody: simulated models on the daemon's own clock, for a first try and for tests. */
import type { Part } from '../../protocol/part.ts';
import { throwIfAborted } from '../abort-failure.ts';
import { sleep } from '../clock.ts';
import type { RequestContext, TargetRequest } from '../pipeline/service.ts';
import type { Provider } from '../providers/provider.ts';
import { RequestError } from '../request-error.ts';
import type { Track } from '../routing/target.ts';
import { latencyAt } from './latency.ts';
import { type SandboxModel, sandboxModels } from './models.ts';
import { seededRandom } from './seeded.ts';
import { type SimulatedChoice, simulate } from './simulate.ts';

/** Between two deltas when the seed's latencies are played, so that an answer can be watched as it streams. */
const deltaGapMs = 12;

export function createSandbox(): Provider {
  /** Numbers the requests: each draws a latency of its own, in an order that repeats. */
  let drawn = 0;

  async function* chat(request: TargetRequest, context: RequestContext): AsyncGenerator<Part> {
    const { target, wire } = request;
    const simulation = target.track.simulation ?? { latency: 'none', seed: 1 };
    const model = modelNamed(target.upstreamModel, target.name);
    drawn += 1;
    const draw = seededRandom(simulation.seed, model.name, String(drawn));
    const shows = shownFor(request.needs);
    const answer = simulate(simulation.seed, model.name, { ...request.chat, ...(shows !== null && { shows }) });
    const isPaced = simulation.latency === 'seed';
    throwIfAborted(context.signal);
    wire.sending();
    wire.connected();
    if (isPaced) await pause(latencyAt(draw(), model.latencyMs), context);
    wire.headers(200, {});
    wire.served(model.name, `sandbox-${drawn}`);
    for (const [choiceIndex, choice] of answer.choices.entries()) {
      for (const [index, part] of contentParts(choice, choiceIndex, request.stream).entries()) {
        if (isPaced && index > 0) await pause(deltaGapMs, context);
        throwIfAborted(context.signal);
        yield part;
      }
      yield { type: 'finish', choiceIndex, reason: choice.finishReason };
    }
    yield { type: 'usage', choiceIndex: 0, usage: answer.usage, raw: null };
  }

  async function listModels(_track: Track, signal: AbortSignal) {
    throwIfAborted(signal);
    return sandboxModels.map(({ name, contextWindow }) => ({ name, contextWindow }));
  }

  return { chat, listModels };
}

function shownFor(needs: readonly string[]): 'image' | 'audio' | null {
  if (needs.includes('audio-output')) return 'audio';
  return needs.includes('image-output') ? 'image' : null;
}

function contentParts(choice: SimulatedChoice, choiceIndex: number, stream: boolean): Part[] {
  if (choice.toolCall !== null) {
    const { id, name, argumentsJson } = choice.toolCall;
    return [{ type: 'tool-call', choiceIndex, toolIndex: 0, id, name, argumentsDelta: argumentsJson }];
  }
  const texts = stream ? choice.deltas : [choice.deltas.join('')];
  const shown = choice.media.map(({ kind, mediaType, dataBase64 }) => ({
    type: kind,
    choiceIndex,
    mediaType,
    dataBase64,
  }));
  return [
    ...texts.filter((text) => text !== '').map((text) => ({ type: 'text-delta' as const, choiceIndex, text })),
    ...shown,
  ];
}

function modelNamed(name: string, target: string): SandboxModel {
  const model = sandboxModels.find((one) => one.name === name);
  if (model !== undefined) return model;
  const known = sandboxModels.map((one) => one.name).join(', ');
  throw new RequestError('no-such-model', `${target}: the sandbox simulates ${known}; it knows no ${name}.`, {
    target,
    status: 404,
  });
}

async function pause(delayMs: number, context: RequestContext): Promise<void> {
  try {
    await sleep(context.clock, delayMs, context.signal);
  } catch (error) {
    throwIfAborted(context.signal);
    throw error;
  }
}
