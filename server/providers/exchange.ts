/** One HTTP exchange with an upstream, the same for every dialect: sent, refused or read, and ended cleanly. */
import type { Part } from '../../protocol/part.ts';
import { productVersion } from '../../protocol/version.ts';
import { abortFailure, throwIfAborted } from '../abort-failure.ts';
import type { Clock } from '../clock.ts';
import type { RequestContext, TargetRequest } from '../pipeline/service.ts';
import { RequestError } from '../request-error.ts';
import type { Track } from '../routing/target.ts';
import {
  type AnswerBytes,
  decompressed,
  type Framed,
  framed,
  mostErrorBodyBytes,
  mostWholeBodyBytes,
  readStart,
  readWhole,
} from './body.ts';
import { failureFromNetwork, failureFromSilence, type NetworkInterfaces } from './failure-from-network.ts';
import { type AskedOf, failureFromResponse } from './failure-from-response.ts';
import type { Http, HttpRequest } from './http.ts';
import type { HttpResponse } from './http-exchange.ts';
import { withoutSecret, withoutSecretWithin } from './redact.ts';
import { WaitingParts } from './waiting-parts.ts';

export interface ExchangeParts {
  readonly http: Http;
  readonly clock: Clock;
  /** `os.networkInterfaces` */
  readonly networkInterfaces: NetworkInterfaces;
  /** Told when an upstream refuses the key, so that one that a command printed is read anew. */
  readonly keyRefused?: ((track: Track, key: string | null) => void) | undefined;
}

/** What is asked of whom. */
export interface Call {
  readonly track: Track;
  readonly from: AskedOf;
  /** With its query, below the track's base URL. */
  readonly path: string;
  /** The key among them, in the dialect's own header. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; absent: a GET. */
  readonly body?: string;
}

/** What a dialect's reader needs to tell a failure from an answer. */
export interface Reading {
  /** `model@track`. */
  readonly target: string;
  /** The model and id the upstream names; called once. */
  served(model: string | null, upstreamId: string | null): void;
  /** What an error value within the answer means. */
  errorInAnswer(error: unknown): RequestError;
  /** What it means that reading failed. */
  broken(error: unknown): RequestError;
}

export interface Exchanges {
  /** Asks for an answer and yields what `read` makes of it. Tells `request.wire` as things happen; throws `RequestError`. */
  chat(
    call: Call,
    request: TargetRequest,
    context: RequestContext,
    read: (answer: Framed, reading: Reading) => AsyncIterable<Part>,
  ): AsyncGenerator<Part>;
  /** Asks for one document, such as a list of models, and returns its text. Throws `RequestError`. */
  document(call: Call, signal: AbortSignal): Promise<string>;
}

export function createExchanges(parts: ExchangeParts): Exchanges {
  const { http, clock, networkInterfaces } = parts;

  async function* chat(
    call: Call,
    request: TargetRequest,
    context: RequestContext,
    read: (answer: Framed, reading: Reading) => AsyncIterable<Part>,
  ): AsyncGenerator<Part> {
    const { wire } = request;
    const { signal } = context;
    throwIfAborted(signal);
    wire.queued();
    const response = await send(call, {
      signal,
      connectTimeoutMs: request.policy.timeouts.connectMs,
      onTurn: () => wire.sending(),
      onConnected: () => wire.connected(),
    });
    const answer = decompressed(response.body, response.headers);
    let isComplete = false;
    try {
      wire.headers(response.status, response.headers);
      await throwIfRefused(response, answer, call);
      const { target, key } = call.from;
      const nameOf = (told: string | null) => (told === null ? null : withoutSecret(told, key));
      const reading: Reading = {
        target,
        served: (model, upstreamId) => wire.served(nameOf(model), nameOf(upstreamId)),
        errorInAnswer: (error) => refusal({ status: 200, headers: {}, body: error }, call),
        broken: (error) => asFailure(error, call.from, signal),
      };
      const waiting = new WaitingParts(request.collected);
      for await (const part of read(await framed(answer), reading)) {
        waiting.count(part);
        // It is kept as the upstream tells it.
        yield part.type === 'usage' ? { ...part, raw: withoutSecretWithin(part.raw, key) } : part;
      }
      isComplete = true;
    } catch (error) {
      throw asFailure(error, call.from, signal);
    } finally {
      if (isComplete && answer === response.body) finishInBackground(response, clock);
      else endNow(response, answer);
    }
  }

  async function document(call: Call, signal: AbortSignal): Promise<string> {
    const response = await send(call, { signal });
    const answer = decompressed(response.body, response.headers);
    try {
      await throwIfRefused(response, answer, call);
      return await readWhole(answer, mostWholeBodyBytes);
    } catch (error) {
      throw asFailure(error, call.from, signal);
    } finally {
      endNow(response, answer);
    }
  }

  async function send(
    call: Call,
    sent: Pick<HttpRequest, 'signal' | 'connectTimeoutMs' | 'onTurn' | 'onConnected'>,
  ): Promise<HttpResponse> {
    const { from, path, body } = call;
    try {
      return await http.request(new URL(from.baseUrl + path), {
        ...sent,
        method: body === undefined ? 'GET' : 'POST',
        ...(body !== undefined && { body }),
        headers: {
          accept: 'application/json, text/event-stream',
          'user-agent': `dualtrack/${productVersion}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...call.headers,
        },
      });
    } catch (error) {
      throw asFailure(error, from, sent.signal);
    }
  }

  async function throwIfRefused(response: HttpResponse, answer: AnswerBytes, call: Call): Promise<void> {
    if (response.status >= 200 && response.status < 300) return;
    const body = await readStart(answer, mostErrorBodyBytes);
    throw refusal({ status: response.status, headers: response.headers, body }, call);
  }

  function refusal(response: Parameters<typeof failureFromResponse>[0], { from, track }: Call): RequestError {
    const failure = failureFromResponse(response, from, clock.epochMs());
    if (failure.kind === 'auth') parts.keyRefused?.(track, from.key);
    return failure;
  }

  function asFailure(error: unknown, from: AskedOf, signal: AbortSignal): RequestError {
    const reason = error instanceof RequestError ? error : abortFailure(signal);
    return reason === null
      ? failureFromNetwork(error, from, networkInterfaces)
      : failureFromSilence(reason, from, networkInterfaces);
  }

  return { chat, document };
}

/** The track's base URL, without a trailing slash. Throws `RequestError` where it has none. */
export function baseUrlOf(track: Track): string {
  if (track.baseUrl !== null) return track.baseUrl;
  throw new RequestError('invalid-request', `tracks.${track.name}.baseUrl must be a URL, got none.`);
}

/** Waits for a credential; what is no `RequestError` becomes one of kind `auth`, or what the signal was aborted for. */
export async function orFailure<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw abortFailure(signal) ?? new RequestError('auth', 'The key could not be read.', { cause: error });
  }
}

/** Drops the connection where the exchange is in the middle, and changes nothing where it is over. */
function endNow(response: HttpResponse, answer: AnswerBytes): void {
  answer.destroy();
  response.body.destroy();
}

const drainMs = 1000;

/** Waits for the few bytes that end the body of a complete answer: then the connection can serve again. */
function finishInBackground({ body }: HttpResponse, clock: Clock): void {
  body.discard();
  if (!body.hasEnded) body.whenEnded(clock.after(drainMs, () => body.destroy()));
}
