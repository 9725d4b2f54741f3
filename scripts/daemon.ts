/** Ends the daemon that an editor started by a script has caused, so that nothing outlives the script. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { distFolder } from './paths.ts';
import { runNode } from './program.ts';

/** Does nothing when no daemon runs on this data directory; throws when one runs and does not end. */
export async function stopDaemon(dataDirectory: string): Promise<void> {
  if (!existsSync(dataDirectory)) return;
  const code = await runNode([join(distFolder, 'cli.mjs'), '--data-dir', dataDirectory, 'stop'], {
    show: 'on-failure',
  });
  if (code !== 0) throw new Error(`dualtrack stop ended with ${code} for the daemon on ${dataDirectory}`);
}
