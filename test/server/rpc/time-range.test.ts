/** Ranges of time that callers name: what a day stands for, and what is no range. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { timeSchema } from '../../../protocol/time-range.ts';
import { ParameterError } from '../../../server/rpc/parameter-error.ts';
import { rangeIn, unbounded } from '../../../server/rpc/time-range.ts';

const bounds = { startMs: Date.parse('2026-11-29T00:00:00Z'), endMs: Date.parse('2026-11-30T00:00:00Z') };

describe('a day or a time', () => {
  it('is one that the calendar has', () => {
    for (const text of [
      '2026-11-01',
      '2028-02-29',
      '2026-11-01T08:00:00Z',
      '2026-11-01T08:00+02:00',
      '2026-11-01T08:00',
    ])
      assert.ok(timeSchema.safeParse(text).success, text);
    for (const text of ['2026-02-30', '2027-02-29T08:00:00Z', '5', '2026-11', 'yesterday', '2026-11-01T25:00:00Z', ''])
      assert.ok(!timeSchema.safeParse(text).success, text);
  });
});

describe('a range', () => {
  it('begins and ends at midnight of the time zone, as its clocks show it', () => {
    const days = { from: '2026-03-29', to: '2026-03-30' };
    const berlin = { from: '2026-03-28T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z' };
    assert.deepEqual(rangeIn(days, 'Europe/Berlin', unbounded), berlin);
    assert.deepEqual(rangeIn({ from: '2026-11-01T08:00' }, 'Asia/Shanghai', unbounded), {
      from: '2026-11-01T00:00:00.000Z',
    });
    assert.deepEqual(rangeIn({ to: '2026-11-01T08:00:00+02:00' }, 'Asia/Shanghai', unbounded), {
      to: '2026-11-01T06:00:00.000Z',
    });
  });

  it('keeps what else was asked, and is what it is anyway where neither end is named', () => {
    const params: { readonly limit: number; readonly from?: string } = { limit: 5 };
    assert.deepEqual(rangeIn(params, 'UTC', { startMs: 2, endMs: 1 }), { limit: 5 });
  });

  it('is refused where it ends before it has begun, also where one end is not named', () => {
    const cases = [
      [{ from: '2026-11-30', to: '2026-11-01' }, 'to must be after 2026-11-30, where the range begins, got 2026-11-01'],
      [{ from: '2026-11-30', to: '2026-11-30' }, 'to must be after 2026-11-30, where the range begins, got 2026-11-30'],
      [{ to: '2026-11-01' }, 'to must be after 2026-11-29T00:00:00.000Z, where the range begins, got 2026-11-01'],
      [{ from: '2026-12-01' }, 'from must be before 2026-11-30T00:00:00.000Z, where the range ends, got 2026-12-01'],
    ] as const;
    for (const [range, message] of cases)
      assert.throws(() => rangeIn(range, 'UTC', bounds), { name: ParameterError.name, message });
    assert.deepEqual(rangeIn({ to: '2026-11-01' }, 'UTC', unbounded), { to: '2026-11-01T00:00:00.000Z' });
  });
});
