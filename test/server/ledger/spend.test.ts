/** Sums for any range and grouping against a count of the rows themselves, over restarts, months and changes of clocks. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type AttemptRow, noTotals, type SpendGrouping, spendGroupings, type Totals } from '../../../protocol/spend.ts';
import { createCalendar } from '../../../server/ledger/calendar.ts';
import { isFree } from '../../../server/ledger/money.ts';
import type { AttemptIntent } from '../../../server/ledger/port.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { directory, end, freeTarget, intent, open, sandboxTarget, target, usage } from './attempts.ts';
import type { MemoryFiles } from './memory-files.ts';

const hourMs = 3_600_000;
const targets = [
  target(),
  target('deepseek@relay'),
  target('gpt-4.1@other', { price: null }),
  freeTarget,
  sandboxTarget,
];

/** What happens: attempts of one request, then time passes; now and then the daemon starts anew. */
const step = fc.record({
  attempts: fc.array(fc.record({ target: fc.nat({ max: targets.length - 1 }), success: fc.boolean() }), {
    minLength: 1,
    maxLength: 3,
  }),
  branch: fc.constantFrom(null, 'main', 'topic'),
  waitMs: fc.oneof(fc.nat({ max: 2 * hourMs }), fc.nat({ max: 20 * 24 * hourMs })),
  restart: fc.constantFrom('no', 'no', 'closed', 'killed', 'snapshot lost'),
});

/** Hours begin at three different instants in these, and days at five. */
const zones = ['UTC', 'Asia/Kolkata', 'Asia/Kathmandu', 'America/Los_Angeles', 'Pacific/Kiritimati'];

type Happening =
  | { readonly what: 'intend'; readonly target: number }
  | { readonly what: 'settle'; readonly which: number }
  | { readonly what: 'wait'; readonly ms: number }
  | { readonly what: 'jump'; readonly days: number }
  | { readonly what: 'zone'; readonly timeZone: string }
  | { readonly what: 'snapshot' | 'closed' | 'killed' | 'snapshot lost' }
  | {
      readonly what: 'ask';
      readonly fromHours: number;
      readonly hours: number;
      readonly by: SpendGrouping | undefined;
    };

describe('spend', () => {
  for (const timeZone of ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata']) {
    it(`equals a count of the rows, for any range and grouping, in ${timeZone}`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 1, maxLength: 14 }),
          fc.array(fc.tuple(fc.integer({ min: -50, max: 400 }), fc.integer({ min: 1, max: 400 })), {
            minLength: 3,
            maxLength: 3,
          }),
          fc.constantFrom<(SpendGrouping | undefined)[]>(...spendGroupings, undefined),
          async (steps, ranges, by) => {
            const clock = new FakeClock('2026-09-20T10:20:00Z');
            const began = clock.epochMs();
            let opened = await open({ clock, timeZone });
            const rows: AttemptRow[] = [];
            for (const [request, { attempts, branch, waitMs, restart }] of steps.entries()) {
              for (const [index, { target: at, success }] of attempts.entries()) {
                const to = targets[at] ?? target();
                opened.ledger.intend(
                  intent(clock, `r${request}`, { attempt: index + 1, target: to, origin: { branch } }),
                );
                const outcome = success ? 'success' : 'overloaded';
                rows.push(opened.ledger.settle(`r${request}`, index + 1, end({ outcome, billable: success })));
                await clock.advance(7 * 60_000);
              }
              await clock.advance(waitMs);
              if (restart !== 'no') opened = await startAnew(opened, restart, timeZone);
            }
            for (const [fromQuarters, lengthQuarters] of ranges) {
              const fromMs = began + fromQuarters * 6 * hourMs + 60_000;
              const toMs = fromMs + lengthQuarters * 6 * hourMs;
              const report = await opened.ledger.spend({ from: iso(fromMs), to: iso(toMs), by });
              assert.deepEqual(
                { totals: report.totals, groups: sorted(report.groups) },
                count(rows, fromMs, toMs, by, timeZone),
              );
            }
            const all = await opened.ledger.spend({ from: '2026-01-01T00:00:00Z', to: '2029-01-01T00:00:00Z', by });
            assert.deepEqual(
              { totals: all.totals, groups: sorted(all.groups) },
              count(rows, 0, Number.MAX_SAFE_INTEGER, by, timeZone),
            );
            assert.deepEqual(opened.problems, []);
            await opened.ledger.close();
          },
        ),
        { numRuns: 25 },
      );
    });
  }

  it('equals a count of the rows when attempts overlap, clocks jump by weeks and daemons are killed', async () => {
    const happening: fc.Arbitrary<Happening> = fc.oneof(
      { weight: 6, arbitrary: fc.record({ what: fc.constant('intend' as const), target: fc.nat({ max: 4 }) }) },
      { weight: 4, arbitrary: fc.record({ what: fc.constant('settle' as const), which: fc.nat({ max: 9 }) }) },
      { weight: 3, arbitrary: fc.record({ what: fc.constant('wait' as const), ms: fc.nat({ max: 3 * hourMs }) }) },
      {
        weight: 2,
        arbitrary: fc.record({ what: fc.constant('jump' as const), days: fc.integer({ min: -50, max: 50 }) }),
      },
      { weight: 2, arbitrary: fc.record({ what: fc.constant('snapshot' as const) }) },
      {
        weight: 2,
        arbitrary: fc.record({ what: fc.constant('zone' as const), timeZone: fc.constantFrom(...zones) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ what: fc.constantFrom('closed' as const, 'killed' as const, 'snapshot lost' as const) }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          what: fc.constant('ask' as const),
          fromHours: fc.integer({ min: -1200, max: 1200 }),
          hours: fc.integer({ min: 1, max: 1500 }),
          by: fc.constantFrom<(SpendGrouping | undefined)[]>(...spendGroupings, undefined),
        }),
      },
    );
    // An old segment that is written to again after a restart: the hour it goes on in had begun before.
    const lostARowOnce: Happening[] = [
      { what: 'wait', ms: 4_200_000 },
      { what: 'intend', target: 0 },
      { what: 'jump', days: 32 },
      { what: 'snapshot' },
      { what: 'settle', which: 0 },
      { what: 'snapshot' },
      { what: 'closed' },
      { what: 'jump', days: -32 },
      { what: 'intend', target: 0 },
      { what: 'settle', which: 0 },
    ];
    // An hour of one zone that began before the latest attempt in another.
    const missedARowOnce: Happening[] = [
      { what: 'intend', target: 0 },
      { what: 'zone', timeZone: 'UTC' },
      { what: 'closed' },
      { what: 'snapshot' },
      { what: 'intend', target: 0 },
      { what: 'settle', which: 0 },
      { what: 'jump', days: 32 },
      { what: 'closed' },
      { what: 'ask', fromHours: 0, hours: 1, by: 'hour' },
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 20, maxLength: 60 }), async (happenings) => {
        const clock = new FakeClock('2026-10-31T17:20:00Z');
        const began = clock.epochMs();
        let timeZone = 'Asia/Kolkata';
        let opened = await open({ clock, timeZone });
        const rows: AttemptRow[] = [];
        const underWay: AttemptIntent[] = [];
        const check = async (fromMs: number, toMs: number, by: SpendGrouping | undefined) => {
          const report = await opened.ledger.spend({ from: iso(fromMs), to: iso(toMs), by });
          const told = { totals: report.totals, groups: sorted(report.groups) };
          assert.deepEqual(told, count(rows, fromMs, toMs, by, timeZone));
        };
        for (const [index, happened] of happenings.entries()) {
          switch (happened.what) {
            case 'intend':
              underWay.push(intent(clock, `r${index}`, { target: targets[happened.target] ?? target() }));
              for (const intended of underWay.slice(-1)) opened.ledger.intend(intended);
              break;
            case 'settle': {
              const [intended] = underWay.splice(happened.which % Math.max(1, underWay.length), 1);
              if (intended !== undefined) rows.push(opened.ledger.settle(intended.requestId, 1, end()));
              break;
            }
            case 'wait':
              await clock.advance(happened.ms);
              break;
            case 'jump':
              clock.setEpoch(clock.epochMs() + happened.days * 24 * hourMs);
              break;
            case 'zone':
              timeZone = happened.timeZone;
              opened.ledger.followTimeZone(timeZone);
              break;
            case 'snapshot':
              await clock.advance(61_000);
              break;
            case 'ask': {
              const fromMs = began + happened.fromHours * hourMs;
              await check(fromMs, fromMs + happened.hours * hourMs, happened.by);
              break;
            }
            default: {
              opened = await startAnew(opened, happened.what, timeZone);
              rows.push(...underWay.map(unknownRow));
              underWay.length = 0;
            }
          }
        }
        await check(Date.parse('2020-01-01T00:00:00Z'), Date.parse('2034-01-01T00:00:00Z'), 'day');
        const { startMs, endMs } = createCalendar(timeZone).dayOf(clock.epochMs());
        assert.deepEqual(opened.ledger.today(), count(rows, startMs, endMs, undefined, timeZone).totals);
        await opened.ledger.close();
      }),
      { numRuns: 60, examples: [[lostARowOnce], [missedARowOnce]] },
    );
  });

  it('B4: a day of 25 hours is one day, and its two equal hours are two', async () => {
    const clock = new FakeClock('2026-10-25T00:30:00Z');
    const { ledger } = await open({ clock, timeZone: 'Europe/Berlin' });
    for (const request of ['r1', 'r2']) {
      ledger.intend(intent(clock, request));
      ledger.settle(request, 1, end());
      await clock.advance(hourMs);
    }
    const range = { from: '2026-10-24T22:00:00Z', to: '2026-10-25T23:00:00Z' };
    const keys = async (by: SpendGrouping) => (await ledger.spend({ ...range, by })).groups.map(({ key }) => key);
    assert.deepEqual(await keys('day'), ['2026-10-25']);
    assert.deepEqual(await keys('hour'), ['2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z']);
    await ledger.close();
  });

  it('lists groups dearest first, days and hours in order', async () => {
    const { ledger, clock } = await open();
    for (const [index, tokens] of [10, 1000, 100].entries()) {
      ledger.intend(intent(clock, `r${index}`, { profile: `p${index}` }));
      ledger.settle(`r${index}`, 1, end({ measuredUsage: usage(tokens, 0) }));
      await clock.advance(hourMs);
    }
    const keys = async (by: SpendGrouping) => (await ledger.spend({ by })).groups.map(({ key }) => key);
    assert.deepEqual(await keys('profile'), ['p1', 'p2', 'p0']);
    assert.deepEqual(
      (await keys('hour')).map((key) => key.slice(11, 16)),
      ['12:00', '13:00', '14:00'],
    );
    await ledger.close();
  });

  it('reads no journal for today and for whole days', async () => {
    const { ledger, clock, files } = await open();
    for (let request = 0; request < 100; request += 1) {
      ledger.intend(intent(clock, `r${request}`));
      ledger.settle(`r${request}`, 1, end());
      await clock.advance(10 * 60_000);
    }
    files.bytesRead = 0;
    await ledger.spend({ by: 'target' });
    await ledger.spend({ from: '2026-11-22T00:00:00Z', to: '2026-11-23T00:00:00Z', by: 'branch' });
    ledger.today();
    assert.equal(files.bytesRead, 0);
    await ledger.spend({ from: '2026-11-22T12:05:00Z', to: '2026-11-23T00:00:00Z' });
    assert.ok(files.bytesRead > 0);
    await ledger.close();
  });

  it('of part of an hour reads that hour of the journal, wherever in the month it is', async () => {
    const { ledger, clock, files } = await open();
    const began = clock.epochMs();
    for (let request = 0; request < 10_000; request += 1) {
      clock.setEpoch(began + request * 1000);
      ledger.intend(intent(clock, `r${request}`));
      // Each ends after ten others have begun, so that hours overlap in the journal.
      if (request >= 10) ledger.settle(`r${request - 10}`, 1, end());
    }
    const all = files.size(`${directory}/journal-2026-11.jsonl`) ?? 0;
    for (const hour of [0, 1, 2]) {
      const from = iso(began + hour * hourMs);
      const to = iso(began + hour * hourMs + 40 * 60_000);
      files.bytesRead = 0;
      assert.equal((await ledger.spend({ from, to })).totals.requests, 2400);
      assert.ok(files.bytesRead < all * 0.6, `${files.bytesRead} of ${all} bytes`);
    }
    const secondHour = began + 2 * hourMs;
    const hours = await ledger.spend({ from: iso(began + 1000), to: iso(secondHour + 1000), by: 'target' });
    assert.deepEqual(
      hours.groups.map(({ key, attempts }) => [key, attempts]),
      [['gpt-4.1@relay', 2 * 3600]],
    );
    await ledger.close();
  });

  it('of a month that is over comes from its own file, and from the journal when the file is lost or damaged', async () => {
    const clock = new FakeClock('2026-08-10T08:00:00Z');
    const { ledger, files } = await open({ clock });
    for (let day = 0; day < 100; day += 1) {
      ledger.intend(intent(clock, `r${day}`));
      ledger.settle(`r${day}`, 1, end());
      await clock.advance(24 * hourMs);
    }
    const september = { from: '2026-09-01T00:00:00Z', to: '2026-10-01T00:00:00Z', by: 'day' } as const;
    const answer = await ledger.spend(september);
    assert.equal(answer.totals.requests, 30);
    const file = `${directory}/days-2026-09.json`;
    assert.notEqual(files.size(file), null);
    files.bytesRead = 0;
    assert.deepEqual(await ledger.spend(september), answer);
    assert.equal(files.bytesRead, files.size(file));
    files.put(file, '{"version":2');
    assert.deepEqual(await ledger.spend(september), answer);
    files.remove(file);
    assert.deepEqual(await ledger.spend(september), answer);
    assert.notEqual(files.size(file), null);
    await ledger.close();
  });

  it('of part of a day of a month that is over reads that part of the journal, and learns its places once', async () => {
    const clock = new FakeClock('2026-09-01T00:00:00Z');
    const began = clock.epochMs();
    let { ledger, files } = await open({ clock });
    for (let day = 0; day < 62; day += 1) {
      for (let request = 0; request < 100; request += 1) {
        clock.setEpoch(began + day * 24 * hourMs + request * 10 * 60_000);
        ledger.intend(intent(clock, `r${day}-${request}`));
        ledger.settle(`r${day}-${request}`, 1, end());
      }
      await clock.advance(24 * hourMs);
    }
    const segment = `${directory}/journal-2026-09.jsonl`;
    const index = `${directory}/index-2026-09.json`;
    const bytes = files.size(segment) ?? 0;
    const part = { from: '2026-09-03T05:05:00Z', to: '2026-09-27T04:35:00Z', by: 'day' } as const;
    const answer = await ledger.spend(part);
    assert.equal(answer.totals.requests, 69 + 23 * 100 + 28);
    const read = async () => {
      files.bytesRead = 0;
      assert.deepEqual(await ledger.spend(part), answer);
      return files.bytesRead;
    };
    assert.ok((await read()) < bytes / 4);
    const firstHours = { from: '2026-08-31T22:00:00Z', to: '2026-09-01T05:05:00Z' } as const;
    files.bytesRead = 0;
    assert.equal((await ledger.spend(firstHours)).totals.requests, 31);
    assert.ok(files.bytesRead < bytes / 4, `${files.bytesRead} of ${bytes} for the first hours of a month`);
    files.bytesRead = 0;
    assert.equal((await ledger.books.rows({ ...firstHours, limit: 2000 })).rows.length, 31);
    assert.ok(files.bytesRead < bytes / 4, `${files.bytesRead} of ${bytes} for the rows of its first hours`);

    const reopen = async (prepare: () => void) => {
      await ledger.close();
      prepare();
      ({ ledger, files } = await open({ clock, files }));
    };
    await reopen(() => {});
    assert.ok((await read()) < bytes / 4, 'the file that was left when the month closed is used');
    for (const content of ['{', null, files.text(index).replace(/"place":\[\d+/, '"place":[777')]) {
      await reopen(() => (content === null ? files.remove(index) : files.put(index, content)));
      assert.ok((await read()) > bytes, 'a file that is missing, damaged or of another segment is derived anew');
      assert.ok((await read()) < bytes / 4);
    }

    const params = { requestId: 'r2-50', billedCostNanoUsd: 5, why: 'invoice', id: 'c1' };
    await ledger.books.correct(params);
    const corrected = await ledger.spend(part);
    assert.equal(corrected.totals.billedCostNanoUsd, answer.totals.billedCostNanoUsd - 1_200_000 + 5);
    await reopen(() => {});
    assert.deepEqual(await ledger.spend(part), corrected);
    await ledger.close();
  });

  it('that begins long before the ledger leaves no file for the months without a row', async () => {
    const { ledger, clock, files } = await open();
    ledger.intend(intent(clock, 'r1'));
    ledger.settle('r1', 1, end());
    const before = files.list(directory);
    const { totals } = await ledger.spend({ from: '1970-01-01T00:00:00Z', to: '2030-01-01T00:00:00Z', by: 'day' });
    assert.equal(totals.attempts, 1);
    assert.deepEqual(files.list(directory), before);
    await ledger.close();
  });
});

const iso = (epochMs: number) => new Date(epochMs).toISOString();

/** The row of an attempt whose daemon was ended. */
function unknownRow({ requestId, attempt, profile, origin, startedAtEpochMs, target: at }: AttemptIntent): AttemptRow {
  const cost = isFree(at.nominalPrice) ? 0 : null;
  return {
    ...origin,
    requestId,
    attempt,
    target: at.name,
    profile,
    outcome: 'unknown',
    billable: true,
    measured: false,
    simulated: at.simulated,
    usage: null,
    listCostNanoUsd: cost,
    savingsNanoUsd: 0,
    billedCostNanoUsd: cost,
    startedAt: iso(startedAtEpochMs),
    firstPartMs: null,
    totalMs: 0,
    abortPolicy: null,
  };
}

async function startAnew(
  { ledger, clock, files }: Awaited<ReturnType<typeof open>>,
  how: 'closed' | 'killed' | 'snapshot lost',
  timeZone: string,
) {
  let left: MemoryFiles = files;
  // What a killed daemon leaves is what stood on the disk at that moment.
  if (how === 'killed') left = files.copy();
  await ledger.close();
  if (how === 'snapshot lost') left.remove(`${directory}/ledger.json`);
  return open({ clock, files: left, timeZone });
}

/** The rows added up one by one. A request counts where its first attempt under a key started. */
function count(
  rows: readonly AttemptRow[],
  fromMs: number,
  toMs: number,
  by: SpendGrouping | undefined,
  timeZone: string,
) {
  const calendar = createCalendar(timeZone);
  const keyOf = (row: AttemptRow): string => {
    const startedAtMs = Date.parse(row.startedAt);
    switch (by) {
      case 'day':
        return calendar.dayOf(startedAtMs).date;
      case 'hour':
        return iso(calendar.hourStart(startedAtMs));
      case 'model':
        return row.target.slice(0, row.target.lastIndexOf('@'));
      case 'track':
        return row.target.slice(row.target.lastIndexOf('@') + 1);
      case 'target':
      case 'profile':
      case 'client':
        return row[by];
      case 'workspace':
      case 'branch':
        return row[by] ?? '(none)';
      case undefined:
        return '';
    }
  };
  const totals = { ...noTotals };
  const groups = new Map<string, Totals>();
  const counted = new Set<string>();
  const countedByKey = new Set<string>();
  for (const row of rows) {
    const key = keyOf(row);
    // Days and hours divide time, not requests: there a request belongs to its first attempt of all.
    const owner = by === 'day' || by === 'hour' ? row.requestId : `${row.requestId} ${key}`;
    const isFirst = !counted.has(row.requestId);
    const isFirstOfKey = !countedByKey.has(owner);
    counted.add(row.requestId);
    countedByKey.add(owner);
    const startedAtMs = Date.parse(row.startedAt);
    if (startedAtMs < fromMs || startedAtMs >= toMs) continue;
    addRow(totals, row, isFirst);
    if (by === undefined) continue;
    const group = groups.get(key) ?? { ...noTotals };
    addRow(group, row, isFirstOfKey);
    groups.set(key, group);
  }
  return { totals, groups: sorted([...groups].map(([key, group]) => ({ key, ...group }))) };
}

function addRow(totals: Totals, row: AttemptRow, isFirst: boolean): void {
  totals.requests += isFirst ? 1 : 0;
  totals.attempts += 1;
  totals.failed += row.outcome === 'success' ? 0 : 1;
  totals.inputTokens += row.usage?.inputTokens ?? 0;
  totals.outputTokens += row.usage?.outputTokens ?? 0;
  if (row.simulated) {
    totals.simulatedRequests += isFirst ? 1 : 0;
    totals.simulatedCostNanoUsd += row.billedCostNanoUsd ?? 0;
    return;
  }
  totals.listCostNanoUsd += row.listCostNanoUsd ?? 0;
  totals.billedCostNanoUsd += row.billedCostNanoUsd ?? 0;
  totals.unknownCost += row.billedCostNanoUsd === null ? 1 : 0;
}

function sorted<Group extends { key: string }>(groups: readonly Group[]): Group[] {
  return groups.toSorted((one, other) => (one.key < other.key ? -1 : 1));
}
