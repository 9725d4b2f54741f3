/** Serves the prepared workbench on loopback: one process, a port of its own, and a way to end it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { runNode } from './program.ts';

export interface WorkbenchServerOptions {
  /** VS Code's folder, from `prepareWorkbench`. */
  readonly vscode: string;
  /** Everything this editor writes: settings, state, log. */
  readonly dataFolder: string;
  /** 0 or absent: a free one. */
  readonly port?: number;
  /** Who does not know it gets nothing; absent: anyone on this machine may connect. */
  readonly token?: string;
  /** The folder of an extension that every window has, as if installed. Absent: addresses name one under development. */
  readonly installed?: string;
  /** A package that is installed as a person would install it, into the empty folder of this editor. */
  readonly vsix?: string;
  /** Asks whether a folder is trusted, as VS Code does. Absent: every folder is. */
  readonly askForTrust?: boolean;
  /** Environment of the extensions. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface WorkbenchServer {
  readonly port: number;
  readonly token: string | undefined;
  /** Resolves when the server has ended, by `stop` or by itself. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const manifestSchema = z.object({ publisher: z.string(), name: z.string(), version: z.string() });
const installedSchema = z.array(z.looseObject({ identifier: z.looseObject({ id: z.string() }) }));

const startTimeoutMs = 60_000;
const stopTimeoutMs = 5_000;

/** Resolves when the server listens; rejects, with nothing left running, when it does not within a minute. */
export async function startWorkbenchServer(options: WorkbenchServerOptions): Promise<WorkbenchServer> {
  await mkdir(options.dataFolder, { recursive: true });
  // In a file, because every user of the machine can read the arguments of a process.
  if (options.token !== undefined) await writeFile(tokenFile(options), options.token, { mode: 0o600 });
  if (options.installed !== undefined) await install(options.installed, extensionsFolder(options));
  if (options.vsix !== undefined) await installPackage(options, options.vsix);
  const logFile = join(options.dataFolder, 'server.log');
  const child = spawn(process.execPath, serverArguments(options), {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(logFile);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const ended = new Promise<void>((resolve) => {
    child.on('error', () => resolve());
    child.on('close', () => log.end(resolve));
  });
  const dieWithThisProcess = () => child.kill('SIGKILL');
  process.once('exit', dieWithThisProcess);
  void ended.then(() => process.removeListener('exit', dieWithThisProcess));
  const stop = () => stopChild(child, ended);
  try {
    return { port: await boundPort(child, ended, logFile), token: options.token, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function serverArguments(options: WorkbenchServerOptions): readonly string[] {
  return [
    join(options.vscode, 'out', 'server-main.js'),
    '--host=127.0.0.1',
    `--port=${options.port ?? 0}`,
    options.token === undefined ? '--without-connection-token' : `--connection-token-file=${tokenFile(options)}`,
    '--accept-server-license-terms',
    `--server-data-dir=${options.dataFolder}`,
    `--extensions-dir=${extensionsFolder(options)}`,
    '--telemetry-level=off',
    // Without it the built workbench ignores an extension under development; with it, it shows no notifications.
    ...(options.installed === undefined && options.vsix === undefined ? ['--enable-smoke-test-driver'] : []),
    ...(options.askForTrust ? [] : ['--disable-workspace-trust']),
  ];
}

function extensionsFolder(options: WorkbenchServerOptions): string {
  return join(options.dataFolder, 'extensions');
}

async function installPackage(options: WorkbenchServerOptions, vsix: string): Promise<void> {
  const args = [
    join(options.vscode, 'out', 'server-main.js'),
    `--install-extension=${vsix}`,
    `--server-data-dir=${options.dataFolder}`,
    `--extensions-dir=${extensionsFolder(options)}`,
    '--accept-server-license-terms',
  ];
  const code = await runNode(args, { show: 'on-failure' });
  if (code !== 0) throw new Error(`VS Code could not install ${vsix}; see above`);
}

/** Enters the extension where it lies into VS Code's list of installed extensions; others in the list stay. */
async function install(extension: string, extensions: string): Promise<void> {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(extension, 'package.json'), 'utf8')));
  const id = `${manifest.publisher}.${manifest.name}`;
  const file = join(extensions, 'extensions.json');
  const known = await readFile(file, 'utf8').then(
    (text) => installedSchema.parse(JSON.parse(text)),
    () => [],
  );
  const location = { $mid: 1, scheme: 'file', path: extension };
  const others = known.filter(({ identifier }) => identifier.id !== id);
  const list = [...others, { identifier: { id }, version: manifest.version, location, metadata: {} }];
  await mkdir(extensions, { recursive: true });
  await writeFile(file, JSON.stringify(list));
}

function tokenFile(options: WorkbenchServerOptions): string {
  return join(options.dataFolder, 'connection-token');
}

function boundPort(child: ChildProcess, ended: Promise<void>, logFile: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`VS Code's server did not listen within ${startTimeoutMs} ms; its log is ${logFile}`)),
      startTimeoutMs,
    );
    let printed = '';
    child.stdout?.on('data', (data: Buffer) => {
      printed += data.toString();
      const port = /listening on (\d+)/.exec(printed)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
    child.on('error', reject);
    void ended.then(() => {
      clearTimeout(timer);
      reject(new Error(`VS Code's server ended before it listened; its log is ${logFile}`));
    });
  });
}

/** The server ends its extension hosts when it is asked; killed after five seconds, it takes them along by closed pipes. */
async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}

export interface WorkbenchAddress {
  readonly server: Pick<WorkbenchServer, 'port' | 'token'>;
  readonly folder: string;
  /** The extension under development; absent where one is installed. */
  readonly extension?: string;
  /** A file shown when the window opens. */
  readonly openFile?: string;
  /** A module whose `run()` is executed in the extension host. */
  readonly tests?: string;
}

/** The address at which a browser gets a window on the folder with the extension loaded. */
export function workbenchAddress({ server, folder, extension, openFile, tests }: WorkbenchAddress): string {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${server.port}${path}`;
  const payload: [string, string][] = [];
  if (extension !== undefined) payload.push(['extensionDevelopmentPath', remote(extension)]);
  if (openFile !== undefined) payload.push(['openFile', remote(openFile)]);
  if (tests !== undefined) payload.push(['extensionTestsPath', remote(tests)]);
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  if (server.token !== undefined) query.set('tkn', server.token);
  return `http://127.0.0.1:${server.port}/?${query}`;
}
