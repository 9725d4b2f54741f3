/** Lets a daemon work for some time and measures it window by window. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { DaemonConnection } from '../../client/connection.ts';
import { methods } from '../../protocol/methods.ts';
import { quantile } from '../../scripts/bench/load.ts';
import { cpuUsOf } from '../../scripts/bench/processes.ts';
import type { Fault } from '../../server/sandbox/faults.ts';
import { startSimulator } from '../../server/sandbox/http-simulator.ts';
import { Lab, until } from '../daemon/lab.ts';
import { type Alive, aliveSchema } from './alive.ts';
import { Load } from './load.ts';
import { probeFileVariable } from './probe.ts';
import type { Sample } from './verdict.ts';

export interface SoakOptions {
  readonly seconds: number;
  readonly windowSeconds: number;
  readonly onSample?: (sample: Sample) => void;
}

export interface SoakResult {
  readonly samples: readonly Sample[];
  readonly outcomes: Readonly<Record<string, number>>;
  /** Attempts in the ledger, and whether every line of it is sound. */
  readonly attempts: number;
  readonly sound: boolean;
}

const tokenVariable = 'DUALTRACK_SOAK_TOKEN';
const token = 'token-of-the-soak';
const warmUpRequests = 3_000;
const upstreamProgram = fileURLToPath(new URL('../../scripts/bench/upstream.ts', import.meta.url));
const upstreamSchema = z.object({ url: z.string() });

export async function soak(options: SoakOptions): Promise<SoakResult> {
  const good = await startUpstream();
  const slow = await startSimulator({ script: { afterwards: { type: 'pace', delayMs: 10 } } });
  const bad = await startSimulator();
  const lab = await Lab.open({ entry: 'test/soak/daemon.ts' });
  process.env[tokenVariable] = token;
  process.env[probeFileVariable] = join(lab.folder, 'alive.json');
  writeFileSync(lab.paths.configurationFile, JSON.stringify(configurationFor(good.url, slow.url, bad.url)));
  const failing = setInterval(nextFault(bad), 500);
  try {
    const client = await lab.join();
    const { url } = await client.request(methods.gatewayAccess, {});
    if (url === null) throw new Error('the daemon has no gateway');
    const load = new Load({ gatewayUrl: `${url}/v1`, token, directUrl: good.url, client });
    try {
      return await measure(options, lab, client, load, good.pid);
    } finally {
      await load.close();
    }
  } finally {
    clearInterval(failing);
    delete process.env[tokenVariable];
    delete process.env[probeFileVariable];
    await lab.close();
    await Promise.all([good.close(), slow.close(), bad.close()]);
  }
}

async function measure(
  { seconds, windowSeconds, onSample }: SoakOptions,
  lab: Lab,
  client: DaemonConnection,
  load: Load,
  upstreamPid: number,
): Promise<SoakResult> {
  const { pid } = client.daemon;
  await load.warmUp(warmUpRequests);
  await load.run(windowSeconds * 1000);
  const samples: Sample[] = [];
  const startedAtMs = performance.now();
  for (let window = 0; window * windowSeconds < seconds; window += 1) {
    load.take();
    const cpuBeforeUs = [cpuUsOf(pid), cpuUsOf(upstreamPid)] as const;
    await load.run(windowSeconds * 1000);
    const requests = windowSeconds * 50;
    const cpuUs = (cpuUsOf(pid) - cpuBeforeUs[0]) / requests;
    const upstreamCpuUs = (cpuUsOf(upstreamPid) - cpuBeforeUs[1]) / requests;
    const { gatewayMs, directMs } = load.take();
    // A moment without new requests: what is under way then is no leak, and not the same each time.
    await load.idle();
    await delay(200);
    const sample: Sample = {
      atSeconds: (performance.now() - startedAtMs) / 1000,
      ...(await aliveIn(lab, pid, load)),
      descriptors: readdirSync(`/proc/${pid}/fd`).length,
      gatewayP50Ms: quantile(gatewayMs, 0.5),
      gatewayP99Ms: quantile(gatewayMs, 0.99),
      directP50Ms: quantile(directMs, 0.5),
      directP99Ms: quantile(directMs, 0.99),
      cpuUs,
      upstreamCpuUs,
    };
    samples.push(sample);
    onSample?.(sample);
  }
  const { sound, totals } = await client.request(methods.verify, {});
  return { samples, outcomes: Object.fromEntries(load.outcomes), attempts: totals.attempts, sound };
}

/** The upstream that does well, in a process of its own: direct requests to it tell how busy the machine is. */
async function startUpstream() {
  const child = spawn(process.execPath, [upstreamProgram], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const { url } = upstreamSchema.parse(JSON.parse(String(line)));
  const close = async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return { url, pid: child.pid ?? 0, close };
}

async function aliveIn(lab: Lab, pid: number, load: Load): Promise<Alive> {
  const file = join(lab.folder, 'alive.json');
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  await until(() => readdirSync(lab.folder).includes('alive.json'), 20_000);
  load.disturbed();
  return aliveSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** One kind of failure after the other. */
function nextFault(upstream: { script(script: { afterwards: Fault }): void }): () => void {
  const faults: readonly Fault[] = [
    { type: 'status', status: 500 },
    { type: 'cut', afterParts: 2 },
    { type: 'reset' },
    { type: 'malformed-chunk', afterParts: 1 },
    { type: 'status', status: 400 },
    { type: 'error-event', afterParts: 0 },
    { type: 'stall', afterParts: 2 },
    { type: 'none' },
  ];
  let turn = 0;
  return () => {
    upstream.script({ afterwards: faults[turn++ % faults.length] ?? { type: 'none' } });
  };
}

function configurationFor(good: string, slow: string, bad: string) {
  const limits = { requestsPerMinute: 1_000_000, tokensPerMinute: 1_000_000_000, concurrency: 100 };
  const models = { 'gpt-4.1': { price: { inputUsdPerMTok: 8, outputUsdPerMTok: 8 } } };
  const track = { provider: 'openai-compatible', limits, models };
  return {
    tracks: {
      good: { ...track, baseUrl: good },
      slow: { ...track, baseUrl: slow },
      bad: {
        ...track,
        baseUrl: bad,
        breaker: { failures: 5, openMs: 200, successes: 1 },
        timeouts: { headersMs: 1_000, firstPartMs: 1_000, idleMs: 200 },
      },
    },
    profiles: {
      default: {
        strategy: 'priority',
        targets: ['gpt-4.1@good', 'gpt-4.1@slow', 'gpt-4.1@bad'],
        retry: { attempts: 2, baseMs: 5, capMs: 50 },
      },
    },
    budgets: [{ name: 'all', period: 'total', limitUsd: 100_000, hard: true }],
    gateway: { enabled: true, port: 0, token: { env: tokenVariable } },
    localServers: { discover: false },
  };
}
