/** Where the daemon's program lies: beside this one, as a bundle or as source. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DaemonCommand } from '../client/start.ts';
import { UsageError } from './exit.ts';

/** `DUALTRACK_DAEMON` names another one, for those who work on it. */
export function daemonCommand(environment: NodeJS.ProcessEnv = process.env): DaemonCommand {
  const fromSource = import.meta.url.endsWith('.ts');
  const beside = fileURLToPath(new URL(fromSource ? '../server/main.ts' : './daemon.mjs', import.meta.url));
  const entry = environment.DUALTRACK_DAEMON || beside;
  if (!existsSync(entry))
    throw new UsageError(`there is no daemon at ${entry}; build it, or name one in DUALTRACK_DAEMON`);
  return { executable: process.execPath, args: [entry] };
}
