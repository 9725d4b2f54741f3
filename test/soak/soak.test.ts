/** A minute of the soak; `npm run test:soak` has thirty. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type SoakResult, soak } from './soak.ts';
import { growthOf, judgeSoak, overheadRatio, type Sample } from './verdict.ts';

const flat: Sample = {
  atSeconds: 0,
  heapBytes: 30e6,
  residentBytes: 120e6,
  activeResources: 12,
  abortSignals: 30,
  abortListeners: 10,
  timers: 20,
  descriptors: 40,
  gatewayP50Ms: 2,
  gatewayP99Ms: 6,
  directP50Ms: 1,
  directP99Ms: 3,
  cpuUs: 900,
  upstreamCpuUs: 300,
};
const minute = (change: (index: number) => Partial<Sample>): Sample[] =>
  Array.from({ length: 12 }, (_, index) => ({ ...flat, atSeconds: index * 5, ...change(index) }));

describe('the verdict on a soak', () => {
  it('lets what goes up and down pass', () => {
    const noisy = minute((index) => ({
      heapBytes: 30e6 + (index % 3) * 1e6,
      gatewayP99Ms: 6 + (index % 4) * 5,
      timers: index === 7 ? 500 : 20,
    }));
    assert.deepEqual(judgeSoak(noisy), []);
  });

  it('finds one listener, one timer and a kilobyte that each request leaves behind', () => {
    assert.match(
      judgeSoak(minute((index) => ({ abortListeners: 250 * index }))).join(),
      /^abortListeners grew by 2750/,
    );
    assert.match(judgeSoak(minute((index) => ({ timers: 250 * index }))).join(), /^timers grew/);
    assert.match(judgeSoak(minute((index) => ({ heapBytes: 30e6 + 250 * 1024 * index }))).join(), /^heapBytes grew/);
  });

  it('finds an overhead that grows, and not a machine that gets busier', () => {
    assert.match(judgeSoak(minute((index) => ({ gatewayP99Ms: 6 + 2 * index }))).join(), /p99/);
    assert.match(judgeSoak(minute((index) => ({ cpuUs: 900 + 60 * index }))).join(), /processor/);
    const busier = minute((index) => ({ gatewayP99Ms: 6 + 2 * index, directP99Ms: 3 + index }));
    assert.deepEqual(judgeSoak(busier), []);
    const quieter = minute((index) => ({ gatewayP99Ms: 60 - 2 * index, directP99Ms: 50 - 4 * index }));
    assert.deepEqual(judgeSoak(quieter), []);
  });
});

describe('a daemon with fifty requests a second for a minute', { skip: process.platform !== 'linux' }, () => {
  let result: SoakResult;

  before(async () => {
    result = await soak({ seconds: 60, windowSeconds: 5 });
  });

  it('keeps its memory, descriptors, timers and listeners, and its overhead does not grow', (test) => {
    const { samples } = result;
    const growth = (['heapBytes', 'residentBytes', 'descriptors', 'abortListeners'] as const).map(
      (field) => `${field} ${Math.round(growthOf(samples, field))}`,
    );
    test.diagnostic(`growth: ${growth.join(', ')}; p99 × ${overheadRatio(samples).toFixed(2)}`);
    assert.deepEqual(judgeSoak(samples), []);
  });

  it('answers what can be answered, and books all of it', (test) => {
    const { outcomes, attempts, sound } = result;
    test.diagnostic(`${attempts} attempts; ${JSON.stringify(outcomes)}`);
    assert.equal(sound, true);
    for (const kind of ['whole', 'stream', 'rpc']) {
      const own = Object.keys(outcomes).filter((name) => name.startsWith(`${kind}:`));
      assert.deepEqual(own, [`${kind}: complete`]);
    }
    assert.ok((outcomes['left: TimeoutError'] ?? 0) > 100, 'nobody left');
    assert.ok(
      Object.keys(outcomes).filter((name) => name.startsWith('failing:')).length > 2,
      'too few kinds of failure',
    );
  });
});
