/** `dualtrack stop`: lets the daemon finish what runs, and waits for its end. */
import { DaemonUnavailable } from '../client/errors.ts';
import { joinDaemon } from '../client/join.ts';
import { methods } from '../protocol/methods.ts';
import type { Translate } from '../protocol/translate.ts';
import { cliIdentity, type GlobalOptions, pathsOf } from './connect.ts';

/** Where no daemon runs there is nothing to stop, which is no failure. */
export async function stop(options: GlobalOptions, interrupted: AbortSignal, t: Translate): Promise<void> {
  const paths = await pathsOf(options);
  const daemon = await joinDaemon({ paths, identity: cliIdentity(), spawnCommand: null, signal: interrupted }).catch(
    (error: unknown) => {
      if (error instanceof DaemonUnavailable && error.nobodyThere) return null;
      throw error;
    },
  );
  if (daemon === null) {
    console.error(t('no daemon runs for {0}', paths.dataDirectory));
    return;
  }
  const gone = new Promise<void>((resolve) => daemon.onClose(resolve));
  await daemon.request(methods.stop, {}, { signal: interrupted });
  await gone;
  console.error(t('the daemon for {0} has ended', paths.dataDirectory));
}
