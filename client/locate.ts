/** Finds the paths of this process's user and makes sure of the folders: they exist, are ours, and are closed to others. */
import { chmod, lstat, mkdir, realpath, stat } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { dirname } from 'node:path';
import { DaemonUnavailable } from './errors.ts';
import { type PathChoice, type Paths, resolvePaths, type Surroundings, socketPlace } from './paths.ts';

/**
 * The data directory is followed to where it really lies, so that two ways to write it lead to one daemon.
 * Throws `DaemonUnavailable` when a folder cannot be made or belongs to someone else.
 */
export async function locate(choice: PathChoice = {}, surroundings: Surroundings = thisProcess()): Promise<Paths> {
  const paths = resolvePaths(choice, surroundings);
  try {
    await makeFolders(paths.dataDirectory);
    const dataDirectory = await realpath(paths.dataDirectory);
    await closeFolder(dataDirectory);
    const place = socketPlace(dataDirectory, surroundings);
    if (place.socketFolder !== null) await claimFolder(place.socketFolder);
    return { ...resolvePaths({ ...choice, dataDirectory }, surroundings), ...place };
  } catch (error) {
    if (error instanceof DaemonUnavailable) throw error;
    throw new DaemonUnavailable(`the data directory ${paths.dataDirectory} cannot be used: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/**
 * One after the other: where a folder is there and takes none, as `/proc` does, Node's own way to make them all never
 * ends.
 */
async function makeFolders(folder: string): Promise<void> {
  const missing: string[] = [];
  let above = folder;
  while ((await stat(above).catch(() => null)) === null && dirname(above) !== above) {
    missing.unshift(above);
    above = dirname(above);
  }
  for (const one of missing) {
    await mkdir(one, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return;
      throw new Error(`no folder can be made in ${dirname(one)} (${error.code})`, { cause: error });
    });
  }
}

export function thisProcess(): Surroundings {
  return {
    platform: process.platform,
    environment: process.env,
    homeDirectory: homedir(),
    workingDirectory: process.cwd(),
    user: process.getuid === undefined ? userInfo().username : String(process.getuid()),
  };
}

/**
 * The data directory may be older than we are, or made by hand: then others could read the ledger, or put a token of
 * theirs in place of ours. One that is ours is closed; one that is not must not be open to changes by others.
 */
async function closeFolder(folder: string): Promise<void> {
  const user = process.getuid?.();
  if (user === undefined) return;
  const { uid, mode } = await lstat(folder);
  if (uid === user && (mode & 0o077) !== 0) await chmod(folder, mode & 0o700);
  if (uid === user || (mode & 0o022) === 0) return;
  throw new DaemonUnavailable(
    `the data directory ${folder} must be a folder of yours, or one that others cannot write to; name another`,
  );
}

/** A folder in `/tmp` may have been made by anyone: whoever owns it could answer in the daemon's place. */
async function claimFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const found = await lstat(folder);
  const ours = found.isDirectory() && found.uid === process.getuid?.();
  if (ours && (found.mode & 0o077) === 0) return;
  throw new DaemonUnavailable(
    `the socket's folder ${folder} must be a folder of yours that is closed to others (mode 700); remove it and try again`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
