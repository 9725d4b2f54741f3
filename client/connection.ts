/** The typed connection to a daemon: requests by the method table, streamed parts, notices. */
import type { Socket } from 'node:net';
import {
  CancellationTokenSource,
  ConnectionError,
  createMessageConnection,
  ErrorCodes,
  type MessageConnection,
  ProgressType,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import * as z from 'zod';
import { type AskProgress, askProgressSchema } from '../protocol/ask.ts';
import { failureSchema, requestFailedCode } from '../protocol/failure.ts';
import type { Method, Notice } from '../protocol/methods.ts';
import { type ClientIdentity, type DaemonIdentity, daemonIdentitySchema } from '../protocol/status.ts';
import { DaemonLost, InvalidParams, RequestFailed } from './errors.ts';

export interface RequestOptions {
  /** Aborting it cancels the request in the daemon and at the upstream; the call then rejects with what the daemon says. */
  readonly signal?: AbortSignal | undefined;
  /** For `ask` only: called with each piece of progress, in order, before the result. */
  readonly onProgress?: ((progress: AskProgress) => void) | undefined;
}

export interface DaemonConnection {
  readonly daemon: DaemonIdentity;
  /** Rejects with `RequestFailed`, `InvalidParams`, `DaemonLost`, or the protocol's own error. */
  request<Params extends z.ZodType, Result extends z.ZodType>(
    method: Method<Params, Result>,
    params: z.input<Params>,
    options?: RequestOptions,
  ): Promise<z.output<Result>>;
  /** The result takes the listener away. */
  onNotice<Params extends z.ZodType>(notice: Notice<Params>, listener: (params: z.output<Params>) => void): () => void;
  /** Called once when the connection has ended, whoever ended it. */
  onClose(listener: () => void): void;
  dispose(): void;
}

/** Introduces the client over a fresh socket. Rejects when whoever listens there is no daemon of ours. */
export async function openConnection(
  socket: Socket,
  identity: ClientIdentity,
  signal: AbortSignal,
): Promise<DaemonConnection> {
  const rpc = createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket));
  // A socket's error is followed by its close, which is what ends the waiting.
  rpc.onError(() => {});
  rpc.onClose(() => rpc.dispose());
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  rpc.listen();
  const abandon = () => socket.destroy();
  signal.addEventListener('abort', abandon, { once: true });
  try {
    const daemon = await introduce(rpc, identity);
    signal.throwIfAborted();
    return connected(rpc, socket, closed, daemon);
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    throw toClientError(error);
  } finally {
    signal.removeEventListener('abort', abandon);
  }
}

const initializeResultSchema = z.object({ capabilities: z.object({ experimental: daemonIdentitySchema }) });

async function introduce(rpc: MessageConnection, identity: ClientIdentity): Promise<DaemonIdentity> {
  const answer = await rpc.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: {},
    clientInfo: { name: identity.name, version: identity.version },
    initializationOptions: identity,
  });
  await rpc.sendNotification('initialized', {});
  return initializeResultSchema.parse(answer).capabilities.experimental;
}

function connected(
  rpc: MessageConnection,
  socket: Socket,
  closed: Promise<void>,
  daemon: DaemonIdentity,
): DaemonConnection {
  let tokens = 0;

  async function request<Params extends z.ZodType, Result extends z.ZodType>(
    method: Method<Params, Result>,
    params: z.input<Params>,
    { signal, onProgress }: RequestOptions = {},
  ): Promise<z.output<Result>> {
    signal?.throwIfAborted();
    const cancellation = new CancellationTokenSource();
    const cancel = () => cancellation.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    const token = `progress-${++tokens}`;
    const listening =
      onProgress && rpc.onProgress(progressType, token, (progress) => onProgress(askProgressSchema.parse(progress)));
    const body = onProgress ? Object.assign({ partialResultToken: token }, params) : params;
    try {
      return method.result.parse(await rpc.sendRequest(method.name, body, cancellation.token));
    } catch (error) {
      throw toClientError(error);
    } finally {
      listening?.dispose();
      signal?.removeEventListener('abort', cancel);
      cancellation.dispose();
    }
  }

  return {
    daemon,
    request,
    onNotice: (notice, listener) => {
      const listening = rpc.onNotification(notice.name, (params: unknown) => listener(notice.params.parse(params)));
      return () => listening.dispose();
    },
    onClose: (listener) => void closed.then(listener),
    dispose: () => {
      rpc.dispose();
      socket.destroy();
    },
  };
}

const progressType = new ProgressType<unknown>();

/** What writing to a socket fails with whose other end has gone. */
const goneCodes: readonly unknown[] = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'];

function toClientError(error: unknown): unknown {
  if (error instanceof ConnectionError) return new DaemonLost();
  if (error instanceof Error && 'code' in error && goneCodes.includes(error.code)) return new DaemonLost();
  if (error instanceof ResponseError) {
    if (error.code === requestFailedCode) return new RequestFailed(failureSchema.parse(error.data));
    if (error.code === ErrorCodes.InvalidParams) return new InvalidParams(error.message);
    if (error.code === ErrorCodes.PendingResponseRejected) return new DaemonLost();
    if (error.code === ErrorCodes.MessageWriteError) return new DaemonLost();
  }
  return error;
}
