/** What the samples of a benchmark add up to. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { benchmarkCsv } from '../../../protocol/benchmark-csv.ts';
import { measured, percentiles, type Sample } from '../../../server/benchmark/statistics.ts';

const sample = (changes: Partial<Sample>): Sample => ({
  target: 'a@x',
  simulated: false,
  outcome: 'success',
  firstPartMs: 10,
  totalMs: 20,
  billedCostNanoUsd: 1_000,
  ...changes,
});
const times = (count: number, changes: Partial<Sample>) => Array.from({ length: count }, () => sample(changes));
const a = { name: 'a@x', simulated: false };
const b = { name: 'b@x', simulated: false };

describe('percentiles', () => {
  it('are values that were measured, by the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    assert.deepEqual(percentiles(hundred), { p50: 50, p95: 95, p99: 99 });
    assert.deepEqual(percentiles([3, 1, 2]), { p50: 2, p95: 3, p99: 3 });
  });

  it('of nothing are nothing', () => assert.equal(percentiles([]), null));
});

describe('what a benchmark measured', () => {
  it('takes times from answers that came whole, and costs from every request', () => {
    const samples = [
      ...times(3, { firstPartMs: 10, totalMs: 30 }),
      sample({ outcome: 'timeout', firstPartMs: null, totalMs: 9_000, billedCostNanoUsd: 500 }),
    ];
    const [only] = measured([a], samples);
    assert.deepEqual(only?.totalMs, { p50: 30, p95: 30, p99: 30 });
    assert.equal(only?.billedCostNanoUsd, 3_500);
    assert.deepEqual([only?.requests, only?.succeeded], [4, 3]);
    assert.deepEqual(only?.failures, [{ kind: 'timeout', count: 1 }]);
  });

  it('gives 10 to the most successful answers per dollar, and the others their share of it', () => {
    const samples = [...times(2, { billedCostNanoUsd: 100 }), ...times(2, { target: 'b@x', billedCostNanoUsd: 400 })];
    assert.deepEqual(
      measured([a, b], samples).map(({ costEfficiency }) => costEfficiency),
      [10, 2.5],
    );
  });

  it('does not compare invented costs with money', () => {
    const simulated = { name: 's@sandbox', simulated: true };
    const samples = [...times(1, { billedCostNanoUsd: 400 }), sample({ target: 's@sandbox', billedCostNanoUsd: 1 })];
    assert.deepEqual(
      measured([a, simulated], samples).map(({ costEfficiency }) => costEfficiency),
      [10, 10],
    );
  });

  it('U6: knows no efficiency where a cost is unknown, or nothing was billed', () => {
    const samples = [sample({ billedCostNanoUsd: null }), sample({ target: 'b@x', billedCostNanoUsd: 0 })];
    const [unknown, free] = measured([a, b], samples);
    assert.deepEqual([unknown?.billedCostNanoUsd, unknown?.costEfficiency], [null, null]);
    assert.deepEqual([free?.billedCostNanoUsd, free?.costEfficiency], [0, null]);
  });

  it('lists a target of which every request failed, without times', () => {
    const [dead] = measured([a], times(2, { outcome: 'auth', firstPartMs: null, billedCostNanoUsd: 0 }));
    assert.deepEqual([dead?.succeeded, dead?.firstPartMs, dead?.totalMs], [0, null, null]);
  });

  it('is a line of CSV a target, with empty cells for what is unknown', () => {
    const targets = [...measured([{ ...a, name: '=a@x' }], [sample({ target: '=a@x', billedCostNanoUsd: null })])];
    const csv = benchmarkCsv({ startedAt: '2026-11-22T00:00:00Z', profile: 'p', requests: 1, concurrency: 1, targets });
    const [heading, line, end] = csv.split('\r\n');
    assert.match(heading ?? '', /^startedAt,target,simulated,requests,succeeded,firstPartP50Ms,/);
    assert.equal(line, "2026-11-22T00:00:00Z,'=a@x,false,1,1,10,10,10,20,20,20,,,");
    assert.equal(end, '');
  });
});
