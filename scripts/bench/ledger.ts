/**
 * The ledger's bench: what appending costs at the end of a long ledger and in a new one, how long a daemon takes to be ready on ten
 * thousand, a hundred thousand and a million rows, what it holds in memory, and how long sums take.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { SpendParams } from '../../protocol/spend.ts';
import { systemClock } from '../../server/clock.ts';
import { openLedger } from '../../server/ledger/ledger.ts';
import { say } from '../say.ts';
import { type AppendFigures, appendInTurns } from './append.ts';
import { Client, quantile } from './load.ts';
import { packaged, startDaemonOn } from './processes.ts';
import { book, timeZone } from './rows.ts';

export interface LedgerFigures {
  readonly rows: number;
  readonly append: AppendFigures;
  readonly readyMs: number;
  readonly residentMb: number;
  readonly queriesMs: ReadonlyMap<string, number>;
}

const dayMs = 86_400_000;
const days = 180;
const startsMeasured = 5;
const requestsBeforeWeighing = 100;

/** One folder a number of rows, each removed before the next is filled; a million rows take most of a gigabyte. */
export async function measureLedger(rowCounts: readonly number[]): Promise<readonly LedgerFigures[]> {
  const figures: LedgerFigures[] = [];
  await warmUp();
  for (const rows of rowCounts) {
    const folder = await mkdtemp(join(tmpdir(), 'dualtrack-bench-ledger-'));
    try {
      say(`ledger: writing ${rows} rows …`);
      const directory = join(folder, 'data');
      await fill(directory, rows);
      const queriesMs = await measureQueries(directory);
      const daemon = await measureDaemon(folder, directory);
      // Last: it makes thousands of rows a minute, as nobody does.
      const append = await appendInTurns(directory, join(folder, 'new'));
      figures.push({ rows, append, ...daemon, queriesMs });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return figures;
}

/** So that the first rows that count are not those the engine compiles at. */
async function warmUp(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'dualtrack-bench-ledger-'));
  try {
    await fill(join(folder, 'data'), 20_000);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Half a year of attempts unless told otherwise, evenly spread and ending now; with a few targets, workspaces and branches. */
export async function fill(directory: string, rows: number, overDays = days) {
  const startMs = Date.now() - overDays * dayMs;
  let nowMs = startMs;
  const ledger = await openLedger({ directory, timeZone, clock: { ...systemClock, epochMs: () => nowMs } });
  for (let row = 0; row < rows; row += 1) {
    nowMs = startMs + Math.floor((row / rows) * overDays * dayMs);
    book(ledger, row, nowMs);
    // Snapshots are written beside the rows.
    if (row % 500 === 0) await setImmediate();
  }
  await ledger.close();
}

async function measureQueries(directory: string): Promise<ReadonlyMap<string, number>> {
  const ledger = await openLedger({ directory, timeZone, clock: systemClock });
  const ago = (agoMs: number) => new Date(Date.now() - agoMs).toISOString();
  const queries: readonly (readonly [string, SpendParams])[] = [
    ['today', {}],
    ['7 d by hour', { from: ago(7 * dayMs), by: 'hour' }],
    ['30 d by day', { from: ago(30 * dayMs), by: 'day' }],
    ['180 d by model', { from: ago(days * dayMs), by: 'model' }],
    ['100 to 50 d by model', { from: ago(100 * dayMs), to: ago(50 * dayMs), by: 'model' }],
    ['10 min', { from: ago(600_000) }],
  ];
  const tookMs = new Map<string, number>();
  for (const [name, params] of queries) {
    const beganAtMs = performance.now();
    await ledger.spend(params);
    tookMs.set(name, performance.now() - beganAtMs);
  }
  await ledger.close();
  return tookMs;
}

async function measureDaemon(folder: string, directory: string) {
  const dist = await packaged(folder, ['daemon']);
  const readyMs: number[] = [];
  let residentMb = 0;
  for (let start = 0; start < startsMeasured; start += 1) {
    const daemon = await startDaemonOn(folder, dist, directory);
    readyMs.push(daemon.readyMs);
    if (start === startsMeasured - 1) {
      const client = new Client(daemon.door);
      await client.run({ concurrency: 4, requests: requestsBeforeWeighing, stream: true });
      client.close();
      residentMb = residentKb(daemon.pid) / 1024;
    }
    await daemon.close();
  }
  return { readyMs: quantile(readyMs, 0.5), residentMb };
}

function residentKb(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
}
