/** What is asked for again and again is done now and then. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { atMostEvery } from '../../../server/daemon/at-most-every.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('at most every so often', () => {
  it('it is done once for all who ask meanwhile, and again when the time is over', async () => {
    const clock = new FakeClock();
    let runs = 0;
    const ask = atMostEvery(clock, 1_000, async () => {
      runs += 1;
      return runs;
    });
    assert.deepEqual(await Promise.all([ask(), ask()]), [1, 1]);
    await clock.advance(999);
    assert.equal(await ask(), 1);
    await clock.advance(1);
    assert.equal(await ask(), 2);
  });

  it('what failed is told to those who waited for it, and done again for the next', async () => {
    let runs = 0;
    const ask = atMostEvery(new FakeClock(), 1_000, async () => {
      runs += 1;
      if (runs === 1) throw new Error('no network yet');
      return runs;
    });
    const both = await Promise.allSettled([ask(), ask()]);
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.equal(await ask(), 2);
  });
});
