/** kill -9 on a real disk: what was acknowledged is there, once; what was under way shows as unknown. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openLedger } from '../../../server/ledger/ledger.ts';
import { RequestError } from '../../../server/request-error.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { end, intent, sandboxTarget } from './attempts.ts';

const child = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
const kills = 10;
let folder = '';

before(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dualtrack-ledger-'));
});
after(() => {
  fs.chmodSync(folder, 0o700);
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Runs the child until it has told so many lines, then kills it at once. Gives what it told. */
async function runUntilKilled(directory: string, run: number, lines: number): Promise<string[]> {
  const running = spawn(process.execPath, [child, directory, String(run)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  running.stdout.setEncoding('utf8');
  running.stdout.on('data', (text: string) => {
    told += text;
    if (told.split('\n').length > lines) running.kill('SIGKILL');
  });
  const signal = await new Promise((resolve) => running.on('close', (_code, by) => resolve(by)));
  assert.equal(signal, 'SIGKILL');
  return told.split('\n').slice(0, -1);
}

describe('a daemon that is killed', () => {
  it(`L1: at ${kills} instants under load loses nothing it acknowledged and counts nothing twice`, async () => {
    const directory = path.join(folder, 'crash');
    const settled = new Map<string, number>();
    const intended = new Set<string>();
    for (let run = 0; run < kills; run += 1) {
      for (const line of await runUntilKilled(directory, run, 1 + run * 37)) {
        const [what, request = '', cost] = line.split(' ');
        if (what === 'intended') intended.add(request);
        if (what === 'settled') settled.set(request, Number(cost));
      }
    }
    assert.ok(settled.size > kills, `${settled.size} settlements were acknowledged`);
    const ledger = await openLedger({ directory, clock: new FakeClock(), timeZone: 'UTC' });
    const rows = readRows(directory);
    const { totals } = await ledger.spend({ from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' });
    await ledger.close();

    assert.equal(new Set(rows.map(({ request }) => request)).size, rows.length, 'one settlement an attempt');
    const byRequest = new Map(rows.map((row) => [row.request, row]));
    for (const [request, cost] of settled) assert.equal(byRequest.get(request)?.cost, cost, request);
    for (const request of intended) assert.ok(byRequest.has(request), `${request} has a row`);
    const unknown = rows.filter(({ outcome }) => outcome === 'unknown');
    for (const { request } of unknown) assert.ok(!settled.has(request), `${request} was acknowledged`);
    assert.equal(totals.attempts, rows.length);
    assert.equal(totals.unknownCost, unknown.length);
    assert.equal(
      totals.billedCostNanoUsd,
      rows.reduce((sum, { cost }) => sum + (cost ?? 0), 0),
    );
  });
});

describe('on a real disk', () => {
  it('the folder and its files are for this user alone', { skip: process.platform === 'win32' }, async () => {
    const directory = path.join(folder, 'modes', 'data');
    const clock = new FakeClock();
    const ledger = await openLedger({ directory, clock, timeZone: 'UTC' });
    ledger.intend(intent(clock, 'r1'));
    ledger.settle('r1', 1, end());
    await ledger.close();
    assert.equal(fs.statSync(directory).mode & 0o777, 0o700);
    assert.deepEqual(fs.readdirSync(directory).sort(), ['journal-2026-11.jsonl', 'ledger.json']);
    for (const name of fs.readdirSync(directory))
      assert.equal(fs.statSync(path.join(directory, name)).mode & 0o777, 0o600);
  });

  const binds = process.getuid?.() !== 0 && process.platform !== 'win32';
  const skip = binds ? false : 'permissions do not bind this user';
  it('L3: a read-only folder stops paid requests and lets free ones go on', { skip }, async () => {
    const directory = path.join(folder, 'read-only');
    fs.mkdirSync(directory, { mode: 0o500 });
    const clock = new FakeClock();
    const ledger = await openLedger({ directory, clock, timeZone: 'UTC' });
    assert.throws(() => ledger.intend(intent(clock, 'r1')), RequestError);
    ledger.intend(intent(clock, 'r2', { target: sandboxTarget }));
    ledger.settle('r2', 1, end());
    assert.equal(ledger.today().attempts, 1);
    await ledger.close();
  });
});

/** The settlements as they stand in the files, read without the code under test. */
function readRows(directory: string) {
  return fs
    .readdirSync(directory)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => fs.readFileSync(path.join(directory, name), 'utf8').split('\n').slice(0, -1))
    .map((line): { t: string; r: string; e: string; c: number | null } => JSON.parse(line))
    .filter(({ t }) => t === 'settle')
    .map(({ r, e, c }) => ({ request: r, outcome: e, cost: c }));
}
