/** The provider for everything that speaks OpenAI's `/chat/completions`: one HTTP exchange becomes parts. */
import type { Readable } from 'node:stream';
import type { Part } from '../../protocol/part.ts';
import { productVersion } from '../../protocol/version.ts';
import type { Clock } from '../clock.ts';
import type { CallContext, TargetRequest } from '../pipeline/service.ts';
import { RequestError } from '../request-error.ts';
import type { Track } from '../routing/target.ts';
import {
  decompressed,
  framed,
  mostErrorBodyBytes,
  mostStreamBytes,
  mostWholeBodyBytes,
  readStart,
  readWhole,
} from './body.ts';
import { failureFromNetwork, type NetworkInterfaces } from './failure-from-network.ts';
import { type AskedOf, failureFromResponse } from './failure-from-response.ts';
import type { Http, HttpResponse } from './http.ts';
import { readModelList } from './model-list.ts';
import { readAnswer } from './openai-compatible/read-answer.ts';
import { toRequest } from './openai-compatible/to-request.ts';
import type { Provider, ResolveKey } from './provider.ts';

export interface OpenAiCompatibleOptions {
  readonly http: Http;
  readonly clock: Clock;
  readonly resolveKey: ResolveKey;
  /** Told when an upstream refuses the key, so that one that a command printed is read anew. */
  readonly keyRefused?: (track: Track) => void;
  /** `os.networkInterfaces` */
  readonly networkInterfaces: NetworkInterfaces;
}

export function createOpenAiCompatible(options: OpenAiCompatibleOptions): Provider {
  const { http, clock, resolveKey, networkInterfaces } = options;

  async function* chat(request: TargetRequest, context: CallContext): AsyncGenerator<Part> {
    const { target, wire } = request;
    const key = await orFailure(resolveKey(target.track, context.signal), context.signal);
    const from: AskedOf = { target: target.name, baseUrl: baseUrlOf(target.track), key };
    const body = JSON.stringify(toRequest(request.chat, { model: target.upstreamModel, stream: request.stream }));
    throwIfAborted(context.signal);
    wire.queued();
    const response = await send(from, {
      path: '/chat/completions',
      method: 'POST',
      body,
      signal: context.signal,
      connectTimeoutMs: request.policy.timeouts.connectMs,
      onTurn: () => wire.sending(),
      onConnected: () => wire.connected(),
    });
    const answer = decompressed(response.body, response.headers);
    let isComplete = false;
    try {
      wire.headers(response.status, response.headers);
      await throwIfRefused(response, answer, from, target.track);
      yield* readAnswer(await framed(answer), {
        choices: request.chat.choices ?? 1,
        audioFormat: audioFormat(request.chat.vendor),
        served: (model, upstreamId) => wire.served(model, upstreamId),
        errorInAnswer: (error) => {
          const failure = failureFromResponse({ status: 200, headers: {}, body: error }, from, clock.epochMs());
          if (failure.kind === 'auth') options.keyRefused?.(target.track);
          return failure;
        },
        broken: (error) => abortReason(context.signal) ?? failureFromNetwork(error, from, networkInterfaces),
        target: target.name,
        mostWholeBodyBytes,
        mostStreamBytes,
      });
      isComplete = true;
    } catch (error) {
      throw asFailure(error, from, context.signal);
    } finally {
      if (isComplete && answer === response.body) finishInBackground(response, clock);
      else endNow(response, answer);
    }
  }

  async function listModels(track: Track, signal: AbortSignal) {
    const key = await orFailure(resolveKey(track, signal), signal);
    const from: AskedOf = { target: track.name, baseUrl: baseUrlOf(track), key };
    const response = await send(from, { path: '/models', method: 'GET', signal });
    const answer = decompressed(response.body, response.headers);
    try {
      await throwIfRefused(response, answer, from, track);
      const body = await readWhole(answer, mostWholeBodyBytes);
      const models = readModelList(body);
      if (models !== null) return models;
      throw new RequestError('overloaded', `${track.name}: the answer to GET /models is no list of models.`, {
        target: track.name,
        status: response.status,
      });
    } catch (error) {
      throw asFailure(error, from, signal);
    } finally {
      endNow(response, answer);
    }
  }

  interface Sent {
    readonly path: string;
    readonly method: 'GET' | 'POST';
    readonly body?: string;
    readonly signal: AbortSignal;
    readonly connectTimeoutMs?: number;
    readonly onTurn?: () => void;
    readonly onConnected?: () => void;
  }

  async function send(from: AskedOf, sent: Sent): Promise<HttpResponse> {
    const { path, ...request } = sent;
    try {
      return await http.request(new URL(from.baseUrl + path), {
        ...request,
        headers: {
          accept: 'application/json, text/event-stream',
          'user-agent': `dualtrack/${productVersion}`,
          ...(sent.body !== undefined && { 'content-type': 'application/json' }),
          ...(from.key !== null && { authorization: `Bearer ${from.key}` }),
        },
      });
    } catch (error) {
      throw asFailure(error, from, sent.signal);
    }
  }

  async function throwIfRefused(response: HttpResponse, answer: Readable, from: AskedOf, track: Track) {
    if (response.status >= 200 && response.status < 300) return;
    const body = await readStart(answer, mostErrorBodyBytes);
    const failure = failureFromResponse({ ...response, body }, from, clock.epochMs());
    if (failure.kind === 'auth') options.keyRefused?.(track);
    throw failure;
  }

  function asFailure(error: unknown, from: AskedOf, signal: AbortSignal): RequestError {
    if (error instanceof RequestError) return error;
    return abortReason(signal) ?? failureFromNetwork(error, from, networkInterfaces);
  }

  return { chat, listModels };
}

/** Drops the connection where the exchange is in the middle, and changes nothing where it is over. */
function endNow(response: HttpResponse, answer: Readable): void {
  // undici tells an early end as an error; nobody listens any more, and it is what was wanted.
  response.body.on('error', () => {});
  answer.destroy();
  response.body.destroy();
}

const drainMs = 1000;

/** Reads the few bytes that end the body of a complete answer: then the connection can serve again. */
function finishInBackground(response: HttpResponse, clock: Clock): void {
  if (response.body.readableEnded || response.body.destroyed) return;
  const cancel = clock.after(drainMs, () => response.body.destroy());
  response.body.once('close', cancel);
  response.body.once('error', () => {});
  response.body.resume();
}

function baseUrlOf(track: Track): string {
  if (track.baseUrl !== null) return track.baseUrl;
  throw new RequestError('invalid-request', `tracks.${track.name}.baseUrl must be a URL, got none.`);
}

function audioFormat(vendor: Readonly<Record<string, unknown>> | undefined): string | null {
  const audio = vendor?.audio;
  if (typeof audio !== 'object' || audio === null || !('format' in audio)) return null;
  return typeof audio.format === 'string' ? audio.format : null;
}

/** Why the signal was aborted, as a failure; `null`: it was not. */
function abortReason(signal: AbortSignal): RequestError | null {
  if (!signal.aborted) return null;
  if (signal.reason instanceof RequestError) return signal.reason;
  return new RequestError('cancelled', 'The request was cancelled.', { cause: signal.reason });
}

function throwIfAborted(signal: AbortSignal): void {
  const reason = abortReason(signal);
  if (reason !== null) throw reason;
}

async function orFailure<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw abortReason(signal) ?? new RequestError('auth', 'The key could not be read.', { cause: error });
  }
}
