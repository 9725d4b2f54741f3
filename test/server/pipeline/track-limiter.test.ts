/** A track's limits: who waits, for how long, in what order, and what an upstream's word changes. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TrackLimiter } from '../../../server/pipeline/track-limiter.ts';
import { RequestError } from '../../../server/request-error.ts';
import { type Limits, noLimits } from '../../../server/routing/target.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function limiter(limits: Partial<Limits>) {
  const clock = new FakeClock();
  const track = new TrackLimiter('relay', { ...noLimits, ...limits }, clock);
  const granted: number[] = [];
  const refused: RequestError[] = [];
  const acquire = (tokens: number, maxWaitMs = 600_000, client = 'one', signal = new AbortController().signal) =>
    track.acquire({ client, tokens, maxWaitMs, signal }).then(
      (grant) => {
        granted.push(clock.monotonicMs());
        return grant;
      },
      (error: unknown) => {
        if (error instanceof RequestError) refused.push(error);
        return null;
      },
    );
  return { clock, track, acquire, granted, refused };
}

describe('the limits of a track', () => {
  it('R2: of 500 at once on a limit of 100, exactly 100 pass at once and 100 in each minute after', async () => {
    const { clock, acquire, granted } = limiter({ requestsPerMinute: 100 });
    for (let request = 0; request < 500; request += 1) void acquire(1);
    await clock.advance(0);
    assert.equal(granted.length, 100);
    await clock.advance(59_999);
    assert.equal(granted.length, 100);
    await clock.advance(1);
    assert.equal(granted.length, 200);
    await clock.advance(180_000);
    assert.equal(granted.length, 500);
    assert.equal(clock.pending, 0);
  });

  it('the safety factor is applied to both limits', async () => {
    const { clock, acquire, granted, refused } = limiter({
      requestsPerMinute: 10,
      tokensPerMinute: 1_000,
      safetyFactor: 0.8,
    });
    await acquire(801);
    assert.match(refused[0]?.message ?? '', /its limit of 800 tokens a minute is smaller than this request of 801/);
    for (let request = 0; request < 10; request += 1) void acquire(10);
    await clock.advance(0);
    assert.equal(granted.length, 8);
    await clock.advance(60_000);
  });

  it('B3: a request that lacks tokens takes no request permit', async () => {
    const { clock, acquire, granted, refused } = limiter({ requestsPerMinute: 2, tokensPerMinute: 100 });
    await acquire(90);
    await acquire(50, 1_000);
    assert.equal(refused.length, 1);
    await acquire(5);
    assert.equal(granted.length, 2);
    await clock.advance(0);
  });

  it('R3: tokens that are given back serve who waits at once, not when they would have grown back', async () => {
    const { clock, acquire, granted } = limiter({ tokensPerMinute: 6_000 });
    const first = await acquire(6_000);
    void acquire(3_000);
    await clock.advance(1_000);
    assert.equal(granted.length, 1);
    first?.end(100);
    await clock.advance(0);
    assert.deepEqual(granted, [0, 1_000]);
    assert.equal(clock.pending, 0);
  });

  it('a limit that is raised or taken away serves who waits at once', async () => {
    const { clock, track, acquire, granted } = limiter({ requestsPerMinute: 1 });
    await acquire(1);
    void acquire(1);
    await clock.advance(1_000);
    track.configure(noLimits);
    await clock.advance(0);
    assert.deepEqual(granted, [0, 1_000]);
    assert.equal(clock.pending, 0);
  });

  it('R3: what was reserved is reconciled once, also when it is told twice', async () => {
    const { acquire, granted } = limiter({ tokensPerMinute: 100 });
    const grant = await acquire(100);
    grant?.end(40);
    grant?.end(0);
    await acquire(60);
    assert.equal(granted.length, 2);
    await acquire(1, 0);
    assert.equal(granted.length, 2, 'the second word on the same grant returned nothing');
  });

  it('an attempt that never left gives back all it took', async () => {
    const { acquire, granted } = limiter({ requestsPerMinute: 1, tokensPerMinute: 100 });
    (await acquire(100))?.end(null);
    await acquire(100, 0);
    assert.equal(granted.length, 2);
  });

  it('R7: what the upstream says is left is believed', async () => {
    const { acquire, refused } = limiter({ requestsPerMinute: 100 });
    const grant = await acquire(1);
    grant?.told({ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '20s' });
    await acquire(1, 1_000);
    assert.equal(refused[0]?.kind, 'limiter-full');
    assert.equal(refused[0]?.retryAfterMs, 20_000);
  });

  const withoutLimit: readonly (readonly [string, Record<string, string>, waitMs: number])[] = [
    ['until the reset', { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '20s' }, 20_000],
    [
      'until one is back, where they come back bit by bit',
      {
        'x-ratelimit-limit-requests': '60',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '60s',
      },
      1_000,
    ],
    [
      'until as many tokens are back as a request takes',
      {
        'anthropic-ratelimit-tokens-limit': '1000',
        'anthropic-ratelimit-tokens-remaining': '0',
        'anthropic-ratelimit-tokens-reset': new Date(new FakeClock().epochMs() + 60_000).toISOString(),
      },
      6_000,
    ],
    [
      'until the next is back, which is what Azure says',
      {
        'x-ratelimit-limit-requests': '120',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '500',
        'x-ratelimit-renewalperiod-requests': '60',
      },
      500,
    ],
    ['not at all while one is left', { 'x-ratelimit-remaining-requests': '1', 'x-ratelimit-reset-requests': '20s' }, 0],
  ];
  for (const [how, headers, waitMs] of withoutLimit) {
    it(`R7: a track without a limit of its own waits ${how}, where the upstream says that none is left`, async () => {
      const { acquire, refused } = limiter({});
      (await acquire(100))?.told(headers);
      await acquire(100, 0);
      assert.equal(refused[0]?.retryAfterMs ?? 0, waitMs);
    });
  }

  it('C2: a pause is only ever extended', async () => {
    const { clock, acquire, refused } = limiter({});
    const grant = await acquire(1);
    grant?.refused(10_000);
    grant?.refused(2_000);
    await acquire(1, 0);
    assert.equal(refused[0]?.retryAfterMs, 10_000);
    assert.match(refused[0]?.message ?? '', /the upstream asked for a pause; free in 10\.0 s/);
    await clock.advance(10_000);
    assert.notEqual(await acquire(1, 0), null);
  });

  it('concurrency is a limit of its own, and a place that frees goes to who waits longest', async () => {
    const { clock, acquire, granted, refused } = limiter({ concurrency: 1 });
    const first = await acquire(1);
    const second = acquire(1);
    void acquire(1, 0);
    await clock.advance(0);
    assert.match(
      refused[0]?.message ?? '',
      /its limit of 1 at once is reached, others are waiting before this request/,
    );
    first?.end(1);
    assert.notEqual(await second, null);
    assert.equal(granted.length, 2);
  });

  it('R6: an adaptive track halves its rate at a 429 and earns it back by success', async () => {
    const { clock, acquire, granted } = limiter({ requestsPerMinute: 60, adaptive: true });
    (await acquire(1))?.refused(undefined);
    await clock.advance(60_000);
    granted.length = 0;
    const grants = [];
    for (let request = 0; request < 60; request += 1) grants.push(acquire(1));
    await clock.advance(59_000);
    assert.ok(granted.length >= 25 && granted.length <= 32, `${granted.length} in a minute at half of 60`);
    await clock.advance(120_000);
    await Promise.all(grants);
  });
});
