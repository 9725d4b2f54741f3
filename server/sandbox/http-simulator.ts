/** The simulated models served over HTTP on this machine in the dialects of all vendors, with faults on demand. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Clock, sleep, systemClock } from '../clock.ts';
import { parsedJson } from '../parsed-json.ts';
import { countedTokens } from './contents-dialect.ts';
import type { Dialect, Refusal } from './dialect.ts';
import { type Script, ScriptedFaults, scriptSchema } from './faults.ts';
import { latencyAt } from './latency.ts';
import { type Listed, modelList } from './model-lists.ts';
import { sandboxModels } from './models.ts';
import { openAiDialect } from './openai-dialect.ts';
import { type Route, routeOf } from './routes.ts';
import { seededRandom } from './seeded.ts';
import { type Seen, SeenLog } from './seen.ts';
import { sendAnswer, sendStatus } from './send-answer.ts';
import { simulate } from './simulate.ts';
import { SimulatedTokens } from './simulated-tokens.ts';

export interface SimulatorOptions {
  /** 0 or absent: any free one. */
  readonly port?: number;
  readonly seed?: number;
  readonly script?: Script;
  /** `none` answers at once. Default `none`. */
  readonly latency?: 'none' | 'seed';
  /** Chat and model requests without this key, or a token handed out here, are refused as each vendor does. */
  readonly requiredKey?: string;
  /** Models it lists besides answering to any name. Default: the sandbox's. */
  readonly models?: readonly string[];
  readonly clock?: Clock;
  /** Told of every chat request's body: for tests that look at what was sent. */
  readonly onBody?: (body: unknown, headers: IncomingMessage['headers']) => void;
}

export interface Simulator {
  /** The base URL for OpenAI's dialect, up to and including `/v1`. */
  readonly url: string;
  /** The base URL for all others. */
  readonly origin: string;
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
  const tokens = new SimulatedTokens();
  const log = new SeenLog(() => tokens.minted);
  const closed = new AbortController();
  const sockets = new Set<Socket>();
  const faults = new ScriptedFaults(options.script);

  type Chat = Extract<Route, { kind: 'chat' }>;
  async function chat({ dialect, addressed }: Chat, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const value = parsedJson(await readBody(request));
    options.onBody?.(value, request.headers);
    const asked = dialect.read(value, addressed);
    const isRead = !('kind' in asked);
    const seen = log.arrived(isRead ? asked.model : (addressed.model ?? ''), isRead && asked.stream, clock.epochMs());
    const gone = new AbortController();
    response.on('close', () => {
      gone.abort(clientGone);
      log.ended(seen, response.writableFinished ? 'complete' : 'aborted', clock.epochMs());
    });
    const refused = (refusal: Refusal) => {
      const { status, body } = dialect.refusal(refusal);
      seen.status = status;
      log.ended(seen, 'refused', clock.epochMs());
      json(response, status, body);
    };
    if (!isAllowed(request)) return refused({ kind: 'wrong-key' });
    if (!isRead) return refused(asked);
    const fault = faults.ofChat();
    if (fault.type === 'context-too-long' || fault.type === 'content-refused') return refused({ kind: fault.type });

    const draw = seededRandom(seed, asked.model, String(seen.number));
    const prior = sandboxModels.find((model) => model.name === asked.model)?.latencyMs;
    const wait = (waitMs: number) => sleep(clock, waitMs, AbortSignal.any([gone.signal, closed.signal]));
    if (latency === 'seed' && prior) await wait(latencyAt(draw(), prior));
    await sendAnswer({
      response,
      dialect,
      answer: simulate(seed, asked.model, asked.chat),
      fault,
      stream: asked.stream,
      withUsage: asked.withUsage,
      head: { id: `chatcmpl-${seed}-${seen.number}`, model: asked.model, created: createdAt(clock) },
      seen,
      broken: () => log.ended(seen, 'broken', clock.epochMs()),
      wait,
    });
  }

  const isAllowed = (request: IncomingMessage) => {
    if (options.requiredKey === undefined) return true;
    const key = presentedKey(request);
    return key === options.requiredKey || tokens.isOwn(key);
  };

  async function answer(route: Route, request: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (route.kind) {
      case 'chat':
        return chat(route, request, response);
      case 'models':
        if (!isAllowed(request)) return refuse(response, route.dialect, { kind: 'wrong-key' });
        return json(response, 200, modelList(route.form, listed(options.models), createdAt(clock)));
      case 'count': {
        const counted = countedTokens(parsedJson(await readBody(request)));
        if (!isAllowed(request)) return refuse(response, route.dialect, { kind: 'wrong-key' });
        if (counted === null) return refuse(response, route.dialect, { kind: 'bad-request', field: 'contents' });
        return json(response, 200, counted);
      }
      case 'token':
        return giveToken(await readBody(request), response);
      case 'seen':
        return json(response, 200, log.snapshot());
      case 'script':
        return takeScript(await readBody(request), response);
    }
  }

  function giveToken(body: string, response: ServerResponse): void {
    const fault = faults.ofToken();
    if (fault.type === 'silence') return;
    if (fault.type === 'reset') response.socket?.resetAndDestroy();
    else if (fault.type === 'status') sendStatus(response, fault);
    else {
      const minted = tokens.mint(body);
      json(response, minted.status, minted.body);
    }
  }

  function takeScript(body: string, response: ServerResponse): void {
    const next = scriptSchema.safeParse(parsedJson(body));
    if (!next.success) {
      const field = next.error.issues[0]?.path.join('.') ?? '';
      refuse(response, openAiDialect, { kind: 'bad-request', field });
      return;
    }
    faults.script(next.data);
    json(response, 200, {});
  }

  const server = createServer({ keepAliveTimeout: 60_000, noDelay: true }, (request, response) => {
    const { method = '', url = '', headers } = request;
    const route = routeOf({ method, url, namesAnthropicVersion: headers['anthropic-version'] !== undefined });
    if (route === null) {
      const message = `No such path: ${method} ${url.split('?', 1)[0]}`;
      json(response, 404, { error: { message, type: 'invalid_request_error' } });
      return;
    }
    // Whoever waits when the client goes away is woken by the signal; there is nobody left to tell.
    answer(route, request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const port = await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}/v1`,
    origin: `http://127.0.0.1:${port}`,
    port,
    seen: () => log.snapshot(),
    script: (script) => faults.script(script),
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

function refuse(response: ServerResponse, dialect: Dialect, refusal: Refusal): void {
  const { status, body } = dialect.refusal(refusal);
  json(response, status, body);
}

/** The key, in whatever header or place a vendor's clients put it. */
function presentedKey({ headers, url = '' }: IncomingMessage): string {
  const own = headers['x-api-key'] ?? headers['x-goog-api-key'];
  if (typeof own === 'string') return own;
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  return bearer ?? new URLSearchParams(url.split('?', 2)[1]).get('key') ?? '';
}

function listed(names: readonly string[] | undefined): readonly Listed[] {
  if (names === undefined) return sandboxModels;
  return names.map((name) => sandboxModels.find((model) => model.name === name) ?? { name, contextWindow: null });
}

function createdAt(clock: Clock): number {
  return Math.floor(clock.epochMs() / 1000);
}

function json(response: ServerResponse, status: number, body: object): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      server.off('error', reject);
      const address: AddressInfo | string | null = server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
      else reject(new Error('the simulator has no port'));
    });
    server.listen(port, '127.0.0.1');
  });
}
