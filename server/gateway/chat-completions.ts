/** `POST /v1/chat/completions`: from an HTTP request to the pipeline and back, streamed or whole. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Part } from '../../protocol/part.ts';
import type { Clock } from '../clock.ts';
import type { ConfigurationStore } from '../configuration/port.ts';
import type { ChatRequest } from '../pipeline/service.ts';
import { RequestError, toFailure } from '../request-error.ts';
import type { Requests, Running } from '../requests.ts';
import { type ChatBody, chatBodySchema } from './chat-body.ts';
import { toCompletion } from './completion.ts';
import { answerFailure, answerFieldError, failureBody } from './error-answer.ts';
import { EventWriter } from './event-writer.ts';
import { FieldError, fieldError } from './field-error.ts';
import { readModelName } from './model-names.ts';
import { isPlainBody } from './plain-body.ts';
import { readBody } from './read-body.ts';
import type { Readers } from './readers.ts';
import { endBroken, sendError, sendJson, sendLargeJson } from './reply.ts';
import { readWishes, type Wishes } from './request-headers.ts';
import { errorEvent, StreamEvents } from './stream-events.ts';
import { toChat } from './to-chat.ts';
import { exactUsd } from './usd.ts';

export interface ChatParts {
  readonly requests: Requests;
  /** Throws `RequestError` of kind `shed` when the daemon takes no more requests. */
  admit(): void;
  readonly configuration: ConfigurationStore;
  readonly clock: Clock;
  readonly readers: Readers;
}

/** Answers every failure of the caller's, ours and the upstream's; throws only what is a fault of ours. */
export async function answerChat(request: IncomingMessage, response: ServerResponse, parts: ChatParts): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new RequestError('cancelled', 'the caller went away'));
  });
  let running: Running | null = null;
  try {
    parts.admit();
    const wishes = readWishes(request.headers);
    const body = await readBody(request, parts.clock);
    if (body.read === 'refused') {
      sendError(response, body.answer);
      return;
    }
    const chatBody = toChatBody(body.value);
    const asked = toChatRequest(chatBody, wishes, parts.configuration);
    // Reading the body may have taken a while.
    parts.admit();
    running = parts.requests.start(asked, gone.signal, false);
    const asFunctions = Array.isArray(chatBody.functions);
    const { clock, readers } = parts;
    const exchange = { running, response, gone: gone.signal, clock, readers, asFunctions };
    if (asked.stream) await stream(exchange, chatBody.stream_options?.include_usage === true);
    else await collect(exchange);
  } catch (error) {
    if (gone.signal.aborted) return;
    if (error instanceof FieldError) sendError(response, answerFieldError(error));
    else if (error instanceof RequestError) fail(response, error, running);
    else throw error;
  }
}

/** Throws `FieldError` naming the field, the rule and the value. */
function toChatBody(value: unknown): ChatBody {
  if (isPlainBody(value)) return value;
  const chatBody = chatBodySchema.safeParse(value);
  if (!chatBody.success) throw fieldError(chatBody.error, value);
  return chatBody.data;
}

function toChatRequest(body: ChatBody, wishes: Wishes, configuration: ConfigurationStore): ChatRequest {
  const { needs, maxFirstPartMs, maxCostUsd, client, workspace, conversation, parentRequest } = wishes;
  const stream = body.stream === true;
  return {
    chat: toChat(body),
    ...readModelName(body.model, configuration.current()),
    needs,
    maxFirstPartMs,
    maxCostUsd,
    stream,
    collected: !stream,
    // Nobody is there to be asked.
    allowOverBudget: false,
    origin: {
      client,
      window: null,
      workspace,
      branch: null,
      language: null,
      command: null,
      conversation,
      parentRequest,
    },
  };
}

interface Exchange {
  readonly running: Running;
  readonly response: ServerResponse;
  /** Aborted when the caller goes away. */
  readonly gone: AbortSignal;
  readonly clock: Clock;
  readonly readers: Readers;
  /** The caller offered its tools in their older form. */
  readonly asFunctions: boolean;
}

/** The head leaves with the first part, so that what fails before it still has a status of its own. */
async function stream(exchange: Exchange, withUsage: boolean): Promise<void> {
  const { running, response, gone, readers } = exchange;
  const writer = new EventWriter(response, running.signal, readers);
  let events: StreamEvents | null = null;
  for await (const part of running.parts) {
    if (events === null) {
      response.writeHead(200, { ...streamHeaders, ...aboutHeaders(running) });
      events = new StreamEvents(answerHead(exchange), withUsage);
    }
    const event = events.of(part);
    const caughtUp = event === '' ? null : writer.write(event);
    if (caughtUp !== null) await caughtUp;
  }
  if (gone.aborted) return;
  const { failure } = running.result();
  if (failure === undefined && events !== null) response.end(writer.takeWaiting() + events.end());
  else if (failure !== undefined) endBroken(response, writer.takeWaiting() + errorEvent(failureBody(failure)));
  else fail(response, new RequestError('network', 'the upstream answered with nothing'), running);
}

async function collect(exchange: Exchange): Promise<void> {
  const { running, response, readers } = exchange;
  const parts: Part[] = [];
  for await (const part of running.parts) parts.push(part);
  const { failure, billedCostNanoUsd } = running.result();
  if (failure !== undefined) {
    const { status, body, headers } = answerFailure(failure);
    sendJson(response, status, body, { ...headers, ...aboutHeaders(running, failure.target) });
    return;
  }
  // What a simulated answer would have cost is nobody's cost.
  const cost = running.soFar().simulated ? 0 : billedCostNanoUsd;
  const headers = { ...aboutHeaders(running), ...(cost !== null && { 'x-dualtrack-cost-usd': exactUsd(cost) }) };
  await sendLargeJson(response, toCompletion(answerHead(exchange), parts), headers, readers);
}

const streamHeaders: OutgoingHttpHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
};

function answerHead({ running, clock, asFunctions }: Exchange) {
  return {
    asFunctions,
    requestId: running.requestId,
    model: running.soFar().model ?? '',
    createdAtEpochMs: clock.epochMs(),
  };
}

/** Characters; a client takes only so much of headers. */
const longestWarnings = 2_000;

/** What served it, as far as it is known when the head leaves; of a failure, the target that is told of. */
function aboutHeaders(running: Running, toldTarget?: string): OutgoingHttpHeaders {
  const { target: latest, attempts, simulated, warnings } = running.soFar();
  const target = toldTarget ?? latest;
  return {
    'x-dualtrack-request-id': running.requestId,
    ...(target !== null && { 'x-dualtrack-target': inHeader(target) }),
    'x-dualtrack-attempts': attempts,
    ...(simulated && { 'x-dualtrack-simulated': 'true' }),
    ...(warnings.length > 0 && { 'x-dualtrack-warnings': inHeader(warnings.join('; ')).slice(0, longestWarnings) }),
  };
}

/** A header holds visible ASCII; a model's name may hold anything, also half of a surrogate pair. */
function inHeader(text: string): string {
  return text.toWellFormed().replace(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character));
}

function fail(response: ServerResponse, error: RequestError, running: Running | null): void {
  if (running === null) {
    sendError(response, answerFailure(toFailure(error)));
    return;
  }
  const { requestId } = running;
  const failure = toFailure(error, { requestId, attempts: running.soFar().attempts });
  sendError(response, answerFailure(failure), aboutHeaders(running, failure.target));
}
