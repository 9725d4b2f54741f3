/** The processes of a bench: a simulated upstream and a daemon as it ships, each on its own, ended with the bench. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../build.ts';
import { projectFolder } from '../paths.ts';
import type { Door } from './load.ts';

export interface BenchProcesses {
  readonly direct: Door;
  readonly gateway: Door;
  /** Processor time the daemon has used so far, over all its threads, in microseconds; not a number off Linux. */
  daemonCpuUs(): number;
  close(): Promise<void>;
}

const model = 'gpt-4.1';
const token = 'token-of-the-bench';

/** Ledger on disk, limits, breaker and prices on: what a request passes in earnest. */
export async function startProcesses(): Promise<BenchProcesses> {
  const folder = await mkdtemp(join(tmpdir(), 'dualtrack-bench-'));
  const children: ChildProcess[] = [];
  const close = async () => {
    await Promise.all(children.map(ended));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const dist = await packaged(folder, ['daemon']);
    const { upstreamUrl, gatewayUrl, pid } = await startDaemon(children, dist, folder, join(folder, 'data'));
    return {
      direct: { name: 'direct', baseUrl: upstreamUrl, token, model },
      gateway: { name: 'gateway', baseUrl: gatewayUrl, token, model },
      daemonCpuUs: () => cpuUsOf(pid),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

export interface BenchDaemon {
  readonly door: Door;
  readonly pid: number;
  /** From the start of its process until it served. */
  readonly readyMs: number;
  close(): Promise<void>;
}

/** A daemon of these programs on a data directory that is there already, with an upstream of its own. */
export async function startDaemonOn(folder: string, dist: string, dataDirectory: string): Promise<BenchDaemon> {
  const children: ChildProcess[] = [];
  const close = async () => {
    await Promise.all(children.map(ended));
  };
  try {
    const { gatewayUrl, pid, readyMs } = await startDaemon(children, dist, folder, dataDirectory);
    return { door: { name: 'gateway', baseUrl: gatewayUrl, token, model }, pid, readyMs, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function configurationFor(upstreamUrl: string) {
  const price = { inputUsdPerMTok: 8, outputUsdPerMTok: 8 };
  return {
    tracks: {
      upstream: {
        provider: 'openai-compatible',
        baseUrl: upstreamUrl,
        limits: { requestsPerMinute: 100_000_000, tokensPerMinute: 1_000_000_000, concurrency: 1_000 },
        models: { [model]: { price } },
      },
    },
    profiles: { default: { strategy: 'priority', targets: [`${model}@upstream`] } },
    gateway: { enabled: true, port: 0, token: { env: 'DUALTRACK_GATEWAY_TOKEN' } },
    localServers: { discover: false },
  };
}

/** The programs of these parts as they are packaged, in a folder of their own below `folder`, which is the answer. */
export async function packaged(folder: string, parts: readonly string[]): Promise<string> {
  const dist = join(folder, 'dist');
  await build({ minify: true, folder: dist, parts });
  return dist;
}

const upstreamProgram = join(projectFolder, 'scripts/bench/upstream.ts');

/** The daemon as a client starts it: its program compiled before, by an earlier one on the same data directory. */
async function startDaemon(children: ChildProcess[], dist: string, folder: string, dataDirectory: string) {
  const upstream = await started(children, [upstreamProgram]);
  const configurationFile = join(folder, 'dualtrack.json');
  await writeFile(configurationFile, JSON.stringify(configurationFor(String(upstream.url))));
  const startedAtMs = performance.now();
  const daemon = await started(
    children,
    [
      ...[join(dist, 'daemon.mjs'), '--foreground', '--config', configurationFile],
      ...['--data-dir', dataDirectory, '--socket', join(folder, 'daemon.sock')],
    ],
    { NODE_COMPILE_CACHE: join(dataDirectory, 'compiled') },
  );
  const readyMs = performance.now() - startedAtMs;
  if (typeof daemon.gateway !== 'string') throw new Error('the daemon told of no gateway');
  return { upstreamUrl: String(upstream.url), gatewayUrl: `${daemon.gateway}/v1`, pid: Number(daemon.pid), readyMs };
}

/** Resolves with the JSON line a process prints when it is ready. */
function started(
  children: ChildProcess[],
  args: readonly string[],
  more: NodeJS.ProcessEnv = {},
): Promise<Record<string, unknown>> {
  const env = { ...process.env, DUALTRACK_GATEWAY_TOKEN: token, ...more };
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.stdout.once('data', (line: Buffer) => resolve(JSON.parse(line.toString())));
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code} before it was ready`)));
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    // A daemon that ends by itself leaves its compiled program to the next one.
    child.kill('SIGTERM');
  });
}

/** From the scheduler, to the nanosecond: other processes slow a request down, and hardly change this. */
export function cpuUsOf(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  const tasks = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(tasks).map((task) =>
    Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1_000;
}
