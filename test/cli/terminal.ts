/** Runs `dualtrack` as a person does, against a lab's daemon. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { programOf } from '../../scripts/programs.ts';
import { type Lab, upstreamKey } from '../daemon/lab.ts';

const program = await programOf('cli/main.ts');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcess;
  /** What was printed so far. */
  out(): string;
  readonly ended: Promise<Ended>;
}

/** The command line and environment of a lab's `dualtrack`, for whoever starts it in another way. */
export function commandOf(lab: Lab, args: readonly string[], locale?: string) {
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    LAB_KEY: upstreamKey,
    DUALTRACK_DAEMON: lab.command.args[0] ?? '',
    DUALTRACK_DATA_DIR: lab.paths.dataDirectory,
    DUALTRACK_CONFIG: lab.paths.configurationFile,
    ...(locale !== undefined && { LANG: locale }),
  };
  return { command: process.execPath, args: [program, ...args], env };
}

export function start(lab: Lab, args: readonly string[], input: string | null = null, locale?: string): Started {
  const { command, args: all, env } = commandOf(lab, args, locale);
  const child = spawn(command, all, { stdio: [input === null ? 'ignore' : 'pipe', 'pipe', 'pipe'], env });
  child.stdin?.end(input);
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    err += text;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: typeof code === 'number' ? code : null, out, err }));
  return { child, out: () => out, ended };
}

/** `locale` is what the environment says in `LANG`; absent: nothing. */
export function run(lab: Lab, args: readonly string[], input: string | null = null, locale?: string): Promise<Ended> {
  return start(lab, args, input, locale).ended;
}
