/** Follows the configuration file while the daemon runs: what is saved in it counts within seconds, for all clients. */
import { statSync } from 'node:fs';
import type { Clock } from '../clock.ts';
import type { ConfigurationStore } from '../configuration/port.ts';
import { ConfigurationFileError, readConfigurationFile } from './configuration-file.ts';
import type { Log } from './log.ts';

export interface FollowedFile {
  readonly path: string;
  readonly clock: Clock;
  readonly configuration: Pick<ConfigurationStore, 'reread'>;
  readonly log: Pick<Log, 'write'>;
}

/** Not by the system's notices: those of network folders and of files that are replaced do not come. */
const lookEveryMs = 1_000;

/** A file that is wrong or gone changes nothing but the problems: what was read last holds on. */
export function followConfigurationFile({ path, clock, configuration, log }: FollowedFile): void {
  let taken = markOf(path);
  let seen = taken;

  function look(): void {
    const mark = markOf(path);
    // The second look at the same: an editor may be in the middle of writing it.
    if (mark !== taken && mark === seen) {
      taken = mark;
      take();
    }
    seen = mark;
    clock.after(lookEveryMs, look);
  }

  function take(): void {
    try {
      configuration.reread({ file: readConfigurationFile(path) });
      log.write('the configuration file was changed, and is read again');
    } catch (error) {
      if (!(error instanceof ConfigurationFileError)) throw error;
      configuration.reread({ reason: error.message });
      log.write(`${error.message}; what was read before holds on`, 'warn');
    }
  }

  clock.after(lookEveryMs, look);
}

/** Another one whenever the file was written or replaced. */
function markOf(path: string): string {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found === undefined ? 'none' : `${found.dev}:${found.ino}:${found.size}:${found.mtimeNs}`;
  } catch {
    return 'closed to us';
  }
}
