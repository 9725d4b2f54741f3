/** The simulated models served over HTTP as an OpenAI-compatible upstream on this machine, with faults on demand. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Clock, sleep, systemClock } from '../clock.ts';
import { type Fault, refusalOf, type Script, scriptSchema } from './faults.ts';
import { chatBodySchema, toSimulatedChat } from './http-answer.ts';
import { latencyAt } from './latency.ts';
import { sandboxModels } from './models.ts';
import { seededRandom } from './seeded.ts';
import { type Seen, SeenLog } from './seen.ts';
import { sendAnswer } from './send-answer.ts';
import { simulate } from './simulate.ts';

export interface SimulatorOptions {
  /** 0 or absent: any free one. */
  readonly port?: number;
  readonly seed?: number;
  readonly script?: Script;
  /** `none` answers at once. Default `none`. */
  readonly latency?: 'none' | 'seed';
  /** Chat and model requests without this bearer key are answered 401. */
  readonly requiredKey?: string;
  /** Models it lists besides answering to any name. Default: the sandbox's. */
  readonly models?: readonly string[];
  readonly clock?: Clock;
  /** Told of every chat request's body: for tests that look at what was sent. */
  readonly onBody?: (body: unknown, headers: IncomingMessage['headers']) => void;
}

export interface Simulator {
  /** The base URL, up to and including `/v1`. */
  readonly url: string;
  readonly port: number;
  seen(): Seen;
  /** Replaces what was scripted. */
  script(script: Script): void;
  /** Ends all connections, also those in the middle of an answer. */
  close(): Promise<void>;
}

/** `POST /_script` takes a `Script`, `GET /_seen` gives what `seen()` gives: for other processes on this machine. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { seed = 1, latency = 'none', clock = systemClock } = options;
  const log = new SeenLog();
  const closed = new AbortController();
  const sockets = new Set<Socket>();
  let pending: Fault[] = [];
  let afterwards: Fault = { type: 'none' };
  const script = (next: Script) => {
    pending = [...(next.faults ?? [])];
    afterwards = next.afterwards ?? { type: 'none' };
  };
  script(options.script ?? {});

  async function chat(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const value = parsed(await readBody(request));
    options.onBody?.(value, request.headers);
    const body = chatBodySchema.safeParse(value);
    const seen = log.arrived(body.data?.model ?? '', body.data?.stream === true, clock.epochMs());
    const gone = new AbortController();
    response.on('close', () => {
      gone.abort(clientGone);
      log.ended(seen, response.writableFinished ? 'complete' : 'aborted', clock.epochMs());
    });
    const refuse = (status: number, error: object, headers: Record<string, string> = {}) => {
      seen.status = status;
      log.ended(seen, 'refused', clock.epochMs());
      json(response, status, { error }, headers);
    };
    if (!isAllowed(request)) return refuse(401, wrongKey);
    if (!body.success) return refuse(400, badRequest(body.error.issues[0]?.path.join('.') ?? ''));
    const fault = pending.shift() ?? afterwards;
    const refusal = refusalOf(fault);
    if (refusal !== null) return refuse(refusal.status, refusal.error);

    const draw = seededRandom(seed, body.data.model, String(seen.number));
    const prior = sandboxModels.find((model) => model.name === body.data.model)?.latencyMs;
    const wait = (waitMs: number) => sleep(clock, waitMs, AbortSignal.any([gone.signal, closed.signal]));
    if (latency === 'seed' && prior) await wait(latencyAt(draw(), prior));
    const answer = simulate(seed, body.data.model, toSimulatedChat(body.data));
    await sendAnswer({
      response,
      answer,
      fault,
      stream: body.data.stream === true,
      withUsage: body.data.stream !== true || body.data.stream_options?.include_usage === true,
      head: { id: `chatcmpl-${seed}-${seen.number}`, model: body.data.model, created: createdAt(clock) },
      seen,
      broken: () => log.ended(seen, 'broken', clock.epochMs()),
      wait,
    });
  }

  const isAllowed = (request: IncomingMessage) =>
    options.requiredKey === undefined || request.headers.authorization === `Bearer ${options.requiredKey}`;

  function listModels(request: IncomingMessage, response: ServerResponse): void {
    if (!isAllowed(request)) {
      json(response, 401, { error: wrongKey });
      return;
    }
    const names = options.models ?? sandboxModels.map((model) => model.name);
    const data = names.map((id) => ({ id, object: 'model', created: createdAt(clock), owned_by: 'sandbox' }));
    json(response, 200, { object: 'list', data });
  }

  async function takeScript(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const next = scriptSchema.safeParse(parsed(await readBody(request)));
    if (!next.success) {
      json(response, 400, { error: badRequest(next.error.issues[0]?.path.join('.') ?? '') });
      return;
    }
    script(next.data);
    json(response, 200, {});
  }

  const server = createServer({ keepAliveTimeout: 60_000, noDelay: true }, (request, response) => {
    const route = `${request.method} ${(request.url ?? '').split('?', 1)[0]}`;
    const handled = async () => {
      if (route === 'POST /v1/chat/completions') await chat(request, response);
      else if (route === 'GET /v1/models') listModels(request, response);
      else if (route === 'GET /_seen') json(response, 200, log.snapshot());
      else if (route === 'POST /_script') await takeScript(request, response);
      else json(response, 404, { error: { message: `No such path: ${route}`, type: 'invalid_request_error' } });
    };
    // Whoever waits when the client goes away is woken by the signal; there is nobody left to tell.
    handled().catch(() => response.destroy());
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const port = await listen(() => server.listen(options.port ?? 0, '127.0.0.1'), server);
  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    seen: () => log.snapshot(),
    script,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        closed.abort();
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Why waiting ends. One for all: an error of its own for each of thousands of requests a second costs. */
const clientGone = new Error('the client is gone');

const wrongKey = { message: 'Incorrect API key provided.', type: 'invalid_request_error', code: 'invalid_api_key' };

function badRequest(field: string) {
  return { message: `Invalid value in the request body: ${field}`, type: 'invalid_request_error', code: null };
}

function createdAt(clock: Clock): number {
  return Math.floor(clock.epochMs() / 1000);
}

function json(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers });
  response.end(bytes);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function listen(start: () => void, server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      server.off('error', reject);
      const address: AddressInfo | string | null = server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
      else reject(new Error('the simulator has no port'));
    });
    start();
  });
}
