/** The processes of a bench: a simulated upstream and a daemon as it ships, each on its own, ended with the bench. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { toOneByte } from '../one-byte.ts';
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
    const upstreamFile = await bundled('scripts/bench/upstream.ts', join(folder, 'upstream.mjs'));
    const daemonFile = await bundled('server/main.ts', join(folder, 'daemon.mjs'));
    const upstream = await started(children, [upstreamFile]);
    const configurationFile = join(folder, 'dualtrack.json');
    await writeFile(configurationFile, JSON.stringify(configurationFor(String(upstream.url))));
    const daemon = await started(children, [
      ...[daemonFile, '--foreground', '--config', configurationFile],
      ...['--data-dir', join(folder, 'data'), '--socket', join(folder, 'daemon.sock')],
    ]);
    if (typeof daemon.gateway !== 'string') throw new Error('the daemon told of no gateway');
    return {
      direct: { name: 'direct', baseUrl: String(upstream.url), token, model },
      gateway: { name: 'gateway', baseUrl: `${daemon.gateway}/v1`, token, model },
      daemonCpuUs: () => cpuUsOf(Number(daemon.pid)),
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

/** A daemon on a data directory that is there already, with an upstream of its own; its bundle is kept in `folder`. */
export async function startDaemonOn(folder: string, dataDirectory: string): Promise<BenchDaemon> {
  const children: ChildProcess[] = [];
  const close = async () => {
    await Promise.all(children.map(ended));
  };
  try {
    const upstreamFile = await bundled('scripts/bench/upstream.ts', join(folder, 'upstream.mjs'));
    const daemonFile = await bundled('server/main.ts', join(folder, 'daemon.mjs'));
    const upstream = await started(children, [upstreamFile]);
    const configurationFile = join(folder, 'dualtrack.json');
    await writeFile(configurationFile, JSON.stringify(configurationFor(String(upstream.url))));
    const startedAtMs = performance.now();
    const daemon = await started(children, [
      ...[daemonFile, '--foreground', '--config', configurationFile],
      ...['--data-dir', dataDirectory, '--socket', join(folder, 'daemon.sock')],
    ]);
    const readyMs = performance.now() - startedAtMs;
    const door = { name: 'gateway', baseUrl: `${String(daemon.gateway)}/v1`, token, model } as const;
    return { door, pid: Number(daemon.pid), readyMs, close };
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

/** As it is packaged: the size of the text is a part of what a start takes and of what is resident. */
export async function bundled(entry: string, outfile: string): Promise<string> {
  await build({
    entryPoints: [join(projectFolder, entry)],
    outfile,
    bundle: true,
    minify: true,
    legalComments: 'none',
    platform: 'node',
    format: 'esm',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  await toOneByte(outfile);
  return outfile;
}

/** Resolves with the JSON line a process prints when it is ready. */
function started(children: ChildProcess[], args: readonly string[]): Promise<Record<string, unknown>> {
  const env = { ...process.env, DUALTRACK_GATEWAY_TOKEN: token };
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
    child.kill('SIGKILL');
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
