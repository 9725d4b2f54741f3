/** Starts a daemon that outlives its starter. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Paths } from './paths.ts';

/** How a daemon is run: `executable` is a Node, or an editor that can act as one. */
export interface DaemonCommand {
  readonly executable: string;
  readonly args: readonly string[];
}

/** A daemon on its way: `exit` is set once the process has ended, without error when another daemon was there first. */
export interface Starting {
  readonly exit: () => { readonly code: number | null; readonly reason: string } | null;
}

/** What every daemon is told; the socket is the client's to decide, so that both sides agree on it. */
export function daemonArguments(paths: Paths): readonly string[] {
  const configuration = paths.configurationNamed || existsSync(paths.configurationFile);
  return [
    '--data-dir',
    paths.dataDirectory,
    '--socket',
    paths.socket,
    ...(configuration ? ['--config', paths.configurationFile] : []),
  ];
}

/** Output goes to the log file: a pipe to the starter would break when the starter ends. */
export function startDaemon(command: DaemonCommand, paths: Paths): Starting {
  const log = openSync(paths.logFile, 'a', 0o600);
  // What its runtime makes by itself is closed to other users, too.
  const before = process.umask(0o077);
  try {
    const child = spawn(command.executable, [...command.args, ...daemonArguments(paths), '--background'], {
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log, log],
      // Not the starter's folder: a daemon must not keep a workspace from being deleted or unmounted.
      cwd: paths.dataDirectory,
      env: { ...daemonEnvironment(process.env), ...compileCache(paths) },
    });
    return watch(child, paths.logFile);
  } finally {
    process.umask(before);
    closeSync(log);
  }
}

/**
 * Everything but what belongs to the editor's own processes: `VSCODE_*` and `NODE_OPTIONS` would change how Node runs,
 * `ELECTRON_RUN_AS_NODE` makes the editor's binary a Node.
 */
export function daemonEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !/^(VSCODE_|NODE_OPTIONS$|ELECTRON_)/i.test(name));
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}

/** What the daemon puts before each line of its log. */
const timeAndLevel = /^\S+Z (info|warn|error) +/;

/** Node keeps the compiled program there when a daemon ends, for the next start; where it cannot, it does without. */
function compileCache({ dataDirectory }: Paths): NodeJS.ProcessEnv {
  return { NODE_COMPILE_CACHE: join(dataDirectory, 'compiled') };
}

function watch(child: ChildProcess, logFile: string): Starting {
  let exit: ReturnType<Starting['exit']> = null;
  child.once('error', (error) => {
    exit = { code: null, reason: error.message };
  });
  child.once('exit', (code, signal) => {
    exit ??= { code, reason: lastLine(logFile) ?? `it ended with ${signal ?? `code ${code}`}` };
  });
  child.unref();
  return { exit: () => exit };
}

function lastLine(logFile: string): string | null {
  try {
    const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n');
    return lines.at(-1)?.replace(timeAndLevel, '') || null;
  } catch {
    return null;
  }
}
