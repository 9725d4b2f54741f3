/** The ledger follows the time zone in force: at once or beside the requests, and no row is lost or counted twice. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SpendReport } from '../../../protocol/spend.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';
import { directory, end, freeTarget, intent, type Opened, open } from './attempts.ts';

const rangeByDay = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z', by: 'day' } as const;
const onePrice = 1_200_000;

/** Ten in the evening in London is half past three of the next day in Kolkata. */
const evening = '2026-11-22T22:00:00Z';

function book({ ledger, clock }: Pick<Opened, 'ledger' | 'clock'>, request: string, more = {}): void {
  ledger.intend(intent(clock, request, more));
  ledger.settle(request, 1, end());
}

async function openWith(rows: number, timeZone = 'UTC'): Promise<Opened> {
  const opened = await open({ clock: new FakeClock(evening), timeZone });
  for (let row = 0; row < rows; row += 1) book(opened, `r${row}`);
  return opened;
}

function days({ groups }: SpendReport): readonly (readonly [string, number])[] {
  return groups.map(({ key, attempts }) => [key, attempts]);
}

async function assertSound({ ledger }: Opened): Promise<void> {
  assert.deepEqual((await ledger.books.verify()).findings, []);
}

describe('another time zone', () => {
  it('whose hours begin at the same instants is followed at once, and nothing is read for it', async () => {
    const opened = await openWith(3);
    const { ledger, clock, files } = opened;
    let told = 0;
    ledger.onZone(() => {
      told += 1;
    });
    files.bytesRead = 0;
    ledger.followTimeZone('Asia/Tokyo');
    assert.equal(told, 1);
    assert.equal(files.bytesRead, 0);
    assert.equal(ledger.books.dayOf(clock.epochMs()), '2026-11-23');
    assert.equal(new Date(ledger.month().startMs).toISOString(), '2026-10-31T15:00:00.000Z');
    assert.deepEqual(days(await ledger.spend(rangeByDay)), [['2026-11-23', 3]]);
    clock.setEpoch(Date.parse('2026-11-23T15:00:00Z'));
    assert.equal(ledger.today().attempts, 0);
    ledger.followTimeZone('UTC');
    assert.equal(ledger.today().attempts, 0);
    assert.deepEqual(days(await ledger.spend(rangeByDay)), [['2026-11-22', 3]]);
    await assertSound(opened);
    await ledger.close();
  });

  it('whose hours begin at others is followed when the rows have been read; until then all is in the one before', async () => {
    const opened = await openWith(3);
    const { ledger, clock } = opened;
    ledger.intend(intent(clock, 'open'));
    ledger.followTimeZone('Asia/Kolkata');
    assert.equal(ledger.books.dayOf(clock.epochMs()), '2026-11-22');
    ledger.settle('open', 1, end());
    book(opened, 'meanwhile');
    ledger.intend(intent(clock, 'still open'));
    assert.deepEqual(days(await ledger.spend(rangeByDay)), [['2026-11-23', 5]]);
    assert.equal(ledger.books.dayOf(clock.epochMs()), '2026-11-23');
    assert.equal(ledger.today().billedCostNanoUsd, 5 * onePrice);
    ledger.settle('still open', 1, end());
    assert.deepEqual(days(await ledger.spend(rangeByDay)), [['2026-11-23', 6]]);
    await assertSound(opened);
    await ledger.close();
  });

  it('is given up for the one asked for after it', async () => {
    const opened = await openWith(3);
    const { ledger, clock } = opened;
    for (const timeZone of ['Asia/Kolkata', 'Asia/Kathmandu', 'UTC', 'Asia/Kolkata', 'Asia/Tokyo'])
      ledger.followTimeZone(timeZone);
    await settle();
    await settle();
    assert.equal(new Date(ledger.month().startMs).toISOString(), '2026-10-31T15:00:00.000Z');
    assert.equal(ledger.books.dayOf(clock.epochMs()), '2026-11-23');
    assert.deepEqual(days(await ledger.spend(rangeByDay)), [['2026-11-23', 3]]);
    assert.throws(() => ledger.followTimeZone('Middle/Earth'), RangeError);
    await ledger.close();
  });

  it('counts a correction once that is made while rows are read', async () => {
    const opened = await openWith(3);
    const { ledger } = opened;
    ledger.followTimeZone('Asia/Kolkata');
    await ledger.books.correct({ requestId: 'r1', billedCostNanoUsd: 5, why: 'the invoice', id: 'c1' });
    const { totals } = await ledger.spend(rangeByDay);
    assert.equal(totals.billedCostNanoUsd, 2 * onePrice + 5);
    await assertSound(opened);
    await ledger.close();
  });

  it('waits for rows that wait for the disk, and counts them once', async () => {
    const opened = await openWith(3);
    const { ledger, files, clock } = opened;
    files.failWith = 'ENOSPC';
    book(opened, 'kept', { target: freeTarget });
    ledger.followTimeZone('Asia/Kolkata');
    assert.deepEqual(days(await ledger.spend(rangeByDay)), [['2026-11-22', 4]]);
    files.failWith = null;
    book(opened, 'after');
    files.failWith = 'ENOSPC';
    book(opened, 'kept again', { target: freeTarget });
    files.failWith = null;
    assert.deepEqual(days(await ledger.spend(rangeByDay)), [['2026-11-23', 6]]);
    assert.equal(ledger.books.dayOf(clock.epochMs()), '2026-11-23');
    book(opened, 'last');
    await assertSound(opened);
    await ledger.close();
  });

  it('is not mixed with the one before in an answer that was asked for before it, or in a snapshot', async () => {
    const opened = await openWith(3);
    const { ledger, clock, files } = opened;
    clock.setEpoch(Date.parse('2027-03-10T22:00:00Z'));
    book(opened, 'late');
    const asked = ledger.spend({ ...rangeByDay, to: '2028-01-01T00:00:00Z' });
    const written = clock.advance(61_000);
    await settle();
    ledger.followTimeZone('Asia/Tokyo');
    assert.deepEqual(days(await asked), [
      ['2026-11-22', 3],
      ['2027-03-10', 1],
    ]);
    await written;
    const allDays = async (one: Opened) => days(await one.ledger.spend({ ...rangeByDay, to: '2028-01-01T00:00:00Z' }));
    const expected = [
      ['2026-11-23', 3],
      ['2027-03-11', 1],
    ];
    assert.deepEqual(await allDays(opened), expected);
    const killed = await open({ clock, files: files.copy(), timeZone: 'Asia/Tokyo' });
    assert.deepEqual(await allDays(killed), expected);
    assert.deepEqual(killed.problems, []);
    await ledger.close();
  });

  it('finds the month files it left, without what was corrected meanwhile', async () => {
    const opened = await open({ clock: new FakeClock('2026-09-30T23:30:00Z') });
    const { ledger, clock, files } = opened;
    book(opened, 'r1');
    clock.setEpoch(Date.parse(evening));
    book(opened, 'r2');
    await clock.advance(61_000);
    const cost = async () => (await ledger.spend(rangeByDay)).totals.billedCostNanoUsd;
    assert.equal(await cost(), 2 * onePrice);
    ledger.followTimeZone('Asia/Tokyo');
    ledger.followTimeZone('UTC');
    files.bytesRead = 0;
    assert.equal(await cost(), 2 * onePrice);
    assert.ok(files.bytesRead < files.bytes(`${directory}/days-2026-09.json`).length * 3, `${files.bytesRead} read`);
    ledger.followTimeZone('Asia/Tokyo');
    // Of October there, and of September in the file that is left.
    await ledger.books.correct({ requestId: 'r1', billedCostNanoUsd: 5, why: 'the invoice', id: 'c1' });
    ledger.followTimeZone('UTC');
    assert.equal(await cost(), onePrice + 5);
    ledger.followTimeZone('Asia/Tokyo');
    assert.equal(await cost(), onePrice + 5);
    await assertSound(opened);
    await ledger.close();
  });

  it('loses nothing of a day that hours begin within, when they are turned into days', async () => {
    const opened = await open({ clock: new FakeClock('2026-10-21T20:00:00Z') });
    const { ledger, clock } = opened;
    book(opened, 'evening');
    clock.setEpoch(Date.parse('2026-10-22T02:00:00Z'));
    book(opened, 'night');
    clock.setEpoch(Date.parse(evening));
    book(opened, 'now');
    await clock.advance(61_000);
    ledger.followTimeZone('America/New_York');
    const expected = [
      ['2026-10-21', 2],
      ['2026-11-22', 1],
    ];
    assert.deepEqual(days(await ledger.spend(rangeByDay)), expected);
    clock.setEpoch(Date.parse('2026-11-26T12:00:00Z'));
    book(opened, 'later');
    await clock.advance(61_000);
    assert.deepEqual(days(await ledger.spend(rangeByDay)), [...expected, ['2026-11-26', 1]]);
    await assertSound(opened);
    await ledger.close();
  });

  it('counts a day once that becomes old while rows are read', async () => {
    const opened = await openWith(9_000);
    const { ledger, clock } = opened;
    clock.setEpoch(Date.parse('2026-12-30T12:00:00Z'));
    // Just before the snapshot is written, for which old hours are turned into days.
    clock.after(60_000, () => ledger.followTimeZone('Asia/Kolkata'));
    book(opened, 'now');
    await clock.advance(61_000);
    assert.deepEqual(days(await ledger.spend(rangeByDay)), [
      ['2026-11-23', 9_000],
      ['2026-12-30', 1],
    ]);
    await ledger.close();
  });
});

describe('a start in another time zone', () => {
  it('reads the snapshot of the zone before, and not the journal', async () => {
    const first = await openWith(2_000);
    await first.ledger.close();
    const { clock, files } = first;
    const snapshot = files.bytes(`${directory}/ledger.json`).length;
    files.bytesRead = 0;
    const again = await open({ clock, files, timeZone: 'Europe/Berlin' });
    assert.ok(files.bytesRead < snapshot + 1_000, `${files.bytesRead} read`);
    assert.deepEqual(again.problems, []);
    assert.equal(again.ledger.today().attempts, 2_000);
    assert.equal(new Date(again.ledger.month().startMs).toISOString(), '2026-10-31T23:00:00.000Z');
    await again.ledger.close();
  });

  it('finds the snapshot good though its hours begin later than they would there', async () => {
    const first = await openWith(3);
    await first.clock.advance(61_000);
    await first.ledger.close();
    for (const timeZone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Berlin', 'UTC']) {
      const again = await open({ clock: first.clock, files: first.files, timeZone });
      assert.deepEqual(again.problems, [], timeZone);
      assert.equal((await again.ledger.spend(rangeByDay)).totals.attempts, 3);
      await again.ledger.close();
    }
  });
});
