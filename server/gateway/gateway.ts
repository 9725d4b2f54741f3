/** The OpenAI-compatible endpoint on this machine: an HTTP server that lets in who may, and hands on to the routes. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { ConfigurationStore } from '../configuration/port.ts';
import { RequestError } from '../request-error.ts';
import type { Requests } from '../requests.ts';
import { answerChat } from './chat-completions.ts';
import { refusal } from './error-answer.ts';
import { judge, type Route } from './guard.ts';
import type { Levels, Metrics } from './metrics.ts';
import { modelNames } from './model-names.ts';
import { createReaders } from './readers.ts';
import { sendError, sendJson } from './reply.ts';

export interface GatewayOptions {
  /** 0: any free one. */
  readonly port: number;
  /** What callers must present. Throws `RequestError` of kind `auth` while it cannot be read: then nobody is let in. */
  token(): Promise<string>;
  readonly requests: Requests;
  /** Called before a request is taken. Throws `RequestError` of kind `shed` when the daemon takes no more. */
  admit(): void;
  readonly configuration: ConfigurationStore;
  readonly metrics: Metrics;
  readonly levels: Levels;
  readonly clock: Clock;
  /** Whether any request waits for a place, a connection or a turn: then readers that are stuck are given less time. */
  othersWait(): boolean;
  /** How many requests may run and wait together. */
  readonly mostRequests: number;
  /** Told of faults of ours; never of what was asked or answered. */
  readonly log: { error(what: string, error: unknown): void };
}

export interface Gateway {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Ends all connections, also those in the middle of an answer; one whose request is over is delivered first. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 only. Rejects with Node's error (`EADDRINUSE`) when the port is not free. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const server = createServer(limits);
  server.maxConnections = options.mostRequests + spareConnections;
  const port = await listen(server, options.port);
  const startedAtEpochMs = options.clock.epochMs();
  const readers = createReaders(options.clock, options.othersWait);

  const handle = async (request: IncomingMessage, response: ServerResponse, isLetIn: () => void) => {
    const { method = '', url = '', headers } = request;
    // Read before the verdict, so that a token that cannot be read is told from a wrong one.
    const token = await options.token().catch((error: unknown) => {
      if (error instanceof RequestError) return '';
      throw error;
    });
    const verdict = judge({ method, url, headers }, port, token);
    if (verdict.let === 'out') {
      sendError(response, verdict.answer);
      dropUnread(request, options.clock);
      return;
    }
    isLetIn();
    await answer(verdict.route, request, response);
  };

  async function answer(route: Route, request: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (route) {
      case 'health':
        sendJson(response, 200, { ok: true });
        return;
      case 'models':
        sendJson(response, 200, listModels(options.configuration, startedAtEpochMs));
        return;
      case 'metrics': {
        const { contentType, text } = await options.metrics.render(options.levels);
        response.writeHead(200, { 'content-type': contentType }).end(text);
        return;
      }
      case 'chat':
        await answerChat(request, response, { ...options, readers });
        dropUnread(request, options.clock);
    }
  }

  const answering = new Set<ServerResponse>();
  const serve =
    (isLetIn: (response: ServerResponse) => void) => (request: IncomingMessage, response: ServerResponse) => {
      answering.add(response);
      response.once('close', () => answering.delete(response));
      // A caller that goes away in the middle of its body is met by whoever reads it; nobody else needs to know.
      request.on('error', () => {});
      handle(request, response, () => isLetIn(response))
        .catch((error: unknown) => {
          // A request that was read to its end counts as destroyed, too: only the response tells who is still there.
          if (response.destroyed || request.readableAborted) return;
          options.log.error('the gateway failed to answer', error);
          if (response.headersSent) response.destroy();
          else sendError(response, refusal(500, 'a fault within the daemon; see its log', 'internal_error'));
        })
        .finally(() => readers.leave(response));
    };
  server.on(
    'request',
    serve(() => {}),
  );
  // Whoever waits to be asked for the body is asked for it only when let in.
  server.on(
    'checkContinue',
    serve((response) => response.writeContinue()),
  );
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      // A request is over a little before its answer has left.
      if (options.requests.runningCount() === 0) await delivered([...answering], options.clock);
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Whoever connects beyond all that may run and wait is told so, and is not found at a closed door; so many, at least. */
const spareConnections = 1_000;

/** The body has a clock of its own in `read-body.ts`; these stand behind it. */
const limits = {
  noDelay: true,
  keepAliveTimeout: 60_000,
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 32 * 1024,
};

/** How long a refused caller may go on sending: long enough for it to see the answer, and thrown away unread. */
const lingerMs = 1_000;

/** How long answers that only have to leave are waited for when the gateway closes. */
const deliveryMs = 1_000;

function delivered(answers: readonly ServerResponse[], clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const stopWaiting = clock.after(deliveryMs, resolve);
    const closed = answers.map((answer) => new Promise((done) => answer.once('close', done)));
    void Promise.all(closed).then(() => {
      stopWaiting();
      resolve();
    });
  });
}

function dropUnread(request: IncomingMessage, clock: Clock): void {
  if (request.complete) return;
  request.resume();
  const cancel = clock.after(lingerMs, () => {
    if (!request.complete) request.socket.destroy();
  });
  request.once('close', cancel);
}

function listModels(configuration: ConfigurationStore, createdAtEpochMs: number): object {
  const created = Math.floor(createdAtEpochMs / 1000);
  const data = modelNames(configuration.current()).map(({ id, ownedBy }) => ({
    id,
    object: 'model',
    created,
    owned_by: ownedBy,
  }));
  return { object: 'list', data };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // As many as may come at once before the first of them is taken in.
    server.listen({ port, host: '127.0.0.1', backlog: 4_096 }, () => {
      server.off('error', reject);
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
      else reject(new Error('the gateway has no port'));
    });
  });
}
