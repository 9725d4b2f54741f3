/**
 * The election: of all daemons that start for one data directory, one gets the socket's name; the others hear who has it.
 *
 * A candidate listens under a name of its own and links it to the canonical name, which succeeds for one alone. The
 * canonical name is never bound directly: a server that closes removes the name it was bound to, even when it has
 * become another's.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, readdirSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { errorCode } from '../error-code.ts';

export interface Seat {
  /** Called for each client that connects; those that came before wait. */
  serve(onSocket: (socket: Socket) => void): void;
  /** False when the canonical name is no longer this daemon's. */
  isOurs(): boolean;
  /** After the name was removed: listens under it again; false when it is another's by now. Throws the system's error. */
  takeBack(): Promise<boolean>;
  /** Gives up the name, if it is still ours, and ends listening. Connections stay open. */
  leave(): void;
}

export type Election = { readonly outcome: 'won'; readonly seat: Seat } | { readonly outcome: 'lost' };

/** Throws the system's error when the socket cannot be made at all. */
export async function standForElection(address: string, platform: NodeJS.Platform): Promise<Election> {
  return platform === 'win32' ? takePipe(address) : takeSocket(address);
}

const mostTries = 5;

async function takeSocket(canonical: string): Promise<Election> {
  const named = await takeName(canonical);
  return named === null ? { outcome: 'lost' } : { outcome: 'won', seat: socketSeat(canonical, named) };
}

/** A door that is found under the canonical name, and what tells it from another one there. */
interface NamedDoor {
  readonly door: Door;
  readonly mark: string | null;
}

/** `null`: somebody listens there. */
async function takeName(canonical: string): Promise<NamedDoor | null> {
  const own = `${canonical}.${randomBytes(4).toString('hex')}`;
  const door = await openDoor(own);
  try {
    chmodSync(own, 0o600);
    const mark = markOf(own);
    for (let tries = 0; tries < mostTries; tries += 1) {
      if (linked(own, canonical)) {
        await removeDeadCandidates(canonical, own);
        return { door, mark };
      }
      if (!(await removedIfStale(canonical))) break;
    }
    door.close();
    return null;
  } catch (error) {
    door.close();
    throw error;
  } finally {
    remove(own);
  }
}

function socketSeat(canonical: string, first: NamedDoor): Seat {
  let { door, mark } = first;
  let serving: ((socket: Socket) => void) | null = null;
  let hasLeft = false;
  const isOurs = () => mark !== null && markOf(canonical) === mark;
  return {
    serve(onSocket) {
      serving = onSocket;
      door.serve(onSocket);
    },
    isOurs,
    async takeBack() {
      const next = await takeName(canonical);
      if (next === null) return false;
      // Those who knocked at the old door and were not let in yet are served through it; nobody finds it any more.
      door.close();
      ({ door, mark } = next);
      if (serving !== null) door.serve(serving);
      if (hasLeft) leave();
      return !hasLeft;
    },
    leave,
  };

  function leave(): void {
    hasLeft = true;
    if (isOurs()) remove(canonical);
    door.close();
  }
}

/** A pipe's name can be taken once, and is free again when its owner has ended, however it did. */
async function takePipe(name: string): Promise<Election> {
  try {
    const door = await openDoor(name);
    const seat: Seat = { serve: door.serve, isOurs: () => true, takeBack: async () => true, leave: door.close };
    return { outcome: 'won', seat };
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE' || errorCode(error) === 'EACCES') return { outcome: 'lost' };
    throw error;
  }
}

interface Door {
  serve(onSocket: (socket: Socket) => void): void;
  close(): void;
}

/** Listens at once; who comes before `serve` waits unread, so that nothing a quick client says is lost. */
async function openDoor(address: string): Promise<Door> {
  const early: Socket[] = [];
  let accept = (socket: Socket): void => void early.push(socket);
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => accept(socket));
  await listen(server, address);
  return {
    serve: (onSocket) => {
      accept = (socket) => {
        onSocket(socket);
        socket.resume();
      };
      for (const socket of early) accept(socket);
    },
    close: () => void server.close(),
  };
}

/** The mode of a socket follows the umask at the moment it is bound; other users must never be able to connect. */
function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const before = process.umask(0o177);
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      resolve();
    });
    process.umask(before);
  });
}

function linked(own: string, canonical: string): boolean {
  try {
    linkSync(own, canonical);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes the canonical name when nobody listens behind it any more; false when somebody does. Between looking and
 * removing another candidate may have taken the name: what was removed is looked at, and put back if it is not the dead one.
 */
async function removedIfStale(canonical: string): Promise<boolean> {
  const found = markOf(canonical);
  if (found === null) return true;
  if (await someoneListens(canonical)) return false;
  const aside = `${canonical}.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(canonical, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    throw error;
  }
  const moved = markOf(aside);
  if (moved !== null && moved !== found) linked(aside, canonical);
  remove(aside);
  return true;
}

/** Names of their own that candidates left behind who were killed in the middle of standing. */
async function removeDeadCandidates(canonical: string, own: string): Promise<void> {
  for (const name of readdirSync(dirname(canonical))) {
    const path = join(dirname(canonical), name);
    const isCandidate =
      path !== own && /^\.[0-9a-f]{8}$/.test(path.slice(canonical.length)) && path.startsWith(canonical);
    if (isCandidate && !(await someoneListens(path))) remove(path);
  }
}

function someoneListens(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    // Only a refusal proves that nobody is there: with too many at the door, or no permission, somebody may be.
    socket.once('error', (error) => resolve(errorCode(error) !== 'ECONNREFUSED' && errorCode(error) !== 'ENOENT'));
  });
}

/** Tells sockets apart: an inode alone is soon given to another; the time of its making is not. */
function markOf(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}:${found.ino}:${found.mtimeNs}`;
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
