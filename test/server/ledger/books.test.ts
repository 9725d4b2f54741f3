/** The ledger as a record: rows and requests page by page, corrections by compensating entries, and the check of it all. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type LedgerRow, ledgerRowSchema, type RowsParams } from '../../../protocol/books.ts';
import type { Books } from '../../../server/ledger/books.ts';
import { endOf, sealLine } from '../../../server/ledger/chain.ts';
import { lineSchema } from '../../../server/ledger/line.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { directory, end, intent, type Opened, open, sandboxTarget, target, usage } from './attempts.ts';

const onePrice = 150 * 8000;
const year = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' };

async function book(opened: Opened, requestId: string, attempts = 1): Promise<void> {
  const { ledger, clock } = opened;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    ledger.intend(intent(clock, requestId, { attempt }));
    const failed = attempt < attempts;
    ledger.settle(requestId, attempt, failed ? end({ outcome: 'overloaded', billable: false }) : end());
  }
  await clock.advance(1000);
}

async function allRows(books: Books, params: Partial<RowsParams> = {}): Promise<LedgerRow[]> {
  const rows: LedgerRow[] = [];
  let after: string | undefined;
  do {
    const page = await books.rows({ limit: 500, ...params, ...(after !== undefined && { after }) });
    rows.push(...page.rows);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return rows;
}

const idsOf = (rows: readonly { requestId: string }[]) => rows.map(({ requestId }) => requestId);

describe('rows', () => {
  it('U7: hold usage, cost, price used, terms, served model and who asked', async () => {
    const opened = await open();
    await book(opened, 'r1');
    const [row] = (await opened.ledger.books.rows({ limit: 10 })).rows;
    assert.deepEqual(ledgerRowSchema.parse(row), row);
    assert.equal(row?.billedCostNanoUsd, onePrice);
    assert.equal(row?.servedModel, 'gpt-4.1-2025');
    assert.equal(row?.price?.inputPicoUsd, 8_000_000);
    assert.equal(row?.price?.source, 'configuration');
    assert.deepEqual(row?.terms, { currency: 'USD', perListUsd: '1', fxPerUsd: '1' });
    assert.equal(row?.workspace, '/home/ada/engine');
    assert.match(row?.startedAt ?? '', /Z$/);
    await opened.ledger.close();
  });

  it('come page by page, each once, whatever the size of a page, over months and while others are settled', async () => {
    const opened = await open({ clock: new FakeClock('2026-11-30T23:59:50Z') });
    const { ledger, clock } = opened;
    // One that stays under way while all others come and go.
    ledger.intend(intent(clock, 'slow'));
    for (let request = 0; request < 25; request += 1) await book(opened, `r${request}`);
    ledger.settle('slow', 1, end());
    const expected = idsOf(await allRows(ledger.books)).sort();
    assert.equal(expected.length, 26);
    for (const limit of [1, 2, 7, 26]) {
      const rows = await allRows(ledger.books, { limit });
      assert.deepEqual(idsOf(rows).sort(), expected, `pages of ${limit}`);
    }
    await ledger.close();
  });

  it('go on after a restart from the page before', async () => {
    const opened = await open();
    for (let request = 0; request < 9; request += 1) await book(opened, `r${request}`);
    const first = await opened.ledger.books.rows({ limit: 4 });
    await opened.ledger.close();
    const again = await open({ files: opened.files, clock: opened.clock });
    const after = first.next ?? undefined;
    const rest = await again.ledger.books.rows({ limit: 100, ...(after !== undefined && { after }) });
    assert.deepEqual(idsOf([...first.rows, ...rest.rows]), idsOf(await allRows(again.ledger.books)));
    assert.equal(rest.next, null);
    await again.ledger.close();
  });

  it('of a range are those that started in it', async () => {
    const opened = await open();
    const startsAt: string[] = [];
    for (let request = 0; request < 6; request += 1) {
      startsAt.push(new Date(opened.clock.epochMs()).toISOString());
      await book(opened, `r${request}`);
    }
    const rows = await allRows(opened.ledger.books, { from: startsAt[2], to: startsAt[4] });
    assert.deepEqual(idsOf(rows), ['r2', 'r3']);
    await opened.ledger.close();
  });

  it('of attempts under way are not there yet', async () => {
    const opened = await open();
    await book(opened, 'r1');
    opened.ledger.intend(intent(opened.clock, 'r2'));
    assert.deepEqual(idsOf(await allRows(opened.ledger.books)), ['r1']);
    opened.ledger.settle('r2', 1, end());
    await opened.ledger.close();
  });
});

describe('requests', () => {
  it('come newest first with all their attempts, beyond the fifty kept in memory, in pages of any size', async () => {
    const opened = await open({ clock: new FakeClock('2026-11-30T23:59:00Z') });
    const expected: string[] = [];
    for (let request = 0; request < 120; request += 1) {
      await book(opened, `r${request}`, 1 + (request % 3));
      expected.unshift(`r${request}`);
    }
    for (const limit of [1, 11, 50, 200]) {
      const seen: string[] = [];
      let before: string | undefined;
      do {
        const page = await opened.ledger.books.requests({ limit, ...(before !== undefined && { before }) });
        for (const { requestId, attempts } of page.requests) {
          seen.push(requestId);
          const wanted = 1 + (Number(requestId.slice(1)) % 3);
          assert.deepEqual(
            attempts.map(({ attempt }) => attempt),
            Array.from({ length: wanted }, (_, index) => index + 1),
          );
        }
        before = page.next ?? undefined;
      } while (before !== undefined);
      assert.deepEqual(seen, expected, `pages of ${limit}`);
    }
    await opened.ledger.close();
  });

  it('go on after a restart, and leave out what is under way', async () => {
    const opened = await open();
    for (let request = 0; request < 10; request += 1) await book(opened, `r${request}`);
    const first = await opened.ledger.books.requests({ limit: 3 });
    await opened.ledger.close();
    const again = await open({ files: opened.files, clock: opened.clock });
    again.ledger.intend(intent(again.clock, 'running'));
    const before = first.next ?? undefined;
    const rest = await again.ledger.books.requests({ limit: 100, ...(before !== undefined && { before }) });
    assert.deepEqual(idsOf(first.requests), ['r9', 'r8', 'r7']);
    assert.deepEqual(idsOf(rest.requests), ['r6', 'r5', 'r4', 'r3', 'r2', 'r1', 'r0']);
    assert.ok(!idsOf((await again.ledger.books.requests({ limit: 5 })).requests).includes('running'));
    again.ledger.settle('running', 1, end());
    await again.ledger.close();
  });
});

describe('what vendors can have charged for', () => {
  it('U8: is summed up by their days and by target: nothing simulated, nothing that is not charged for', async () => {
    const opened = await open({ clock: new FakeClock('2026-11-22T23:59:00Z') });
    const { ledger, clock } = opened;
    await book(opened, 'r1', 3);
    await clock.advance(120_000);
    await book(opened, 'r2');
    ledger.intend(intent(clock, 'played', { target: sandboxTarget }));
    ledger.settle('played', 1, end());
    ledger.intend(intent(clock, 'priceless', { target: target('odd@relay', { price: null }) }));
    ledger.settle('priceless', 1, end());
    const one = { requests: 1, inputTokens: 100, outputTokens: 50, costNanoUsd: onePrice, unknownCost: 0 };
    const usageIn = (timeZone: string) =>
      ledger.books.bookedUsage(Date.parse(year.from), Date.parse(year.to), timeZone);
    assert.deepEqual(await usageIn('UTC'), [
      { day: '2026-11-22', target: 'gpt-4.1@relay', ...one },
      { day: '2026-11-23', target: 'gpt-4.1@relay', ...one },
      { day: '2026-11-23', target: 'odd@relay', ...one, costNanoUsd: 0, unknownCost: 1 },
    ]);
    const days = (await usageIn('Asia/Shanghai')).map(({ day, requests }) => [day, requests]);
    assert.deepEqual(days, [
      ['2026-11-23', 2],
      ['2026-11-23', 1],
    ]);
    await ledger.close();
  });
});

describe('a correction', () => {
  const why = 'the invoice says otherwise';

  it('B6: is an entry of its own; no line of before changes, and rows, recent, sums and groups follow it', async () => {
    const opened = await open();
    await book(opened, 'r1');
    await book(opened, 'r2');
    const { ledger, files } = opened;
    const file = `${directory}/journal-2026-11.jsonl`;
    const before = files.text(file);
    const { booked, after } = await ledger.books.correct({ requestId: 'r1', billedCostNanoUsd: 77, why, id: 'one' });
    assert.equal(booked, true);
    assert.equal(after.billedCostNanoUsd, 77);
    assert.equal(after.listCostNanoUsd, onePrice);
    assert.ok(files.text(file).startsWith(before));
    assert.equal(files.text(file).trimEnd().split('\n').length, before.trimEnd().split('\n').length + 1);

    const [corrected] = (await allRows(ledger.books)).filter(({ requestId }) => requestId === 'r1');
    assert.equal(corrected?.billedCostNanoUsd, 77);
    assert.equal(corrected?.correction?.why, why);
    assert.equal(ledger.recent(10).find(({ requestId }) => requestId === 'r1')?.billedCostNanoUsd, 77);
    assert.equal(ledger.today().billedCostNanoUsd, onePrice + 77);
    for (const by of ['target', 'model', 'track', 'profile', 'workspace', 'branch', 'client', 'day', 'hour'] as const) {
      const { totals, groups } = await ledger.spend({ ...year, by });
      assert.equal(totals.billedCostNanoUsd, onePrice + 77, by);
      assert.equal(totals.attempts, 2, by);
      assert.deepEqual(
        groups.map(({ billedCostNanoUsd }) => billedCostNanoUsd),
        [onePrice + 77],
        by,
      );
    }
    assert.equal((await ledger.books.verify()).sound, true);
    await ledger.close();
  });

  it('B6: asked for again under its name changes nothing; another one goes on from it', async () => {
    const opened = await open();
    await book(opened, 'r1');
    const { books } = opened.ledger;
    const first = { requestId: 'r1', billedCostNanoUsd: 5, why, id: 'one' };
    await Promise.all([books.correct(first), books.correct(first), books.correct(first)]);
    assert.equal(opened.ledger.today().billedCostNanoUsd, 5);
    const second = await books.correct({ requestId: 'r1', notBillable: true, why, id: 'two' });
    assert.deepEqual([second.before.billedCostNanoUsd, second.after.billedCostNanoUsd], [5, 0]);
    assert.equal(second.after.billable, false);
    await assert.rejects(books.correct(first), {
      kind: 'invalid-request',
      message: '"one" names another correction of r1/1; give this one a name of its own',
    });
    await assert.rejects(books.correct({ requestId: 'r1', billedCostNanoUsd: 6, why, id: 'two' }), /names another/);
    const report = await books.verify();
    assert.deepEqual([report.sound, report.segments[0]?.corrections], [true, 2]);
    await opened.ledger.close();
  });

  it('B6: back to an earlier figure is one more, however the reason is worded; told twice it is one', async () => {
    const opened = await open();
    await book(opened, 'r1');
    const { books } = opened.ledger;
    const to = (billedCostNanoUsd: number) => books.correct({ requestId: 'r1', billedCostNanoUsd, why });
    const booked = [await to(2), await to(500), await to(2), await to(2)].map((result) => result.booked);
    assert.deepEqual(booked, [true, true, true, false]);
    assert.equal(opened.ledger.today().billedCostNanoUsd, 2);
    const report = await books.verify();
    assert.deepEqual([report.sound, report.segments[0]?.corrections], [true, 3]);
    await opened.ledger.close();
  });

  it('L1: settles what a dangling attempt cost, so that sums are no lower bound any more', async () => {
    const opened = await open();
    opened.ledger.intend(intent(opened.clock, 'r1'));
    const again = await open({ files: opened.files.copy(), clock: opened.clock });
    assert.equal(again.ledger.today().unknownCost, 1);
    await again.ledger.books.correct({ requestId: 'r1', billedCostNanoUsd: 900, why, id: 'one' });
    const today = again.ledger.today();
    assert.deepEqual([today.unknownCost, today.billedCostNanoUsd, today.listCostNanoUsd], [0, 900, 900]);
    await again.ledger.close();
  });

  it('stays after a restart, with the snapshot, without it, and when only the journal has it', async () => {
    const opened = await open();
    await book(opened, 'r1');
    await opened.ledger.books.correct({ requestId: 'r1', billedCostNanoUsd: 42, why, id: 'one' });
    const crashed = opened.files.copy();
    await opened.ledger.close();
    const closed = opened.files.copy();
    const withoutSnapshot = opened.files.copy();
    withoutSnapshot.remove(`${directory}/ledger.json`);
    for (const files of [crashed, closed, withoutSnapshot]) {
      const again = await open({ files, clock: opened.clock });
      assert.equal(again.ledger.today().billedCostNanoUsd, 42);
      assert.equal((await allRows(again.ledger.books))[0]?.billedCostNanoUsd, 42);
      const partOfHour = { from: new Date(opened.clock.epochMs() - 60_000).toISOString(), to: year.to };
      assert.equal((await again.ledger.spend(partOfHour)).totals.billedCostNanoUsd, 42);
      const repeated = await again.ledger.books.correct({ requestId: 'r1', billedCostNanoUsd: 42, why, id: 'one' });
      assert.equal(repeated.booked, false);
      assert.equal((await again.ledger.books.verify()).sound, true);
      await again.ledger.close();
    }
  });

  it('takes the place of an estimate, in sums too, for good and wherever they are kept', async () => {
    const opened = await open({ clock: new FakeClock('2026-03-10T10:00:00Z') });
    const estimated = { measuredUsage: null, estimatedUsage: usage(100, 50) };
    for (const requestId of ['r1', 'r2']) {
      opened.ledger.intend(intent(opened.clock, requestId));
      opened.ledger.settle(requestId, 1, end(estimated));
    }
    await book(opened, 'counted');
    const sums = async ({ ledger }: Pick<Opened, 'ledger'>) => {
      const { totals } = await ledger.spend(year);
      return [totals.billedCostNanoUsd, totals.estimatedCostNanoUsd];
    };
    assert.deepEqual(await sums(opened), [3 * onePrice, 2 * onePrice]);
    for (const [cost, id] of [
      [7, 'one'],
      [9, 'two'],
    ] as const)
      await opened.ledger.books.correct({ requestId: 'r1', billedCostNanoUsd: cost, why, id });
    assert.deepEqual(await sums(opened), [2 * onePrice + 9, onePrice]);
    await opened.ledger.close();
    // Half a year on its days stand in a month's file; without a snapshot all is read from the journal again.
    const later = await open({ files: opened.files, clock: new FakeClock('2026-11-20T10:00:00Z') });
    await book(later, 'new');
    await later.clock.advance(61_000);
    assert.deepEqual(await sums(later), [3 * onePrice + 9, onePrice]);
    await later.ledger.books.correct({ requestId: 'r2', billedCostNanoUsd: 0, why, id: 'three' });
    assert.deepEqual(await sums(later), [2 * onePrice + 9, 0]);
    assert.deepEqual((await later.ledger.books.verify()).findings, []);
    await later.ledger.close();
    later.files.remove(`${directory}/ledger.json`);
    const again = await open({ files: later.files, clock: later.clock });
    assert.deepEqual(await sums(again), [2 * onePrice + 9, 0]);
    await again.ledger.close();
  });

  it('of a month long over counts there, and in the next start without a snapshot numbers go on', async () => {
    const opened = await open({ clock: new FakeClock('2026-03-10T10:00:00Z') });
    await book(opened, 'old');
    await opened.ledger.close();
    const clock = new FakeClock('2026-11-20T10:00:00Z');
    const later = await open({ files: opened.files, clock });
    await book(later, 'new');
    await later.ledger.spend(year);
    const { after } = await later.ledger.books.correct({ requestId: 'old', billedCostNanoUsd: 7, why, id: 'one' });
    assert.equal(after.billedCostNanoUsd, 7);
    assert.equal((await later.ledger.spend(year)).totals.billedCostNanoUsd, onePrice + 7);
    await later.ledger.close();
    later.files.remove(`${directory}/ledger.json`);
    const again = await open({ files: later.files, clock });
    await book(again, 'newest');
    assert.equal((await again.ledger.spend(year)).totals.billedCostNanoUsd, 2 * onePrice + 7);
    assert.equal((await allRows(again.ledger.books)).find((row) => row.requestId === 'old')?.billedCostNanoUsd, 7);
    const report = await again.ledger.books.verify();
    assert.deepEqual(report.findings, []);
    await again.ledger.close();
  });

  it('of a month long over counts also where the file of that month cannot be written anew', async () => {
    const opened = await open({ clock: new FakeClock('2026-03-10T10:00:00Z') });
    await book(opened, 'old');
    await opened.ledger.close();
    const later = await open({ files: opened.files, clock: new FakeClock('2026-11-20T10:00:00Z') });
    const { ledger, files, clock } = later;
    await book(later, 'new');
    // With the snapshot, days of long ago go to their month's file.
    await clock.advance(61_000);
    assert.notEqual(files.size(`${directory}/days-2026-03.json`), null);
    await ledger.books.correct({ requestId: 'old', billedCostNanoUsd: 7, why, id: 'one' });
    files.failWith = 'ENOSPC';
    for (const query of ['first', 'second'])
      assert.equal((await ledger.spend(year)).totals.billedCostNanoUsd, onePrice + 7, `the ${query} query`);
    files.failWith = null;
    assert.equal((await ledger.spend(year)).totals.billedCostNanoUsd, onePrice + 7);
    await ledger.close();
    const again = await open({ files, clock });
    assert.equal((await again.ledger.spend(year)).totals.billedCostNanoUsd, onePrice + 7);
    await again.ledger.close();
  });

  it('is refused for what is not there, is one of several, is under way, or was simulated', async () => {
    const opened = await open();
    const { ledger, clock } = opened;
    await book(opened, 'two', 2);
    ledger.intend(intent(clock, 'running'));
    ledger.intend(intent(clock, 'played', { target: sandboxTarget }));
    ledger.settle('played', 1, end());
    const correct = (requestId: string, attempt?: number) =>
      ledger.books.correct({ requestId, ...(attempt !== undefined && { attempt }), notBillable: true, why, id: 'x' });
    await assert.rejects(correct('nobody'), { kind: 'invalid-request', message: /has no attempt nobody/ });
    await assert.rejects(correct('two'), { message: /2 attempts; name one of two\/1, two\/2/ });
    await assert.rejects(correct('running'), { message: /under way/ });
    await assert.rejects(correct('played'), { message: /simulated/ });
    assert.equal((await correct('two', 2)).booked, true);
    await ledger.close();
  });

  it('L3: that cannot be written is refused and changes nothing', async () => {
    const opened = await open();
    await book(opened, 'r1');
    opened.files.failWith = 'ENOSPC';
    const refused = opened.ledger.books.correct({ requestId: 'r1', notBillable: true, why, id: 'one' });
    await assert.rejects(refused, { kind: 'ledger-unwritable' });
    assert.equal(opened.ledger.today().billedCostNanoUsd, onePrice);
    opened.files.failWith = null;
    await opened.ledger.close();
  });
});

describe('verify', () => {
  const file = `${directory}/journal-2026-11.jsonl`;

  async function sound(): Promise<Opened> {
    const opened = await open();
    for (const request of ['r1', 'r2', 'r3']) await book(opened, request);
    opened.ledger.intend(intent(opened.clock, 'played', { target: sandboxTarget }));
    opened.ledger.settle('played', 1, end({ measuredUsage: usage(5, 5) }));
    opened.ledger.intend(intent(opened.clock, 'dear', { target: target('gpt-4.1@unpriced', { price: null }) }));
    opened.ledger.settle('dear', 1, end());
    return opened;
  }

  it('finds nothing wrong with a sound ledger, also while attempts are under way', async () => {
    const opened = await sound();
    opened.ledger.intend(intent(opened.clock, 'running'));
    const report = await opened.ledger.books.verify();
    assert.deepEqual(report.findings, []);
    assert.equal(report.sound, true);
    assert.deepEqual([report.segments[0]?.attempts, report.segments[0]?.underWay], [5, 1]);
    const { totals } = await opened.ledger.spend(year);
    assert.deepEqual(report.totals, totals);
    assert.equal(report.daysCompared, 1);
    opened.ledger.settle('running', 1, end());
    await opened.ledger.close();
  });

  it('tells a figure that was changed, a line that was taken out, and sums that are no longer those of the lines', async () => {
    const opened = await sound();
    const whole = opened.files.text(file);
    const lines = whole.split('\n');
    const changes: readonly (readonly [string, string, readonly string[]])[] = [
      ['a figure', whole.replace(`"c":${onePrice}`, '"c":1'), ['corrupt-line', 'pairing', 'totals']],
      ['a line', lines.toSpliced(2, 1).join('\n'), ['missing-lines', 'pairing', 'totals']],
      ['the last line', `${lines.slice(0, -2).join('\n')}\n`, ['pairing', 'totals']],
      ['a torn line', whole.slice(0, -20), ['torn-tail', 'pairing', 'totals']],
    ];
    for (const [what, text, kinds] of changes) {
      opened.files.put(file, text);
      const report = await opened.ledger.books.verify();
      const found = new Set(report.findings.map(({ kind }) => kind));
      assert.equal(report.sound, false, what);
      for (const kind of kinds)
        assert.ok(
          [...found].some((one) => one === kind),
          `${what}: ${kind} of ${[...found]}`,
        );
    }
    opened.files.put(file, whole);
    assert.equal((await opened.ledger.books.verify()).sound, true);
    await opened.ledger.close();
  });

  it('tells a segment that is gone', async () => {
    const opened = await open({ clock: new FakeClock('2026-10-31T23:59:59Z') });
    await book(opened, 'october');
    await book(opened, 'november');
    opened.files.remove(`${directory}/journal-2026-10.jsonl`);
    const { findings } = await opened.ledger.books.verify();
    assert.deepEqual(
      findings.map(({ kind, message }) => [kind, message]),
      [
        [
          'missing-segment',
          'The segment 2026-10, which 2026-11 follows, is not in the folder: it was moved away, or is lost. Its days were not compared.',
        ],
        ['missing-lines', '3 of the lines up to number 5 are in no segment: lines or whole files were taken away.'],
      ],
    );
    await opened.ledger.close();
  });

  it('tells a line at the end of a closed segment that was changed and sealed anew, or taken away', async () => {
    const opened = await open({ clock: new FakeClock('2026-10-31T23:59:58Z') });
    for (const request of ['first', 'october', 'november', 'also november']) await book(opened, request);
    opened.clock.setEpoch(Date.parse('2026-12-01T00:00:00Z'));
    await book(opened, 'december');
    const october = `${directory}/journal-2026-10.jsonl`;
    const lines = opened.files.text(october).trimEnd().split('\n');
    const last = lines.at(-1) ?? '';
    const line = lineSchema.parse(JSON.parse(last));
    const hashBefore = endOf(lines.at(-2) ?? '').hash ?? '';
    assert.ok(line.t === 'settle');
    const resealed = sealLine({ ...line, raw: 'another' }, hashBefore).text;
    for (const end of [resealed, '']) {
      opened.files.put(october, `${lines.slice(0, -1).join('\n')}\n${end}`);
      const { findings, sound } = await opened.ledger.books.verify();
      assert.equal(sound, false);
      const found = findings.filter(({ kind }) => kind === 'broken-link');
      assert.deepEqual(found, [
        {
          kind: 'broken-link',
          file,
          message:
            'The segment 2026-11 follows a line that the segment 2026-10 does not have: lines at its end were changed or taken away.',
        },
      ]);
    }
    await opened.ledger.close();
  });

  it('finds nothing wrong with a closed segment that was gone on with, by a correction or while the clock was set back', async () => {
    const opened = await open({ clock: new FakeClock('2026-10-31T23:59:59Z') });
    await book(opened, 'october');
    await book(opened, 'november');
    await opened.ledger.books.correct({ requestId: 'october', billedCostNanoUsd: 5, why: 'the invoice', id: 'c1' });
    opened.clock.setEpoch(Date.parse('2026-10-15T12:00:00Z'));
    await book(opened, 'october again');
    opened.clock.setEpoch(Date.parse('2026-12-15T12:00:00Z'));
    await book(opened, 'december');
    assert.deepEqual((await opened.ledger.books.verify()).findings, []);
    const [first] = opened.files.text(`${directory}/journal-2026-12.jsonl`).split('\n');
    assert.match(first ?? '', /"after":\{"month":"2026-11","hash":"(?!0{16})[0-9a-f]{16}"\}/);
    await opened.ledger.close();
  });

  it('tells of lines that wait for a disk that is full', async () => {
    const opened = await sound();
    opened.ledger.intend(intent(opened.clock, 'r9'));
    opened.files.failWith = 'ENOSPC';
    opened.ledger.settle('r9', 1, end());
    const { findings } = await opened.ledger.books.verify();
    assert.ok(findings.some(({ kind }) => kind === 'unwritten'));
    opened.files.failWith = null;
    await opened.ledger.close();
  });
});
