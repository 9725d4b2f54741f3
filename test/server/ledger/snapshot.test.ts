/** Starting: the snapshot and the journal's tail are enough, and the journal alone is enough too. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, it } from 'node:test';
import { spendReportSchema } from '../../../protocol/spend.ts';
import { simplePrice } from '../../../server/catalogue/price.ts';
import { snapshotSchema } from '../../../server/ledger/snapshot.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { directory, end, intent, type Opened, open, target, usage } from './attempts.ts';
import type { MemoryFiles } from './memory-files.ts';

const journal = `${directory}/journal-2026-11.jsonl`;
const snapshot = `${directory}/ledger.json`;

function book({ ledger, clock }: Opened, from: number, to: number): void {
  for (let request = from; request < to; request += 1) {
    ledger.intend(intent(clock, `r${request}`));
    ledger.settle(`r${request}`, 1, end({ totalMs: request % 300, firstPartMs: request % 40 }));
  }
}

/** All that can be asked, for comparing two ledgers. */
async function everything({ ledger }: Opened) {
  const range = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' };
  return {
    today: ledger.today(),
    recent: ledger.recent(100),
    latency: ledger.latency(),
    spend: await ledger.spend({ ...range, by: 'branch' }),
  };
}

describe('a start', () => {
  it('P4: reads the snapshot and what the journal has grown by since, however long the journal is', async () => {
    for (const rows of [100, 5000]) {
      const first = await open();
      book(first, 0, rows);
      await first.ledger.close();
      const second = await open(first);
      book(second, rows, rows + 10);
      const expected = await everything(second);
      const crashed = first.files.copy();
      await second.ledger.close();
      crashed.bytesRead = 0;
      const before = crashed.bytes(snapshot).length;
      const third = await open({ clock: first.clock, files: crashed });
      const tailLines = crashed.text(journal).trimEnd().split('\n').slice(-20).join('\n').length + 1;
      const lockAndSeal = 200;
      assert.ok(
        crashed.bytesRead <= before + tailLines + lockAndSeal,
        `${crashed.bytesRead} read, of a snapshot of ${before} and a tail of ${tailLines}, of ${crashed.bytes(journal).length}`,
      );
      assert.deepEqual(await everything(third), expected);
      assert.deepEqual(third.problems, []);
      await third.ledger.close();
    }
  });

  it('reads no segment of an earlier month', async () => {
    const first = await open();
    book(first, 0, 200);
    first.clock.setEpoch(Date.parse('2026-12-05T12:00:00Z'));
    book(first, 200, 210);
    await first.ledger.close();
    first.files.put(journal, first.files.text(journal).replaceAll('"t":"settle"', '"t":"SETTLE"'));
    const again = await open(first);
    assert.deepEqual(again.problems, []);
    assert.equal(again.ledger.today().attempts, 10);
    await again.ledger.close();
  });

  it('needs no snapshot: everything is derived from the journal', async () => {
    const first = await open();
    book(first, 0, 1500);
    const expected = await everything(first);
    await first.ledger.close();
    const variants: Readonly<Record<string, (files: MemoryFiles) => void>> = {
      missing: (files) => files.remove(snapshot),
      'cut off': (files) => files.put(snapshot, files.bytes(snapshot).subarray(0, 500)),
      empty: (files) => files.put(snapshot, ''),
      'of another form': (files) => files.put(snapshot, '{"version":1}'),
      'with a damaged histogram': (files) =>
        files.put(
          snapshot,
          files.text(snapshot).replace(/("gpt-4.1@relay",\[\[\d+,\d+,")[^"]{20}/, '$1AAAAAAAAAAAAAAAAAAAA'),
        ),
      'ahead of the journal': (files) =>
        files.put(snapshot, files.text(snapshot).replace(/"covers":\[\["2026-11",/, '"covers":[["2026-11",9')),
      'of another journal': (files) =>
        files.put(snapshot, files.text(snapshot).replace(/("covers":\[\["2026-11",\d+,")[0-9a-f]{4}/, '$10000')),
    };
    for (const [variant, damage] of Object.entries(variants)) {
      const files = first.files.copy();
      const sound = files.text(snapshot);
      damage(files);
      assert.notEqual(files.text(snapshot), sound, variant);
      const again = await open({ clock: first.clock, files });
      assert.deepEqual(await everything(again), expected, variant);
      const told = again.problems.map(({ kind }) => kind);
      assert.deepEqual(told, variant === 'missing' ? [] : ['snapshot-rebuilt'], variant);
      await again.ledger.close();
      const third = await open({ clock: first.clock, files });
      assert.deepEqual(third.problems, [], `${variant}: sound again after a close`);
      await third.ledger.close();
    }
  });

  it('in another time zone counts days anew', async () => {
    const first = await open({ timeZone: 'UTC' });
    first.clock.setEpoch(Date.parse('2026-11-22T20:00:00Z'));
    book(first, 0, 3);
    await first.ledger.close();
    const again = await open({ clock: first.clock, files: first.files, timeZone: 'Asia/Kolkata' });
    const range = { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z', by: 'day' } as const;
    assert.deepEqual(
      (await again.ledger.spend(range)).groups.map(({ key }) => key),
      ['2026-11-23'],
    );
    await again.ledger.close();
  });

  it('counts an attempt once whose intent is in the snapshot and whose settlement is in the tail', async () => {
    const first = await open();
    book(first, 0, 5);
    first.ledger.intend(intent(first.clock, 'long'));
    await first.clock.advance(61_000);
    assert.match(first.files.text(snapshot), /"long"/);
    first.ledger.settle('long', 1, end());
    const crashed = first.files.copy();
    await first.ledger.close();
    const again = await open({ clock: first.clock, files: crashed });
    assert.deepEqual(again.problems, []);
    assert.equal(again.ledger.today().attempts, 6);
    assert.equal(again.ledger.recent(1)[0]?.outcome, 'success');
    await again.ledger.close();
  });
});

describe('the snapshot', () => {
  it('is written a minute after the first line it lacks, and not when there is none', async () => {
    const opened = await open();
    book(opened, 0, 1);
    await opened.clock.advance(59_000);
    assert.equal(opened.files.size(snapshot), null);
    await opened.clock.advance(2000);
    const written = opened.files.text(snapshot);
    assert.match(written, /"version":4/);
    await opened.clock.advance(600_000);
    assert.equal(opened.files.text(snapshot), written);
    assert.equal(opened.clock.pending, 0);
    await opened.ledger.close();
  });

  it('that cannot be written is reported, and the ledger goes on', async () => {
    const opened = await open();
    book(opened, 0, 2);
    opened.files.failWith = 'ENOSPC';
    await opened.clock.advance(61_000);
    opened.files.failWith = null;
    const told = () => opened.ledger.problems().map(({ kind }) => kind);
    assert.ok(opened.problems.some(({ message }) => message.includes('snapshot')));
    book(opened, 2, 3);
    assert.ok(told().includes('snapshot-unwritten'), 'a line that could be written says nothing of the snapshot');
    await opened.clock.advance(61_000);
    assert.deepEqual(told(), []);
    await opened.ledger.close();
    const again = await open(opened);
    assert.equal(again.ledger.today().attempts, 3);
    await again.ledger.close();
  });

  it('is not written while the journal lacks lines, which would count them twice', async () => {
    const opened = await open();
    book(opened, 0, 1);
    opened.ledger.intend(intent(opened.clock, 'paid'));
    opened.files.failWith = 'ENOSPC';
    opened.ledger.settle('paid', 1, end());
    opened.files.failWith = null;
    await opened.clock.advance(61_000);
    book(opened, 1, 2);
    const crashed = opened.files.copy();
    await opened.ledger.close();
    const again = await open({ clock: opened.clock, files: crashed });
    assert.equal(again.ledger.today().attempts, 3);
    assert.equal(again.ledger.today().unknownCost, 0);
    await again.ledger.close();
  });

  it('keeps hours for 31 days, then days', async () => {
    const opened = await open();
    for (let day = 0; day < 60; day += 1) {
      book(opened, day * 3, day * 3 + 3);
      await opened.clock.advance(24 * 3_600_000);
    }
    await opened.ledger.close();
    const { hours }: { hours: unknown[] } = JSON.parse(opened.files.text(snapshot));
    assert.ok(hours.length >= 30 && hours.length <= 32, `${hours.length} hours`);
    const again = await open(opened);
    const all = await again.ledger.spend({ from: '2026-11-01T00:00:00Z', to: '2027-03-01T00:00:00Z', by: 'day' });
    assert.equal(all.groups.length, 60);
    assert.ok(all.groups.every(({ requests }) => requests === 3));
    await again.ledger.close();
  });

  it('has what was added to an hour after it had been written down', async () => {
    const opened = await open();
    const { ledger, clock, files } = opened;
    ledger.intend(intent(clock, 'late'));
    book(opened, 0, 5);
    for (let hour = 0; hour < 3; hour += 1) {
      await clock.advance(3_600_000);
      book(opened, 10 + hour, 11 + hour);
      await clock.advance(60_000);
    }
    ledger.settle('late', 1, end());
    await ledger.books.correct({ requestId: 'r1', notBillable: true, why: 'refunded', id: 'c1' });
    await clock.advance(60_000);
    const told = await everything(opened);
    await ledger.close();
    assert.deepEqual(await everything(await open({ clock, files })), told);
    const journalAlone = files.copy();
    journalAlone.remove(`${directory}/ledger.json`);
    assert.deepEqual(await everything(await open({ clock, files: journalAlone })), told);
  });

  it('whose hours were changed by hand gives way to the journal', async () => {
    const opened = await open();
    book(opened, 0, 3);
    await opened.ledger.close();
    const before = opened.ledger.today();
    opened.files.put(snapshot, opened.files.text(snapshot).replace(/(all\\":\[\[\\"\\",\[)3/, '$19'));
    const again = await open(opened);
    assert.deepEqual(
      again.problems.map(({ kind }) => kind),
      ['snapshot-rebuilt'],
    );
    assert.deepEqual(again.ledger.today(), before);
    await again.ledger.close();
  });

  it('has sums beyond the safe integers: they are told, verified and gone on with, also after a correction', async () => {
    const clock = new FakeClock();
    const dear = target('gpt-4.1@relay', { price: simplePrice(50_000, 0, 'configuration') });
    const bookDear = ({ ledger }: Opened, requestId: string) => {
      ledger.intend(intent(clock, requestId, { target: dear }));
      return ledger.settle(requestId, 1, end({ measuredUsage: usage(100_000_000, 0), rawUsage: null }));
    };
    const first = await open({ clock });
    assert.equal(bookDear(first, 'r1').billedCostNanoUsd, 5e15);
    bookDear(first, 'r2');
    await first.ledger.close();
    const again = await open({ clock, files: first.files });
    const spend = await again.ledger.spend({});
    assert.equal(spend.totals.billedCostNanoUsd, 1e16);
    assert.ok(spendReportSchema.safeParse(spend).success);
    assert.equal((await again.ledger.books.verify()).sound, true);
    assert.equal((await again.ledger.counted({}, null, null)).nanoUsd, 1e16);
    assert.deepEqual(again.problems, []);
    bookDear(again, 'r3');
    for (const requestId of ['r1', 'r2', 'r3'])
      await again.ledger.books.correct({ requestId, billedCostNanoUsd: 1_000, why: 'a slip in terms', id: requestId });
    assert.equal(again.ledger.today().billedCostNanoUsd, 3_000);
    await again.ledger.close();
    const third = await open({ clock, files: first.files });
    assert.equal(third.ledger.today().billedCostNanoUsd, 3_000);
    assert.equal((await third.ledger.books.verify()).sound, true);
    await third.ledger.close();
  });

  it('has an hour that is not of its form: it is made anew from the journal as far as the snapshot goes', async () => {
    const opened = await open();
    book(opened, 0, 3);
    await opened.ledger.close();
    const before = opened.ledger.today();
    opened.files.put(snapshot, withBrokenHours(opened.files.text(snapshot)));
    const again = await open(opened);
    book(again, 3, 4);
    assert.equal(again.ledger.today().attempts, 4);
    assert.equal(again.ledger.today().billedCostNanoUsd, (before.billedCostNanoUsd * 4) / 3);
    assert.deepEqual(
      again.problems.map(({ kind }) => kind),
      ['snapshot-rebuilt'],
    );
    await again.ledger.close();
    const third = await open(opened);
    assert.equal(third.ledger.today().attempts, 4);
    assert.deepEqual(third.problems, []);
    await third.ledger.close();
  });
});

/** As a writer with a mistake would leave it: every hash fits, and the cells of the hours are of no form. */
function withBrokenHours(text: string): string {
  const { h: _, hours, ...rest } = snapshotSchema.loose().parse(JSON.parse(text));
  const broken = hours.map(([startMs, firstMs, lastMs]): (typeof hours)[number] => [startMs, firstMs, lastMs, '{}']);
  const hoursHash = hash('sha256', broken.map((hour) => `${hour.join(' ')}\n`).join(''), 'hex');
  const json = JSON.stringify({ ...rest, hours: broken, hoursHash });
  return `${json.slice(0, -1)},"h":"${hash('sha256', json, 'hex').slice(0, 16)}"}`;
}
