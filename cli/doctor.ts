/** `dualtrack doctor`: everything a report of a bug should say, without a secret in it. */
import { gatherReport } from '../client/doctor/report.ts';
import { reportText } from '../client/doctor/report-text.ts';
import { joinDaemon } from '../client/join.ts';
import type { Translate } from '../protocol/translate.ts';
import { cliIdentity, type GlobalOptions, pathsOf } from './connect.ts';
import { daemonCommand } from './daemon-command.ts';
import { IncompleteAnswer } from './exit.ts';

export interface DoctorOptions extends GlobalOptions {
  readonly json?: boolean;
  readonly offline?: boolean;
}

/** A daemon that runs on another configuration is reported, not refused. Exit code 1 where there is none to be had. */
export async function printReport(options: DoctorOptions, interrupted: AbortSignal, t: Translate): Promise<void> {
  const paths = await pathsOf(options);
  const joined = joinDaemon({ paths, identity: cliIdentity(), spawnCommand: daemonCommand(), signal: interrupted });
  try {
    const report = await gatherReport({ paths, daemon: joined, client: 'cli', offline: options.offline ?? false });
    interrupted.throwIfAborted();
    if (!options.json) process.stderr.write(`${t('For whoever helps; it holds no keys, prompts or answers:')}\n\n`);
    process.stdout.write(`${options.json ? JSON.stringify(report, null, 2) : reportText(report, t)}\n`);
    if ('missing' in report.daemon) throw new IncompleteAnswer(report.daemon.missing);
  } finally {
    await joined.then(
      (daemon) => daemon.dispose(),
      () => {},
    );
  }
}
