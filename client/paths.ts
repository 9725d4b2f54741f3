/** Which data directory, configuration file and socket belong together. Pure: the surroundings are passed in. */
import { createHash } from 'node:crypto';
import path from 'node:path';

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  readonly workingDirectory: string;
  /** Tells users of one machine apart: the numeric user id, on Windows the user's name. */
  readonly user: string;
}

/** What a person named on the command line or in a setting; absent: the environment decides, then the default. */
export interface PathChoice {
  readonly dataDirectory?: string | undefined;
  readonly configurationFile?: string | undefined;
}

export interface Paths {
  readonly dataDirectory: string;
  readonly configurationFile: string;
  /** True when a person named the configuration file: then it must exist. */
  readonly configurationNamed: boolean;
  readonly socket: string;
  /** The folder of the socket, closed to other users; `null` for a named pipe. */
  readonly socketFolder: string | null;
  readonly logFile: string;
}

/** Both ways to name a path count from the working directory; the command line wins over the environment. */
export function resolvePaths(choice: PathChoice, surroundings: Surroundings): Paths {
  const { environment, workingDirectory } = surroundings;
  const flavour = flavourOf(surroundings);
  const data = choice.dataDirectory || environment.DUALTRACK_DATA_DIR || defaultDataDirectory(surroundings);
  const named = choice.configurationFile || environment.DUALTRACK_CONFIG;
  const configuration = named || flavour.join(configurationFolder(surroundings), 'dualtrack.json');
  const dataDirectory = flavour.resolve(workingDirectory, data);
  return {
    dataDirectory,
    configurationFile: flavour.resolve(workingDirectory, configuration),
    configurationNamed: Boolean(named),
    logFile: flavour.join(dataDirectory, 'daemon.log'),
    ...socketPlace(dataDirectory, surroundings),
  };
}

/**
 * The socket follows from the data directory alone, so that every client of one directory finds the same daemon. It
 * lies inside it where the system's limit on socket names allows; else in a short folder of the user's own, which may
 * not depend on variables (`TMPDIR`, `XDG_RUNTIME_DIR`) that differ between an editor and a terminal.
 */
export function socketPlace(
  dataDirectory: string,
  surroundings: Pick<Surroundings, 'platform' | 'user'>,
): Pick<Paths, 'socket' | 'socketFolder'> {
  const { platform, user } = surroundings;
  if (platform === 'win32') {
    // Windows does not tell capital letters apart in paths.
    return {
      socket: `\\\\.\\pipe\\dualtrack-${shortHash(`${user}:${dataDirectory.toLowerCase()}`)}`,
      socketFolder: null,
    };
  }
  const inside = path.posix.join(dataDirectory, 'run');
  const socket = path.posix.join(inside, 'daemon.sock');
  if (Buffer.byteLength(socket) + electionSuffixBytes <= longestSocketBytes(platform))
    return { socket, socketFolder: inside };
  const short = `/tmp/dualtrack-${user}`;
  return { socket: path.posix.join(short, `${shortHash(dataDirectory)}.sock`), socketFolder: short };
}

/** A daemon first listens under a name of its own, `.` and eight characters longer, and then links it. */
const electionSuffixBytes = 9;

/** Bytes a socket's name may have; one fewer than the field, and macOS refuses the last too. */
function longestSocketBytes(platform: NodeJS.Platform): number {
  return platform === 'linux' ? 107 : 102;
}

function defaultDataDirectory({ platform, environment, homeDirectory }: Surroundings): string {
  if (platform === 'win32') {
    const local = environment.LOCALAPPDATA || path.win32.join(homeDirectory, 'AppData', 'Local');
    return path.win32.join(local, 'dualtrack');
  }
  if (platform === 'darwin') return path.posix.join(homeDirectory, 'Library', 'Application Support', 'dualtrack');
  return path.posix.join(
    xdg(environment.XDG_DATA_HOME) ?? path.posix.join(homeDirectory, '.local', 'share'),
    'dualtrack',
  );
}

function configurationFolder({ platform, environment, homeDirectory }: Surroundings): string {
  if (platform === 'win32') {
    const roaming = environment.APPDATA || path.win32.join(homeDirectory, 'AppData', 'Roaming');
    return path.win32.join(roaming, 'dualtrack');
  }
  const named = xdg(environment.XDG_CONFIG_HOME);
  if (named === null && platform === 'darwin') {
    return path.posix.join(homeDirectory, 'Library', 'Application Support', 'dualtrack');
  }
  return path.posix.join(named ?? path.posix.join(homeDirectory, '.config'), 'dualtrack');
}

/** The XDG specification has relative paths ignored. */
function xdg(folder: string | undefined): string | null {
  return folder !== undefined && path.posix.isAbsolute(folder) ? folder : null;
}

function flavourOf({ platform }: Surroundings): path.PlatformPath {
  return platform === 'win32' ? path.win32 : path.posix;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
