/** The windows of budgets: days with 23 and 25 hours, weeks, months, and what a person is told of their end. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BudgetPeriod } from '../../../protocol/budget.ts';
import { projectMonth } from '../../../server/ledger/budgets.ts';
import { windowAt, writeReset } from '../../../server/ledger/windows.ts';

function windowOf(period: BudgetPeriod, at: string, timeZone: string, firstDayOfWeek: 'monday' | 'sunday' = 'monday') {
  const { startMs, endMs } = windowAt(period, Date.parse(at), { timeZone, firstDayOfWeek });
  return [startMs, endMs].map((ms) => (ms === null ? null : new Date(ms).toISOString()));
}

describe('windows', () => {
  const daysOfChange = [
    ['Europe/Berlin', '2026-03-29T10:00:00Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z', 23],
    ['Europe/Berlin', '2026-10-25T10:00:00Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z', 25],
    ['America/New_York', '2026-03-08T17:00:00Z', '2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z', 23],
    ['America/New_York', '2026-11-01T17:00:00Z', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z', 25],
  ] as const;
  for (const [timeZone, at, start, end, hours] of daysOfChange) {
    it(`B4: the day the clocks change in ${timeZone} has ${hours} hours`, () => {
      assert.deepEqual(windowOf('day', at, timeZone), [start, end]);
      assert.equal((Date.parse(end) - Date.parse(start)) / 3_600_000, hours);
      assert.deepEqual(windowOf('day', start, timeZone), [start, end]);
      assert.equal(windowOf('day', end, timeZone)[0], end);
      const lastInstant = new Date(Date.parse(end) - 1).toISOString();
      assert.deepEqual(windowOf('day', lastInstant, timeZone), [start, end]);
    });
  }

  it('B4: a day whose midnight the clocks leave out begins at its first instant', () => {
    assert.deepEqual(windowOf('day', '2018-11-04T12:00:00Z', 'America/Sao_Paulo'), [
      '2018-11-04T03:00:00.000Z',
      '2018-11-05T02:00:00.000Z',
    ]);
  });

  it('a week begins on the day that the settings say', () => {
    const sunday = '2026-11-22T12:00:00Z';
    assert.deepEqual(windowOf('week', sunday, 'UTC'), ['2026-11-16T00:00:00.000Z', '2026-11-23T00:00:00.000Z']);
    assert.deepEqual(windowOf('week', sunday, 'UTC', 'sunday'), [
      '2026-11-22T00:00:00.000Z',
      '2026-11-29T00:00:00.000Z',
    ]);
  });

  it('a month is that of the time zone, and a total has no end', () => {
    assert.deepEqual(windowOf('month', '2026-11-30T23:30:00Z', 'Europe/Berlin'), [
      '2026-11-30T23:00:00.000Z',
      '2026-12-31T23:00:00.000Z',
    ]);
    assert.deepEqual(windowOf('total', '2026-11-30T23:30:00Z', 'Europe/Berlin'), [null, null]);
  });

  it('B4: the reset is told as the clock of the person shows it', () => {
    assert.equal(writeReset(Date.parse('2026-03-29T22:00:00Z'), 'Europe/Berlin'), '2026-03-30 00:00 (Europe/Berlin)');
  });
});

describe('the projection of a month', () => {
  const startMs = Date.parse('2026-11-01T00:00:00Z');
  const endMs = Date.parse('2026-12-01T00:00:00Z');
  const at = (date: string) => ({ startMs, endMs, nowMs: Date.parse(date) });

  it('goes on as the days so far did, or so much more as growth says', () => {
    assert.equal(projectMonth(10_000, at('2026-11-11T00:00:00Z'), 1), 30_000);
    assert.equal(projectMonth(10_000, at('2026-11-11T00:00:00Z'), 1.2), 34_000);
  });

  it('makes no month of its first minute, and ends at what was spent', () => {
    assert.equal(projectMonth(1_000, at('2026-11-01T00:01:00Z'), 1), 30_999);
    assert.equal(projectMonth(1_000, at('2026-12-01T00:00:00Z'), 1.2), 1_000);
  });
});
