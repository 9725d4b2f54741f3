/** What was read of a month is kept: asking again reads what came since, and says the same as reading all of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AttemptRow } from '../../../protocol/spend.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { profiles, row, whatIfOver } from './past.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const monthStartMs = Date.parse('2026-11-01T00:00:00Z');
const asked = { profiles: Object.keys(profiles) };

interface Settled {
  readonly atMs: number;
  readonly row: AttemptRow;
}

/** A world whose rows come to be as its clock moves on. */
function world(settled: readonly Settled[]) {
  const clock = new FakeClock('2026-11-01T00:00:00Z');
  const reads: { readonly fromMs: number; readonly rows: number }[] = [];
  const rows = (fromMs: number) => {
    const found = settled
      .filter(({ atMs }) => atMs <= clock.epochMs())
      .map((one) => one.row)
      .filter(({ startedAt }) => Date.parse(startedAt) >= fromMs);
    reads.push({ fromMs, rows: found.length });
    return found;
  };
  return { clock, reads, whatIf: whatIfOver({ rows, clock }), anew: () => whatIfOver({ rows, clock }) };
}

/** One real request in each of the hours of ten days. */
function everyHour(): Settled[] {
  return Array.from({ length: 240 }, (_, hour) => {
    const startMs = monthStartMs + hour * hourMs;
    return { atMs: startMs + 1_000, row: row(`r${hour}`, { startedAt: new Date(startMs).toISOString() }) };
  });
}

describe('what this month would have cost, asked again', () => {
  it('reads the last hours only, however much came before them', async () => {
    const { clock, reads, whatIf } = world(everyHour());
    await clock.advance(200 * hourMs);
    const [before] = await whatIf.reports(asked);
    assert.ok(before !== undefined && before.actual.requests >= 200);
    reads.length = 0;
    await clock.advance(2 * hourMs);
    const [after] = await whatIf.reports(asked);
    assert.equal(after?.actual.requests, before.actual.requests + 2);
    assert.ok(reads.reduce((sum, { rows }) => sum + rows, 0) <= 4, JSON.stringify(reads));
    assert.ok(reads.every(({ fromMs }) => fromMs >= monthStartMs + 198 * hourMs));
  });

  it('says what reading all of it says, whenever it is asked and however attempts overlap', async () => {
    const attempt = fc.record({
      request: fc.integer({ min: 0, max: 20 }),
      afterMinutes: fc.integer({ min: 0, max: 25 }),
      lastsMinutes: fc.integer({ min: 0, max: 25 }),
      tokens: fc.nat(5_000),
      outcome: fc.constantFrom<AttemptRow['outcome']>('success', 'timeout'),
      simulated: fc.boolean(),
    });
    const begins = fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 21, maxLength: 21 });
    const pauses = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(attempt, { maxLength: 40 }), begins, pauses, async (attempts, beginsAt, waits) => {
        const number = new Map<number, number>();
        const settled = attempts.map(({ request, afterMinutes, lastsMinutes, tokens, outcome, simulated }): Settled => {
          const attemptNumber = (number.get(request) ?? 0) + 1;
          number.set(request, attemptNumber);
          const startMs = monthStartMs + ((beginsAt[request] ?? 0) + afterMinutes) * minuteMs;
          const startedAt = new Date(startMs).toISOString();
          const more = { attempt: attemptNumber, startedAt, outcome, simulated };
          return { atMs: startMs + lastsMinutes * minuteMs, row: row(`r${request}`, more, { inputTokens: tokens }) };
        });
        settled.sort((one, other) => one.atMs - other.atMs);
        const { clock, whatIf, anew } = world(settled);
        for (const minutes of waits) {
          clock.setEpoch(clock.epochMs() + minutes * minuteMs);
          assert.deepEqual(await whatIf.reports(asked), await anew().reports(asked));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('reads the month again once a row of the past was corrected', async () => {
    const { clock, reads, whatIf } = world(everyHour());
    await clock.advance(100 * hourMs);
    await whatIf.reports(asked);
    reads.length = 0;
    whatIf.forget();
    await whatIf.reports(asked);
    assert.equal(reads[0]?.fromMs, monthStartMs);
  });

  it('reads it again for other profiles, another configuration, and after some hours', async () => {
    const { clock, reads, whatIf } = world(everyHour());
    await clock.advance(100 * hourMs);
    const isReadAnew = async (profiles: readonly string[]) => {
      reads.length = 0;
      await whatIf.reports({ profiles: [...profiles] });
      return reads[0]?.fromMs === monthStartMs;
    };
    assert.equal(await isReadAnew(['saving']), true);
    assert.equal(await isReadAnew(['saving']), false);
    assert.equal(await isReadAnew(['large']), true);
    // The same again, as every window that joins makes it.
    whatIf.configuration.configure({});
    assert.equal(await isReadAnew(['large']), false);
    whatIf.configuration.configure({ profiles: { large: { strategy: 'priority', targets: ['small@cheap'] } } });
    assert.equal(await isReadAnew(['large']), true);
    await clock.advance(7 * hourMs);
    assert.equal(await isReadAnew(['large']), true);
  });

  it('answers two windows that ask at once from one reading', async () => {
    const { clock, reads, whatIf } = world(everyHour());
    await clock.advance(100 * hourMs);
    const [one, other] = await Promise.all([whatIf.reports(asked), whatIf.reports(asked)]);
    assert.deepEqual(one, other);
    assert.equal(reads.filter(({ fromMs }) => fromMs === monthStartMs).length, 1);
  });

  it('begins anew after a reading that failed', async () => {
    let isBroken = true;
    const clock = new FakeClock('2026-11-05T00:00:00Z');
    const rows = () => {
      if (isBroken) throw new Error('the disk is gone');
      return everyHour().map((one) => one.row);
    };
    const whatIf = whatIfOver({ rows, clock });
    await assert.rejects(whatIf.reports(asked), /the disk is gone/);
    isBroken = false;
    const [report] = await whatIf.reports(asked);
    assert.equal(report?.actual.requests, 96);
  });
});
