/** Spend and targets over time: slots as a time zone's clocks count them, and the sums the ledger gives elsewhere. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { longestDeadlineMs } from '../../../protocol/resilience-configuration.ts';
import { createCalendar } from '../../../server/ledger/calendar.ts';
import { slotsUpTo } from '../../../server/ledger/slots.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { end, intent, open, sandboxTarget, target } from './attempts.ts';

const hourMs = 3_600_000;
const at = (instant: string) => Date.parse(instant);

describe('slots', () => {
  const berlin = createCalendar('Europe/Berlin');
  const written = (unit: 'hour' | 'day' | 'month', now: string) =>
    slotsUpTo(unit, at(now), berlin).starts.map((startMs) => new Date(startMs).toISOString());

  it('B4: count an hour that the clocks show twice as two, and none for one they leave out', () => {
    const autumn = written('hour', '2026-10-25T05:30:00Z');
    assert.equal(autumn.length, 24);
    assert.deepEqual(autumn.slice(-6, -3), [
      '2026-10-25T00:00:00.000Z',
      '2026-10-25T01:00:00.000Z',
      '2026-10-25T02:00:00.000Z',
    ]);
    assert.equal(at(autumn.at(-1) ?? '') - at(autumn.at(0) ?? ''), 23 * hourMs);
  });

  it('B4: begin days at local midnight across a change of clocks', () => {
    assert.deepEqual(written('day', '2026-10-26T12:00:00Z').slice(-3), [
      '2026-10-23T22:00:00.000Z',
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ]);
  });

  it('begin months at the first, over the turn of a year', () => {
    const months = written('month', '2026-03-31T21:59:59Z');
    assert.equal(months.length, 12);
    assert.deepEqual([months[0], months.at(-1)], ['2025-03-31T22:00:00.000Z', '2026-02-28T23:00:00.000Z']);
    assert.equal(slotsUpTo('month', at('2026-03-31T22:00:00Z'), berlin).starts.at(-1), at('2026-03-31T22:00:00Z'));
  });

  it('tell where an instant belongs, and that one before all belongs nowhere', () => {
    const { starts, endMs, indexOf } = slotsUpTo('day', at('2026-10-26T12:00:00Z'), berlin);
    assert.equal(endMs, at('2026-10-26T23:00:00Z'));
    assert.equal(indexOf(starts[0] ?? 0), 0);
    assert.equal(indexOf((starts[0] ?? 0) - 1), -1);
    assert.equal(indexOf(endMs - 1), 29);
  });
});

describe('spend over time', () => {
  it('lays what was billed out by slot and group, with the totals the ledger gives for that range', async () => {
    const clock = new FakeClock('2026-11-20T10:20:00Z');
    const { ledger } = await open({ clock, timeZone: 'Europe/Berlin' });
    const book = async (requestId: string, name: string, waitHours: number) => {
      ledger.intend(intent(clock, requestId, { target: target(name) }));
      ledger.settle(requestId, 1, end({}));
      await clock.advance(waitHours * hourMs);
    };
    await book('r1', 'gpt-4.1@relay', 1);
    await book('r2', 'flash@relay', 24);
    await book('r3', 'gpt-4.1@other', 0);
    const series = await ledger.books.spendSeries({ unit: 'day', by: 'model' }, 'monday');
    assert.equal(series.starts.length, 30);
    assert.deepEqual(
      series.groups.map(({ key, requests }) => [key, requests.slice(-3)]),
      [
        ['gpt-4.1', [0, 1, 1]],
        ['flash', [0, 1, 0]],
      ],
    );
    const { totals } = await ledger.spend({ from: series.starts[0], to: '2026-11-21T23:00:00Z' });
    assert.deepEqual(series.totals, totals);
    const billed = series.groups.flatMap((group) => group.billedCostNanoUsd).reduce((sum, cost) => sum + cost, 0);
    assert.equal(billed, totals.billedCostNanoUsd);
    assert.ok(billed > 0);
  });

  it('sums this week from its first day on, and the groups beyond the seven dearest as one', async () => {
    // A Monday.
    const clock = new FakeClock('2026-11-15T10:00:00Z');
    const { ledger } = await open({ clock, timeZone: 'UTC' });
    for (let number = 0; number < 10; number += 1) {
      ledger.intend(intent(clock, `r${number}`, { origin: { branch: `b${number}` } }));
      ledger.settle(`r${number}`, 1, end({}));
      await clock.advance(4 * hourMs);
    }
    const series = await ledger.books.spendSeries({ unit: 'hour', by: 'branch' }, 'monday');
    assert.equal(series.week.requests, 6, 'four of them were on Sunday');
    assert.equal((await ledger.books.spendSeries({ unit: 'hour', by: 'branch' }, 'sunday')).week.requests, 10);
    const { groups } = await ledger.books.spendSeries({ unit: 'day', by: 'branch' }, 'monday');
    assert.equal(groups.length, 8);
    assert.equal(groups.at(-1)?.key, null);
    assert.equal(
      groups.flatMap(({ requests }) => requests).reduce((sum, requests) => sum + requests, 0),
      10,
    );
  });
});

describe('targets over time', () => {
  it('counts attempts, failures and failovers, and gives percentiles of what succeeded', async () => {
    const clock = new FakeClock('2026-11-20T10:20:00Z');
    const { ledger } = await open({ clock, timeZone: 'UTC' });
    for (const [number, firstPartMs] of [10, 20, 30, 40].entries()) {
      ledger.intend(intent(clock, `r${number}`));
      ledger.settle(`r${number}`, 1, end({ firstPartMs, totalMs: firstPartMs * 10 }));
    }
    ledger.intend(intent(clock, 'f'));
    ledger.settle('f', 1, end({ outcome: 'overloaded', billable: false }));
    ledger.intend(intent(clock, 'f', { attempt: 2, target: sandboxTarget }));
    ledger.settle('f', 2, end({}));
    const { targets } = await ledger.books.targetSeries('hour');
    const latest = new Map(targets.map(({ target: name, slots }) => [name, slots.at(-1)]));
    assert.deepEqual(latest.get('gpt-4.1@relay'), {
      attempts: 5,
      failed: 1,
      failovers: 0,
      firstPart: { p50Ms: 20, p95Ms: 40, p99Ms: 40 },
      total: { p50Ms: 200, p95Ms: 401, p99Ms: 401 },
    });
    assert.equal(latest.get('gpt-4.1@sandbox')?.failovers, 1);
    assert.equal(targets[0]?.slots[0]?.attempts, 0);
  });

  it('rolls over at midnight though nothing happens, and reads a past slot once', async () => {
    const clock = new FakeClock('2026-11-20T22:20:00Z');
    const { ledger } = await open({ clock, timeZone: 'UTC' });
    ledger.intend(intent(clock, 'r1'));
    ledger.settle('r1', 1, end({}));
    const attempts = async () => {
      const { targets } = await ledger.books.targetSeries('day');
      return targets[0]?.slots.slice(-2).map((slot) => slot.attempts);
    };
    assert.deepEqual(await attempts(), [0, 1]);
    await clock.advance(2 * hourMs);
    assert.deepEqual(await attempts(), [1, 0]);
    await clock.advance(2 * hourMs);
    assert.deepEqual(await attempts(), [1, 0]);
  });

  it('counts an attempt in its slot that took as long as the longest deadline, and was read on after it', async () => {
    const clock = new FakeClock('2026-11-20T10:59:59Z');
    const { ledger } = await open({ clock, timeZone: 'UTC' });
    ledger.intend(intent(clock, 'quick'));
    ledger.settle('quick', 1, end({}));
    ledger.intend(intent(clock, 'long'));
    const attempts = async () => (await ledger.books.targetSeries('hour')).targets[0]?.slots.at(-3)?.attempts;
    await clock.advance(longestDeadlineMs + 5_000);
    assert.equal(await attempts(), 1);
    await clock.advance(5_000);
    ledger.settle('long', 1, end({}));
    await clock.advance(30_000);
    assert.equal(await attempts(), 2);
    await clock.advance(hourMs);
  });
});
