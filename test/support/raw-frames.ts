/** JSON-RPC written by hand onto the daemon's socket: what no well-behaved client would send. */
import { connect } from 'node:net';
import { productVersion, protocolVersion } from '../../protocol/version.ts';
import { FrameReader, frame } from '../../server/rpc/framing.ts';

export interface RawMessage {
  readonly id?: unknown;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

export const initialize = frame({
  jsonrpc: '2.0',
  id: 'initialize',
  method: 'initialize',
  params: {
    processId: null,
    rootUri: null,
    capabilities: {},
    initializationOptions: { kind: 'test', name: 'raw', version: productVersion, protocolVersion },
  },
});

/** A request whose answer tells that all before it has been read. */
const last = frame({ jsonrpc: '2.0', id: 'last', method: 'dualtrack/latency' });

/** Gives what came until the daemon ended the connection, or had answered to the last of it, or said nothing more. */
export function sendFrames(path: string, pieces: readonly Buffer[], quietMs = 2_000): Promise<readonly RawMessage[]> {
  return new Promise((resolve, reject) => {
    const reader = new FrameReader();
    const messages: RawMessage[] = [];
    const socket = connect(path, () => {
      for (const piece of [...pieces, last]) socket.write(piece);
    });
    const quiet = setTimeout(() => socket.destroy(), quietMs);
    socket.on('data', (chunk) => {
      quiet.refresh();
      for (const body of reader.push(chunk)) messages.push(JSON.parse(body.toString()));
      if (messages.some(({ id }) => id === 'last')) socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // Who is refused in the middle of sending may find the door shut.
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error);
    });
    socket.on('close', () => {
      clearTimeout(quiet);
      resolve(messages);
    });
  });
}
