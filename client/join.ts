/** Finds the daemon of a data directory, starts one where there is none, and joins it. */
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { methods } from '../protocol/methods.ts';
import type { ClientIdentity, DaemonIdentity } from '../protocol/status.ts';
import { type DaemonConnection, openConnection } from './connection.ts';
import { DaemonLost, DaemonUnavailable } from './errors.ts';
import type { Paths } from './paths.ts';
import { claimReplacement } from './replacements.ts';
import type { DaemonCommand } from './start.ts';
import { Starter } from './starter.ts';
import { judgeDaemon } from './version-rules.ts';

export interface JoinOptions {
  readonly paths: Paths;
  readonly identity: ClientIdentity;
  /** How to start a daemon; `null`: only a running one is joined. */
  readonly spawnCommand: DaemonCommand | null;
  readonly signal: AbortSignal;
}

/** For a caller that speaks JSON-RPC itself, such as `vscode-languageclient`: it still has to send `initialize`. */
export interface DaemonStreams {
  /** Who answered just before on the same socket. */
  readonly daemon: DaemonIdentity;
  readonly reader: Socket;
  readonly writer: Socket;
}

const startWithinMs = 20_000;
const answerWithinMs = 5_000;
const handOverWithinMs = 3_000;

/**
 * Rejects with `DaemonUnavailable` when none can be found, started or understood, and with the signal's reason when
 * it is aborted. A daemon that was killed leaves its socket behind: the next one clears it away by itself.
 */
export async function joinDaemon(options: JoinOptions): Promise<DaemonConnection> {
  const { paths, identity, spawnCommand, signal } = options;
  const starter = spawnCommand === null ? null : new Starter(spawnCommand, paths);
  const giveUpAtMs = performance.now() + startWithinMs;
  let replaced = false;
  try {
    for (let round = 0; performance.now() < giveUpAtMs; round += 1) {
      const connection = await tryJoin(paths, identity, signal);
      if (connection === null) {
        if (starter === null) {
          throw new DaemonUnavailable(`no daemon runs for ${paths.dataDirectory}`, { nobodyThere: true });
        }
        starter.start();
        await delay(backoffMs(round), undefined, { signal });
        continue;
      }
      // What we started ourselves is the newest there is, whatever it says of its version.
      if (replaced || starter?.hasStarted) return connection;
      replaced = await handedOver(connection, options);
      if (!replaced) return connection;
    }
  } finally {
    starter?.giveTurnBack();
  }
  const reason = starter?.failure() ?? `it did not answer within ${startWithinMs / 1000} s (see ${paths.logFile})`;
  throw new DaemonUnavailable(`the daemon for ${paths.dataDirectory} could not be reached: ${reason}`);
}

/** The same find, start and join, ending with a second, untouched socket to the daemon that answered on the first. */
export async function connectStreams(options: JoinOptions): Promise<DaemonStreams> {
  const probe = await joinDaemon(options);
  try {
    const socket = await tryConnect(options.paths.socket, options.signal);
    if (socket === null) throw new DaemonUnavailable('the daemon ended just after it had answered; try again');
    return { daemon: probe.daemon, reader: socket, writer: socket };
  } finally {
    probe.dispose();
  }
}

/** How long to wait before another look at a socket that nobody answers on yet, in milliseconds. */
export function backoffMs(round: number): number {
  return Math.min(10 * 2 ** Math.min(round, 4), 100);
}

/** True when the daemon was older, obeyed and is gone; false when it is the one to work with. */
async function handedOver(connection: DaemonConnection, { identity, paths, signal }: JoinOptions): Promise<boolean> {
  const verdict = judgeDaemon(identity, connection.daemon);
  if (verdict.kind === 'join') return false;
  if (verdict.kind === 'refuse') {
    connection.dispose();
    throw new DaemonUnavailable(verdict.reason);
  }
  const gone = await makesWay(connection, { identity, paths, signal }).catch((error: unknown) => {
    connection.dispose();
    throw error;
  });
  if (gone) return true;
  // It still streams for someone else: it ends when that is done, and until then it serves.
  if (verdict.joinable) return false;
  connection.dispose();
  throw new DaemonUnavailable(
    `an older daemon (${connection.daemon.version}) is still at work and speaks another protocol; try again when it is done`,
  );
}

async function makesWay(
  connection: DaemonConnection,
  { identity, paths, signal }: Pick<JoinOptions, 'identity' | 'paths' | 'signal'>,
): Promise<boolean> {
  return (await claimReplacement(paths.dataDirectory, Date.now())) && (await obeys(connection, identity, signal));
}

async function obeys(connection: DaemonConnection, identity: ClientIdentity, signal: AbortSignal): Promise<boolean> {
  const gone = new Promise<true>((resolve) => connection.onClose(() => resolve(true)));
  const { stopping } = await connection
    .request(methods.stop, { onlyIfOlderThan: identity.version }, { signal })
    .catch((error: unknown) => {
      if (error instanceof DaemonLost) return { stopping: true };
      throw error;
    });
  if (!stopping) return false;
  const patience = new AbortController();
  const tooLong = delay(handOverWithinMs, false as const, { signal: AbortSignal.any([signal, patience.signal]) });
  try {
    return await Promise.race([gone, tooLong]);
  } finally {
    patience.abort();
    tooLong.catch(() => {});
  }
}

/** `null`: nobody listens, or whoever listened ended before it answered. */
async function tryJoin(paths: Paths, identity: ClientIdentity, signal: AbortSignal): Promise<DaemonConnection | null> {
  const socket = await tryConnect(paths.socket, signal);
  if (socket === null) return null;
  const patience = AbortSignal.timeout(answerWithinMs);
  try {
    return await openConnection(socket, identity, AbortSignal.any([signal, patience]));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof DaemonLost) return null;
    if (patience.aborted) {
      throw new DaemonUnavailable(`the daemon at ${paths.socket} does not answer; end its process and try again`, {
        cause: error,
      });
    }
    throw new DaemonUnavailable(`what answers at ${paths.socket} is no daemon of Dualtrack`, { cause: error });
  }
}

/** Nobody there, a dead daemon's socket, or too many at the door at once: each is answered by trying again. */
const notNow = new Set(['ENOENT', 'ECONNREFUSED', 'EAGAIN', 'ECONNRESET', 'EPIPE']);

function tryConnect(address: string, signal: AbortSignal): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = connect(address);
    const onError = (error: NodeJS.ErrnoException) => {
      if (notNow.has(error.code ?? '')) resolve(null);
      else
        reject(
          new DaemonUnavailable(`the daemon's socket ${address} cannot be opened: ${error.message}`, { cause: error }),
        );
    };
    socket.once('error', onError);
    socket.once('connect', () => {
      socket.off('error', onError);
      // Whoever reads from the socket hears of its end; an error alone must not end this process.
      socket.on('error', () => {});
      resolve(socket);
    });
  });
}
