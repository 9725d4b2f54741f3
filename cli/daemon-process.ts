/** `dualtrack daemon` and `dualtrack sandbox`: the daemon's program in this terminal. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { daemonArguments, daemonEnvironment } from '../client/start.ts';
import { failureMessageIn } from '../protocol/failure-messages.ts';
import type { Translate } from '../protocol/translate.ts';
import { type GlobalOptions, pathsOf, withDaemon } from './connect.ts';
import { daemonCommand } from './daemon-command.ts';

export interface DaemonProcessOptions extends GlobalOptions {
  readonly foreground?: boolean;
  readonly idleMs?: string;
}

export async function runDaemonCommand(
  options: DaemonProcessOptions,
  interrupted: AbortSignal,
  t: Translate,
): Promise<void> {
  if (options.foreground) {
    await runInForeground([...daemonArguments(await pathsOf(options)), '--foreground'], t);
    return;
  }
  await withDaemon(options, interrupted, async ({ daemon }) => {
    console.error(
      t('the daemon for {0} runs, process {1}; it ends when nobody needs it', daemon.dataDirectory, daemon.pid),
    );
  });
}

export function runSandbox(port: number, t: Translate): Promise<void> {
  return runInForeground(['sandbox', '--port', String(port)], t);
}

/**
 * The program runs in a group of its own and is told of Ctrl+C by us alone, so that it is told once. The channel to it
 * closes however this process ends, and the program ends with it. What it says of its end is put into the language.
 */
async function runInForeground(args: readonly string[], t: Translate): Promise<void> {
  const command = daemonCommand();
  const child = spawn(command.executable, [...command.args, ...args], {
    detached: true,
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    env: daemonEnvironment(process.env),
  });
  const lines = child.stderr === null ? null : createInterface({ input: child.stderr });
  lines?.on('line', (line) => process.stderr.write(`${failureMessageIn(line, t)}\n`));
  process.removeAllListeners('SIGINT');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'close');
  process.exitCode = typeof code === 'number' ? code : 1;
}
