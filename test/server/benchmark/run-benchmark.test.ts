/** How a benchmark's requests are sent. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runBenchmark } from '../../../server/benchmark/run-benchmark.ts';
import type { Sample } from '../../../server/benchmark/statistics.ts';

const answered = (target: string): Sample => ({
  target,
  simulated: false,
  outcome: 'success',
  firstPartMs: 1,
  totalMs: 2,
  billedCostNanoUsd: 3,
});

describe('the requests of a benchmark', () => {
  it('go to every target in turn, no two to one target alike', async () => {
    const asked: string[] = [];
    const texts = new Set<string>();
    await runBenchmark({
      targets: ['a', 'b'],
      requests: 3,
      concurrency: 1,
      signal: new AbortController().signal,
      ask: async (target, chat) => {
        asked.push(target);
        texts.add(JSON.stringify(chat));
        return answered(target);
      },
    });
    assert.deepEqual(asked, ['a', 'b', 'a', 'b', 'a', 'b']);
    assert.equal(texts.size, 3);
  });

  it('run as many at once as was asked for, and no more', async () => {
    let running = 0;
    let most = 0;
    const samples = await runBenchmark({
      targets: ['a', 'b', 'c'],
      requests: 4,
      concurrency: 5,
      signal: new AbortController().signal,
      ask: async (target) => {
        most = Math.max(most, ++running);
        await new Promise(setImmediate);
        running -= 1;
        return answered(target);
      },
    });
    assert.deepEqual([samples.length, most], [12, 5]);
  });

  it('end when the caller goes, after those that run have ended', async () => {
    const stop = new AbortController();
    let asked = 0;
    const run = runBenchmark({
      targets: ['a'],
      requests: 100,
      concurrency: 2,
      signal: stop.signal,
      ask: async (target) => {
        asked += 1;
        stop.abort(new Error('gone'));
        return answered(target);
      },
    });
    await assert.rejects(run, /gone/);
    assert.ok(asked <= 2, `${asked} were asked`);
  });
});
