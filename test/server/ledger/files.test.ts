/** What stands in the data directory where a file of ours should, and files that are taken away while they are in use. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openLog } from '../../../server/daemon/log.ts';
import { keepDecisions } from '../../../server/decisions/keep-decisions.ts';
import { diskFiles, NotOrdinaryFile } from '../../../server/ledger/files.ts';
import { keepEstimates } from '../../../server/ledger/keep-estimates.ts';
import { openLedger } from '../../../server/ledger/ledger.ts';
import type { LedgerProblem } from '../../../server/ledger/problems.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { planOf, priced, relayWith } from '../../support/routing.ts';
import { end, intent } from './attempts.ts';

let directory: string;
let clock: FakeClock;
let problems: LedgerProblem[];
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'dualtrack-files-'));
  clock = new FakeClock();
  problems = [];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const at = (name: string) => path.join(directory, name);
const open = () =>
  openLedger({ directory, clock, timeZone: 'UTC', onProblem: (problem) => void problems.push(problem) });
const told = () => problems.map(({ kind }) => kind);
type Ledger = Awaited<ReturnType<typeof open>>;

function book(ledger: Ledger, requestId: string): void {
  ledger.intend(intent(clock, requestId));
  ledger.settle(requestId, 1, end());
}

const strange: Readonly<Record<string, (file: string) => void>> = {
  'a folder': (file) => mkdirSync(file),
  'a pipe': (file) => void execFileSync('mkfifo', [file]),
};

for (const [what, put] of Object.entries(strange)) {
  describe(`${what} in place of a file`, { skip: process.platform === 'win32' }, () => {
    it('is neither read nor written, and waited for by nobody', () => {
      put(at('x'));
      assert.throws(() => diskFiles.read(at('x'), 0, 10), NotOrdinaryFile);
      assert.throws(() => diskFiles.open(at('x')), NotOrdinaryFile);
    });

    it('of the snapshot: the accounts are made anew from the journal, and the problem named', async () => {
      const first = await open();
      book(first, 'r1');
      await first.close();
      rmSync(at('ledger.json'));
      put(at('ledger.json'));
      const again = await open();
      assert.equal(again.today().attempts, 1);
      book(again, 'r2');
      assert.match(problems[0]?.message ?? '', /ledger\.json was made anew from the journal: it is no ordinary file/);
      await again.close();
    });

    it('of the lock: nothing paid is let through, and the problem named, until it is gone', async () => {
      put(at('ledger.lock'));
      const ledger = await open();
      assert.match(problems[0]?.message ?? '', /ledger\.lock is no ordinary file/);
      assert.throws(() => ledger.intend(intent(clock, 'r1')), { kind: 'ledger-unwritable' });
      rmSync(at('ledger.lock'), { recursive: true });
      book(ledger, 'r2');
      await ledger.close();
    });

    it('of the estimates: they are learned anew, and the problem named', async () => {
      put(at('estimates.json'));
      const messages: string[] = [];
      const onProblem = (message: string) => void messages.push(message);
      const estimates = await keepEstimates({ directory, clock, recent: () => [], onProblem });
      assert.match(messages[0] ?? '', /estimates\.json is learned anew: it is no ordinary file/);
      await estimates.close();
    });

    it('of the decisions: none is explained, and the problem named', async () => {
      put(at('decisions.jsonl'));
      const messages: string[] = [];
      const decisions = keepDecisions({ directory, clock, onProblem: (message) => void messages.push(message) });
      const plan = planOf({ tracks: { relay: relayWith({ a: priced(1) }) } }, { profile: 'default' });
      decisions.planned({ requestId: 'r1', atEpochMs: 1_000, plan });
      assert.equal(await decisions.explain('r1'), null);
      assert.match(messages[0] ?? '', /decisions\.jsonl is no ordinary file/);
      decisions.close();
    });

    it('of the log: the daemon goes on', () => {
      put(at('daemon.log'));
      openLog(at('daemon.log'), clock).write('a line');
    });
  });
}

describe('a journal that is taken away while the daemon writes to it', () => {
  it('is begun anew, and told of: what is booked from then on is kept', async () => {
    const ledger = await open();
    book(ledger, 'r1');
    rmSync(at('journal-2026-11.jsonl'));
    await clock.advance(20);
    book(ledger, 'r2');
    assert.deepEqual(told(), ['journal-replaced']);
    await ledger.close();
    rmSync(at('ledger.json'));
    const again = await open();
    assert.equal(again.today().attempts, 1);
    await again.close();
  });

  it('is gone on with where its copy has taken its place', async () => {
    const ledger = await open();
    book(ledger, 'r1');
    renameSync(at('journal-2026-11.jsonl'), at('x'));
    copyFileSync(at('x'), at('journal-2026-11.jsonl'));
    await clock.advance(20);
    book(ledger, 'r2');
    assert.deepEqual(told(), ['journal-replaced']);
    assert.equal((await ledger.books.verify()).sound, true);
    await ledger.close();
  });

  it('together with its folder is written to as long as the daemon is there: the folder was renamed', async () => {
    const ledger = await open();
    book(ledger, 'r1');
    const moved = `${directory}-moved`;
    renameSync(directory, moved);
    await clock.advance(20);
    book(ledger, 'r2');
    renameSync(moved, directory);
    assert.equal((await ledger.books.verify()).sound, true);
    assert.deepEqual(told(), []);
    await ledger.close();
  });
});
