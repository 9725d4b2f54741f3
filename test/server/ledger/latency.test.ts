/** Percentiles a target, from sketches that stay small and forget. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AttemptRow } from '../../../protocol/spend.ts';
import { addLatency, emptyLatency, readLatency, restoreLatency, storeLatency } from '../../../server/ledger/latency.ts';
import { end, intent, open } from './attempts.ts';

const opened = await open();
opened.ledger.intend(intent(opened.clock, 'r1'));
const sample: AttemptRow = opened.ledger.settle('r1', 1, end());
await opened.ledger.close();

describe('latency', () => {
  it('is within one percent of the exact percentiles', () => {
    const durations = fc.array(fc.integer({ min: 1, max: 300_000 }), { minLength: 1, maxLength: 900 });
    fc.assert(
      fc.property(durations, (durationsMs) => {
        const sketches = emptyLatency();
        for (const totalMs of durationsMs) addLatency(sketches, { ...sample, totalMs, firstPartMs: totalMs });
        const [read] = readLatency(sketches);
        const ordered = durationsMs.toSorted((one, other) => one - other);
        const exact = (percent: number) => ordered[Math.ceil((percent / 100) * ordered.length) - 1] ?? 0;
        const near = (got: number | null | undefined, percent: number) =>
          assert.ok(
            Math.abs((got ?? 0) - exact(percent)) <= Math.max(1, exact(percent) * 0.01),
            `${got} for ${exact(percent)}`,
          );
        near(read?.totalP50Ms, 50);
        near(read?.totalP95Ms, 95);
        near(read?.firstPartP50Ms, 50);
        near(read?.firstPartP95Ms, 95);
      }),
      { numRuns: 50 },
    );
  });

  it('counts failures and leaves their durations out; an unknown end says nothing', () => {
    const sketches = emptyLatency();
    addLatency(sketches, { ...sample, outcome: 'unknown' });
    assert.deepEqual(readLatency(sketches), []);
    addLatency(sketches, { ...sample, outcome: 'timeout', totalMs: 30_000 });
    assert.deepEqual(readLatency(sketches), [
      {
        target: 'gpt-4.1@relay',
        attempts: 1,
        failed: 1,
        firstPartP50Ms: null,
        firstPartP95Ms: null,
        totalP50Ms: null,
        totalP95Ms: null,
      },
    ]);
  });

  it('is of the latest attempts: a target that became fast is not judged by long ago', () => {
    const sketches = emptyLatency();
    for (let attempt = 0; attempt < 5000; attempt += 1) addLatency(sketches, { ...sample, totalMs: 10_000 });
    for (let attempt = 0; attempt < 2000; attempt += 1) addLatency(sketches, { ...sample, totalMs: 100 });
    const [read] = readLatency(sketches);
    assert.deepEqual([read?.attempts, read?.totalP50Ms, read?.totalP95Ms], [2000, 100, 100]);
  });

  it('goes on after being stored and restored as if nothing had happened', () => {
    const sketches = emptyLatency();
    for (let attempt = 0; attempt < 1500; attempt += 1)
      addLatency(sketches, { ...sample, totalMs: (attempt * 37) % 5000 });
    const restored = restoreLatency(storeLatency(sketches));
    assert.deepEqual(readLatency(restored), readLatency(sketches));
    for (const each of [sketches, restored]) {
      for (let attempt = 0; attempt < 700; attempt += 1) addLatency(each, { ...sample, totalMs: 90_000 });
    }
    assert.deepEqual(readLatency(restored), readLatency(sketches));
  });

  it('of durations that make no sense does not fail', () => {
    const sketches = emptyLatency();
    addLatency(sketches, { ...sample, totalMs: -5, firstPartMs: 1e12 });
    assert.equal(readLatency(sketches)[0]?.totalP50Ms, 0);
  });
});
