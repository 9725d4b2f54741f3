/** One exchange through a provider, as the pipeline would have it, and a loopback upstream that says what a test wrote. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { networkInterfaces } from 'node:os';
import { type Chat, textMessage } from '../../../protocol/message.ts';
import type { Part } from '../../../protocol/part.ts';
import { systemClock } from '../../../server/clock.ts';
import {
  ignoreWire,
  type RequestContext,
  type TargetRequest,
  type WireObserver,
} from '../../../server/pipeline/service.ts';
import { createHttp, type Http } from '../../../server/providers/http.ts';
import { createOpenAiCompatible } from '../../../server/providers/openai-compatible.ts';
import type { Provider } from '../../../server/providers/provider.ts';
import { RequestError } from '../../../server/request-error.ts';
import { policyFor } from '../../../server/routing/policy.ts';
import type { Target } from '../../../server/routing/target.ts';
import { chatRequest, configurationOf, targetOf } from '../../support/configuration.ts';
import type { Recording } from '../../support/recordings.ts';

export interface Outcome {
  readonly parts: readonly Part[];
  readonly error: RequestError | null;
}

export interface ExchangeOptions {
  readonly chat?: Partial<Chat>;
  readonly stream?: boolean;
  readonly signal?: AbortSignal;
  readonly wire?: Partial<WireObserver>;
  readonly clock?: RequestContext['clock'];
  readonly onPart?: (part: Part) => void;
}

/** A target at `baseUrl`, or at the sandbox. */
export function targetAt(baseUrl: string, model = 'm', track: object = {}): Target {
  const settings = { provider: 'openai-compatible', baseUrl, models: { [model]: {} }, ...track };
  return targetOf(configurationOf({ tracks: { relay: settings } }), `${model}@relay`);
}

export function requestTo(target: Target, options: ExchangeOptions = {}): TargetRequest {
  const base = chatRequest({ stream: options.stream ?? true });
  return {
    ...base,
    chat: { messages: [textMessage('user', 'What does this do?')], ...options.chat },
    target,
    plainTokens: 10,
    policy: policyFor({}, {}, false),
    furtherTries: { left: 0, take: () => false },
    othersLeft: () => 'none',
    isShutIn: () => false,
    wire: { ...ignoreWire, ...options.wire },
  };
}

export function contextOf(options: ExchangeOptions = {}): RequestContext {
  return {
    requestId: 'r1',
    signal: options.signal ?? new AbortController().signal,
    end() {},
    clock: options.clock ?? systemClock,
    deadlineAtMs: null,
    trace: { note() {} },
    attempts: { begun: 0, begin: () => 1 },
  };
}

/** Runs it to its end. An error that is no `RequestError` fails the test. */
export async function exchange(provider: Provider, target: Target, options: ExchangeOptions = {}): Promise<Outcome> {
  const parts: Part[] = [];
  try {
    for await (const part of provider.chat(requestTo(target, options), contextOf(options))) {
      parts.push(part);
      options.onPart?.(part);
    }
    return { parts, error: null };
  } catch (error) {
    if (error instanceof RequestError) return { parts, error };
    throw error;
  }
}

export function textOf(parts: readonly Part[], choiceIndex = 0): string {
  return parts
    .map((part) => (part.type === 'text-delta' && part.choiceIndex === choiceIndex ? part.text : ''))
    .join('');
}

/** A provider over a client of its own, which must be closed. */
export function openAiProvider(
  key: string | null = null,
  http: Http = createHttp(),
): { provider: Provider; http: Http } {
  const resolveKey = async () => key;
  return { provider: createOpenAiCompatible({ http, clock: systemClock, resolveKey, networkInterfaces }), http };
}

export interface RawUpstream {
  readonly url: string;
  /** What answers the requests from now on. */
  answer(handler: (request: IncomingMessage, response: ServerResponse, body: string) => void): void;
  close(): Promise<void>;
}

/** The upstream says from now on what was recorded, as a stream where it was one. */
export function answerAsRecorded(upstream: RawUpstream, { features, status, body }: Recording): void {
  const type = features.includes('sse') ? 'text/event-stream' : 'application/json';
  upstream.answer((_, response) => response.writeHead(status, { 'content-type': type }).end(body));
}

export async function startRawUpstream(): Promise<RawUpstream> {
  let handler: (request: IncomingMessage, response: ServerResponse, body: string) => void = (_, response) => {
    response.end();
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    handler(request, response, body);
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await listening;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    answer: (next) => {
      handler = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
