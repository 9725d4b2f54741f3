/** One client's connection, served by `vscode-languageserver`: introduces both sides, then answers by the handler table. */
import type { Socket } from 'node:net';
// Installs Node's streams and timers for the library's common part.
import 'vscode-languageserver/node';
import {
  createConnection,
  createProtocolConnection,
  ErrorCodes,
  NullLogger,
  ProgressType,
  ResponseError,
  type WatchDog,
} from 'vscode-languageserver';
import { requestFailedCode } from '../../protocol/failure.ts';
import { methods } from '../../protocol/methods.ts';
import { type ClientIdentity, clientIdentitySchema, type DaemonIdentity } from '../../protocol/status.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../daemon/log.ts';
import { RequestError, toFailure } from '../request-error.ts';
import { type Caller, FailedRequest, type Handler } from './handler.ts';
import { ParameterError, parameterMessage } from './parameter-error.ts';
import { SocketMessageReader, SocketMessageWriter } from './socket-messages.ts';

export interface Service {
  readonly identity: DaemonIdentity;
  readonly handlers: readonly Handler[];
  readonly clock: Clock;
  readonly log: Log;
  /** Called when a client has introduced itself; the result is called once it is gone. */
  joined(connectionId: number, client: ClientIdentity): () => void;
}

/** Whoever connects and says nothing is not kept. */
const introduceWithinMs = 10_000;

/** Serves a socket until it ends; whatever a client does, no other client and not the process is touched. */
export function serveConnection(socket: Socket, connectionId: number, service: Service): void {
  const gone = new AbortController();
  const rpc = createConnection(
    () =>
      createProtocolConnection(
        new SocketMessageReader(socket, service.clock),
        new SocketMessageWriter(socket, service.clock),
        NullLogger,
        {},
      ),
    endsOnlyThisConnection(socket),
  );
  let client: ClientIdentity | null = null;
  let leave = () => {};
  const forget = service.clock.after(introduceWithinMs, () => client === null && socket.destroy());

  /** The socket tells later that it has ended than what could not be written to it. */
  const sent = (sending: Promise<void>): Promise<void> =>
    sending.catch((error: unknown) => {
      if (!socket.writable) gone.abort(clientGone());
      throw error;
    });

  socket.setNoDelay(true);
  socket.on('error', (error) => service.log.write(`connection ${connectionId}: ${error.message}`, 'warn'));
  socket.once('close', () => {
    forget();
    gone.abort(clientGone());
    rpc.dispose();
    leave();
  });

  rpc.onInitialize((params) => {
    const parsed = clientIdentitySchema.safeParse(params.initializationOptions);
    if (!parsed.success) {
      const message = parameterMessage(parsed.error, params.initializationOptions);
      return new ResponseError<never>(ErrorCodes.InvalidParams, `initializationOptions.${message}`);
    }
    if (client === null) {
      client = parsed.data;
      leave = service.joined(connectionId, client);
    }
    return {
      capabilities: { experimental: service.identity },
      serverInfo: { name: 'dualtrack', version: service.identity.version },
    };
  });

  for (const { name, handle } of service.handlers) {
    rpc.onRequest(name, async (raw: unknown, token) => {
      const refusal = refuse(client, name, service.identity);
      if (client === null || refusal !== null) return refusal;
      const cancelled = new AbortController();
      const listening = token.onCancellationRequested(() =>
        cancelled.abort(new RequestError('cancelled', 'the request was cancelled')),
      );
      try {
        return await handle(raw, {
          connectionId,
          identity: client,
          signal: AbortSignal.any([gone.signal, cancelled.signal]),
          connectionSignal: gone.signal,
          sendProgress: (progressToken, progress) => sent(rpc.sendProgress(progressType, progressToken, progress)),
          notify: (notice, params) => sent(rpc.sendNotification(notice.name, params)),
        } satisfies Caller);
      } catch (error) {
        return toResponseError(error, name, service.log);
      } finally {
        listening.dispose();
      }
    });
  }
  rpc.listen();
}

function clientGone(): RequestError {
  return new RequestError('cancelled', 'the client went away');
}

const progressType = new ProgressType<unknown>();

/**
 * The library's own watchdog ends the process when one client sends `exit` or its process dies, which would take every
 * other window's requests along.
 */
function endsOnlyThisConnection(socket: Socket): WatchDog {
  return { shutdownReceived: false, initialize: () => {}, exit: () => socket.end() };
}

/** A client of another protocol may ask the daemon to hand over, and nothing else. */
function refuse(client: ClientIdentity | null, method: string, daemon: DaemonIdentity): ResponseError<void> | null {
  if (client === null) return new ResponseError(ErrorCodes.ServerNotInitialized, 'initialize must come first');
  if (client.protocolVersion === daemon.protocolVersion || method === methods.stop.name) return null;
  return new ResponseError(
    ErrorCodes.InvalidRequest,
    `this daemon speaks protocol ${daemon.protocolVersion}, the client ${client.protocolVersion}`,
  );
}

function toResponseError(error: unknown, method: string, log: Log): ResponseError<unknown> {
  if (error instanceof RequestError) return new ResponseError(requestFailedCode, error.message, toFailure(error));
  if (error instanceof ParameterError) return new ResponseError(ErrorCodes.InvalidParams, error.message);
  if (error instanceof FailedRequest) return new ResponseError(requestFailedCode, error.message, error.failure);
  log.error(`${method} failed`, error);
  return new ResponseError(ErrorCodes.InternalError, `${method} failed inside the daemon; its log says where`);
}
