/** Where the daemon's program lies, and which Node runs it. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DaemonCommand } from '../client/start.ts';
import { isOlderVersion } from '../protocol/version.ts';
import { UsageError } from './exit.ts';

/** The oldest Node the daemon's HTTP client runs on. */
const oldestNode = '22.19.0';

/** Beside this program, as a bundle or as source; `DUALTRACK_DAEMON` names another one, for those who work on it. */
export function daemonCommand(environment: NodeJS.ProcessEnv = process.env): DaemonCommand {
  const fromSource = import.meta.url.endsWith('.ts');
  const beside = fileURLToPath(new URL(fromSource ? '../server/main.ts' : './daemon.mjs', import.meta.url));
  const entry = environment.DUALTRACK_DAEMON || beside;
  if (!existsSync(entry)) {
    throw new UsageError('there is no daemon at {0}; build it, or name one in DUALTRACK_DAEMON', entry);
  }
  return { executable: nodeFor(entry, process.versions.node, process.execPath), args: [entry] };
}

/**
 * This program's own Node where it is new enough; else the one that is installed beside the daemon, in a
 * `node_modules` folder on the way up. Throws `UsageError` where there is neither.
 */
export function nodeFor(
  entry: string,
  version: string,
  executable: string,
  exists: (file: string) => boolean = existsSync,
): string {
  if (!isOlderVersion(version, oldestNode)) return executable;
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    const installed = join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (exists(installed)) return installed;
  }
  throw new UsageError('the daemon needs Node {0} or newer, this is {1}', oldestNode, version);
}
