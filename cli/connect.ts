/** Joins the daemon that the command line means, starting it where there is none. */
import { realpathSync } from 'node:fs';
import type { DaemonConnection } from '../client/connection.ts';
import { joinDaemon } from '../client/join.ts';
import { locate } from '../client/locate.ts';
import type { Paths } from '../client/paths.ts';
import type { ClientIdentity } from '../protocol/status.ts';
import { productVersion, protocolVersion } from '../protocol/version.ts';
import { daemonCommand } from './daemon-command.ts';
import { UsageError } from './exit.ts';

/** Options of every command. */
export interface GlobalOptions {
  readonly config?: string;
  readonly dataDir?: string;
}

export function pathsOf(options: GlobalOptions): Promise<Paths> {
  return locate({ configurationFile: options.config, dataDirectory: options.dataDir });
}

export function cliIdentity(): ClientIdentity {
  return {
    kind: 'cli',
    name: 'cli',
    version: productVersion,
    protocolVersion,
    workspace: process.cwd().slice(0, 1000),
  };
}

/** Calls `use` with a connection and gives it back afterwards. Throws `UsageError` when the daemon runs on another configuration. */
export async function withDaemon<Result>(
  options: GlobalOptions,
  signal: AbortSignal,
  use: (daemon: DaemonConnection) => Promise<Result>,
): Promise<Result> {
  const paths = await pathsOf(options);
  const daemon = await joinDaemon({ paths, identity: cliIdentity(), spawnCommand: daemonCommand(), signal });
  try {
    refuseOtherConfiguration(paths, daemon.daemon.configurationFile);
    return await use(daemon);
  } finally {
    daemon.dispose();
  }
}

function refuseOtherConfiguration(paths: Paths, running: string | undefined): void {
  if (!paths.configurationNamed) return;
  if (running !== undefined && realPath(running) === realPath(paths.configurationFile)) return;
  if (running === undefined)
    throw new UsageError(
      'the running daemon uses no configuration file, not {0}: end it with "dualtrack stop", or name another --data-dir',
      paths.configurationFile,
    );
  throw new UsageError(
    'the running daemon uses {0}, not {1}: end it with "dualtrack stop", or name another --data-dir',
    running,
    paths.configurationFile,
  );
}

function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
