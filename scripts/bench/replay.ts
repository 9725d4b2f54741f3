/** The replay's bench: how long `dualtrack whatif` takes over a real journal, from its start in a terminal to its report. */
import { type ExecFileOptions, execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { say } from '../say.ts';
import { fill } from './ledger.ts';
import { quantile } from './load.ts';
import { cpuUsOf, packaged } from './processes.ts';

export interface ReplayFigures {
  readonly rows: number;
  /** Each for the first time: nothing of it has been read before. */
  readonly firstMs: number;
  /** Processor time of the daemon for it, which a busy machine hardly changes; not a number off Linux. */
  readonly firstCpuMs: number;
  /** Asked again, with an hour of new rows at most. */
  readonly againMs: number;
}

const run = promisify(execFile);
const days = 60;
const timesMeasured = 3;
const statusSchema = z.object({ daemon: z.object({ pid: z.number() }) });
const reportSchema = z.object({ actual: z.object({ requests: z.number() }), estimated: z.number() });

/** With a daemon of its own, whose journal has so many rows of the last two months; ended and removed afterwards. */
export async function measureReplay(rows: number): Promise<ReplayFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'dualtrack-bench-replay-'));
  try {
    say(`replay: writing ${rows} rows …`);
    const data = join(folder, 'data');
    await fill(data, rows, days);
    const configuration = join(folder, 'dualtrack.json');
    await writeFile(configuration, JSON.stringify(configurationOfRows));
    const program = join(await packaged(folder, ['daemon', 'cli']), 'cli.mjs');
    const dualtrack = async (...args: readonly string[]) => {
      const all = [program, ...args, '--config', configuration, '--data-dir', data];
      return (await run(process.execPath, all, quiet)).stdout.toString();
    };
    try {
      const { pid } = statusSchema.parse(JSON.parse(await dualtrack('status', '--json'))).daemon;
      return { rows, ...(await measure(dualtrack, rows, () => cpuUsOf(pid) / 1000)) };
    } finally {
      await dualtrack('stop');
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const quiet: ExecFileOptions = { maxBuffer: 64 << 20, env: { ...process.env, DUALTRACK_LANG: 'en' } };

async function measure(
  dualtrack: (...args: readonly string[]) => Promise<string>,
  rows: number,
  cpuMs: () => number,
): Promise<Omit<ReplayFigures, 'rows'>> {
  const firstMs: number[] = [];
  const firstCpuMs: number[] = [];
  const againMs: number[] = [];
  const from = new Date(Date.now() - 2 * days * 86_400_000).toISOString();
  for (let time = 0; time < timesMeasured; time += 1) {
    const [beganAtMs, usedMs] = [performance.now(), cpuMs()];
    const told = await dualtrack('whatif', '--profile', 'cheapest', '--from', from, '--json');
    firstMs.push(performance.now() - beganAtMs);
    firstCpuMs.push(cpuMs() - usedMs);
    const { actual, estimated } = reportSchema.parse(JSON.parse(told));
    if (actual.requests !== rows || estimated === 0) throw new Error(`replayed ${actual.requests} of ${rows} requests`);
  }
  // Without a range it is this month, which is kept once it has been read.
  for (let time = 0; time <= timesMeasured; time += 1) {
    const beganAtMs = performance.now();
    await dualtrack('whatif', '--profile', 'cheapest', '--json');
    if (time > 0) againMs.push(performance.now() - beganAtMs);
  }
  return { firstMs: quantile(firstMs, 0.5), firstCpuMs: quantile(firstCpuMs, 0.5), againMs: quantile(againMs, 0.5) };
}

const price = (inputUsdPerMTok: number, outputUsdPerMTok: number) => ({ price: { inputUsdPerMTok, outputUsdPerMTok } });
const track = (models: Readonly<Record<string, unknown>>) => ({
  provider: 'openai-compatible',
  baseUrl: 'http://127.0.0.1:9/v1',
  models,
});

/** The targets of the rows, so that each replayed request has several to choose from. */
const configurationOfRows = {
  tracks: {
    upstream: track({ 'gpt-4.1': price(8, 8) }),
    relay: track({ 'gpt-4.1': price(7, 7), claude: price(15, 15) }),
    direct: track({ deepseek: price(0.42, 1.68) }),
  },
  localServers: { discover: false },
};
