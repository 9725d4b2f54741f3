/** Local days and hours, around the days on which clocks are changed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCalendar, monthsBetween } from '../../../server/ledger/calendar.ts';

const hourMs = 3_600_000;
const at = (iso: string) => Date.parse(iso);

/** Zone, instant, and the local day that holds it. */
const days: readonly (readonly [string, string, string, string, string, number])[] = [
  ['Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 23],
  ['Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-25', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 25],
  ['America/New_York', '2026-03-08T12:00:00Z', '2026-03-08', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z', 23],
  ['America/New_York', '2026-11-01T12:00:00Z', '2026-11-01', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z', 25],
  // Clocks go forward at midnight: the day begins at one.
  ['Africa/Cairo', '2026-04-24T12:00:00Z', '2026-04-24', '2026-04-23T22:00:00Z', '2026-04-24T21:00:00Z', 23],
  ['Asia/Kolkata', '2026-11-22T12:00:00Z', '2026-11-22', '2026-11-21T18:30:00Z', '2026-11-22T18:30:00Z', 24],
];

describe('the calendar', () => {
  for (const [zone, instant, date, start, end, hours] of days) {
    it(`B4: ${date} in ${zone} has ${hours} hours`, () => {
      const day = createCalendar(zone).dayOf(at(instant));
      assert.deepEqual(day, { date, startMs: at(start), endMs: at(end) });
      assert.equal((day.endMs - day.startMs) / hourMs, hours);
    });
  }

  it('puts the first and last millisecond of a day into it, and their neighbours into others', () => {
    const calendar = createCalendar('Europe/Berlin');
    assert.equal(calendar.dayOf(at('2026-10-24T22:00:00.000Z')).date, '2026-10-25');
    assert.equal(calendar.dayOf(at('2026-10-24T21:59:59.999Z')).date, '2026-10-24');
    assert.equal(calendar.dayOf(at('2026-10-25T22:59:59.999Z')).date, '2026-10-25');
    assert.equal(calendar.dayOf(at('2026-10-25T23:00:00.000Z')).date, '2026-10-26');
  });

  it('begins hours where the zone does, at half past UTC in India', () => {
    const calendar = createCalendar('Asia/Kolkata');
    assert.equal(calendar.hourStart(at('2026-11-22T12:29:59.999Z')), at('2026-11-22T11:30:00Z'));
    assert.equal(calendar.hourStart(at('2026-11-22T12:30:00Z')), at('2026-11-22T12:30:00Z'));
  });

  it('tells the two hours apart that have one name when clocks go back', () => {
    const calendar = createCalendar('Europe/Berlin');
    const first = calendar.hourStart(at('2026-10-25T00:30:00Z'));
    const second = calendar.hourStart(at('2026-10-25T01:30:00Z'));
    assert.equal(second - first, hourMs);
  });

  it('every hour lies within one day, through a year with half-hour changes', () => {
    const calendar = createCalendar('Australia/Lord_Howe');
    for (let ms = at('2026-01-01T00:00:00Z'); ms < at('2027-01-01T00:00:00Z'); ms += hourMs / 2) {
      const start = calendar.hourStart(ms);
      assert.ok(start <= ms && ms < start + hourMs);
      assert.equal(calendar.dayOf(start).date, calendar.dayOf(ms).date);
    }
  });

  it('counts days back over a change of clocks', () => {
    const calendar = createCalendar('Europe/Berlin');
    assert.equal(calendar.dayBefore(at('2026-11-22T12:00:00Z'), 31).startMs, at('2026-10-21T22:00:00Z'));
  });

  it('refuses a zone that does not exist', () => {
    assert.throws(() => createCalendar('Mars/Olympus'), RangeError);
  });

  it('lists months over a year end', () => {
    assert.deepEqual(monthsBetween('2026-11', '2027-02'), ['2026-11', '2026-12', '2027-01', '2027-02']);
  });
});
