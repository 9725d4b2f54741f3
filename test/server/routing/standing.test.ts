/** Strategies over live health: what is learned counts, what fails or is full sinks, and what recovers comes back. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { textMessage } from '../../../protocol/message.ts';
import { plainEstimator } from '../../../server/catalogue/estimate.ts';
import { createLiveHealth } from '../../../server/health.ts';
import { TrackLimiters } from '../../../server/pipeline/rate-limit.ts';
import { Breakers } from '../../../server/resilience/breakers.ts';
import { type TargetHealth, unheardOf } from '../../../server/routing/candidate.ts';
import { Conversations } from '../../../server/routing/conversations.ts';
import { standingOf } from '../../../server/routing/standing.ts';
import { configurationOf, targetOf, testOrigin } from '../../support/configuration.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { healthOf, measured, namesOf, planOf, priced, relayWith } from '../../support/routing.ts';

function fileOf(models: Readonly<Record<string, unknown>>, profile: Readonly<Record<string, unknown>> = {}) {
  return { tracks: { a: relayWith(models) }, profiles: { p: { strategy: 'priority', ...profile } } };
}

describe('C6: how a target stands is read when it is asked', () => {
  const cases: readonly (readonly [name: string, health: Partial<TargetHealth>, rank: number])[] = [
    ['nothing against it', {}, 0],
    ['one failure is chance', { failuresInARow: 1, recentAttempts: 1, recentFailures: 1 }, 0],
    ['two in a row, before its breaker opens', { failuresInARow: 2, recentAttempts: 2, recentFailures: 2 }, 1],
    ['a third of its latest attempts', { recentAttempts: 9, recentFailures: 3 }, 1],
    ['failures that its breaker has forgotten', { failuresInARow: 4 }, 0],
    ['limits without room', { room: 2_000 }, 2],
    ['others wait there', { room: 'busy' }, 2],
    ['limits that the request will never fit', { room: 'never' }, 2],
    ['an open breaker', { breaker: 'open', reopensInMs: 10 }, 3],
    ['a probe under way', { breaker: 'probing' }, 3],
    ['due for a probe: it must be asked to recover', { breaker: 'half-open' }, 0],
  ];
  for (const [name, health, rank] of cases)
    it(name, () => assert.equal(standingOf({ ...unheardOf, ...health }).rank, rank));

  it('a failing target sinks behind dearer and slower ones, whatever the strategy, and says why', () => {
    const file = (strategy: string) => fileOf({ best: priced(1), other: priced(9) }, { strategy });
    const failing = { failuresInARow: 2, recentAttempts: 2, recentFailures: 2, firstPartP50Ms: 1, attempts: 99 };
    for (const strategy of ['priority', 'cheapest', 'fastest', 'balanced']) {
      const health = healthOf({ 'best@a': failing, 'other@a': { firstPartP50Ms: 999, attempts: 99 } });
      const { targets } = planOf(file(strategy), { profile: 'p' }, { health });
      assert.deepEqual(
        targets.map(({ target }) => target.model),
        ['other', 'best'],
        strategy,
      );
      assert.match(targets[1]?.reason ?? '', /; its last 2 attempts failed$/);
    }
  });

  it('is told by the breakers, limits and latencies of the daemon at that moment', () => {
    const clock = new FakeClock();
    const breakers = new Breakers();
    const limiters = new TrackLimiters(clock);
    const latency = {
      target: 'm@a',
      attempts: 9,
      failed: 1,
      firstPartP50Ms: 50,
      firstPartP95Ms: 90,
      totalP50Ms: 500,
      totalP95Ms: 900,
    };
    const health = createLiveHealth({ ledger: { latency: () => [latency] }, breakers, limiters, clock });
    const target = targetOf(configurationOf(fileOf({ m: priced(1) })), 'm@a');
    assert.deepEqual(health.of(target, 1), {
      ...unheardOf,
      attempts: 9,
      failures: 1,
      firstPartP50Ms: 50,
      firstPartP95Ms: 90,
      totalP50Ms: 500,
    });
    const breaker = breakers.of('m@a', { failures: 2, openMs: 1_000, successes: 1 });
    const fail = () => {
      const admission = breaker.admit(clock.monotonicMs());
      if (admission.admitted) breaker.fail(admission.lease, clock.monotonicMs());
    };
    fail();
    assert.deepEqual(health.of(target, 1).failuresInARow, 1);
    fail();
    assert.deepEqual([health.of(target, 1).breaker, health.of(target, 1).reopensInMs], ['open', 1_000]);
    breaker.disable();
    assert.equal(health.of(target, 1).breaker, 'disabled');
  });

  it('a limit has room, or says when, or never will', async () => {
    const clock = new FakeClock();
    const limiters = new TrackLimiters(clock);
    const health = createLiveHealth({ ledger: { latency: () => [] }, breakers: new Breakers(), limiters, clock });
    const limits = { requestsPerMinute: 10, tokensPerMinute: 600, concurrency: 1 };
    const file = { tracks: { a: relayWith({ m: priced(1) }, { limits }) } };
    const target = targetOf(configurationOf(file), 'm@a');
    assert.equal(health.of(target, 100).room, 0);
    const demand = { client: 'c', tokens: 500, maxWaitMs: 0, signal: new AbortController().signal };
    const grant = await limiters.of(target.track).acquire(demand);
    assert.equal(health.of(target, 50).room, 'busy');
    grant.end(500);
    assert.equal(health.of(target, 100).room, 0);
    assert.equal(health.of(target, 200).room, 60_000);
    assert.equal(health.of(target, 601).room, 'never');
  });
});

describe('fastest', () => {
  it('goes from what is assumed to what is measured as answers come', () => {
    const file = { profiles: { p: { strategy: 'fastest', targets: ['gpt-4.1@sandbox', 'gemini-pro@sandbox'] } } };
    const gemini = (firstPartP50Ms: number, attempts: number) =>
      healthOf({ 'gemini-pro@sandbox': { firstPartP50Ms, attempts } });
    const first = (health: ReturnType<typeof healthOf>) => namesOf(planOf(file, { profile: 'p' }, { health }))[0];
    assert.equal(first(gemini(80, 0)), 'gemini-pro@sandbox');
    assert.equal(first(gemini(80, 1)), 'gemini-pro@sandbox');
    assert.equal(first(gemini(80, 10)), 'gpt-4.1@sandbox');
  });
});

describe('cheapest', () => {
  it('expects answers as long as they usually are, of unknown targets as long as others’', () => {
    const price = (input: number, output: number) => ({ price: { inputUsdPerMTok: input, outputUsdPerMTok: output } });
    const file = fileOf({ wordy: price(1, 10), terse: price(1, 11), unknown: price(1, 12) }, { strategy: 'cheapest' });
    const usual = { 'wordy@a': 900, 'terse@a': 100 };
    const estimator = {
      ...plainEstimator,
      usualOutputTokens: (name: string) => new Map(Object.entries(usual)).get(name) ?? null,
    };
    assert.deepEqual(namesOf(planOf(file, { profile: 'p' }, { estimator })), ['terse@a', 'unknown@a', 'wordy@a']);
    const failing = {
      ...plainEstimator,
      usualOutputTokens: () => {
        throw new Error('lost');
      },
    };
    assert.deepEqual(namesOf(planOf(file, { profile: 'p' }, { estimator: failing })), [
      'wordy@a',
      'terse@a',
      'unknown@a',
    ]);
  });
});

describe('balanced', () => {
  const file = (weights?: object) =>
    fileOf(
      { cheap: priced(1), quick: priced(4), sound: priced(3) },
      { strategy: 'balanced', ...(weights && { weights }) },
    );
  const health = healthOf({
    'cheap@a': { firstPartP50Ms: 2_000, attempts: 1_000, failures: 100 },
    'quick@a': { firstPartP50Ms: 100, attempts: 1_000, failures: 100 },
    'sound@a': { firstPartP50Ms: 900, attempts: 1_000, failures: 0 },
  });
  const first = (weights?: object) => namesOf(planOf(file(weights), { profile: 'p' }, { health }))[0];

  it('leans to what its weights say', () => {
    assert.equal(first({ cost: 1, latency: 0, reliability: 0 }), 'cheap@a');
    assert.equal(first({ cost: 0, latency: 1, reliability: 0 }), 'quick@a');
    assert.equal(first({ cost: 0, latency: 0, reliability: 1 }), 'sound@a');
    assert.equal(first(), 'quick@a');
  });

  it('takes what is unknown for the worst that is known', () => {
    const some = fileOf({ free: {}, cheap: priced(1), dear: priced(2) }, { strategy: 'balanced' });
    assert.equal(namesOf(planOf(some, { profile: 'p' }))[0], 'cheap@a');
    assert.deepEqual(namesOf(planOf(fileOf({ a: {}, b: {} }, { strategy: 'balanced' }), { profile: 'p' })), [
      'a@a',
      'b@a',
    ]);
  });
});

describe('N2: a conversation', () => {
  const key = { client: 'test', conversation: 'c' };
  const request = {
    profile: 'p',
    chat: { messages: [textMessage('user', 'x'.repeat(40_000))], maxOutputTokens: 100 },
    origin: { ...testOrigin, conversation: 'c' },
  };
  const answered = (conversations: Conversations, target: string, more: object = {}, nowMs = 0) =>
    conversations.answered({ ...key, profile: 'p', target, inputTokens: 9_000, isPinned: false, ...more }, nowMs);
  const planAt = (file: unknown, conversations: Conversations, nowMs: number, health = measured({})) =>
    planOf(file, request, { health, warmth: () => conversations.warmth(key, nowMs) });
  const order = (...parameters: Parameters<typeof planAt>) => namesOf(planAt(...parameters));
  const plain = fileOf({ first: priced(1), second: priced(2) });

  it('stays where it was answered last for five minutes after the answer, and says so', () => {
    const conversations = new Conversations();
    assert.deepEqual(order(plain, conversations, 0), ['first@a', 'second@a']);
    answered(conversations, 'second@a');
    const { targets } = planAt(plain, conversations, 299_999);
    assert.equal(targets[0]?.target.name, 'second@a');
    assert.equal(targets[0]?.reason, 'this conversation stays where its cache is warm');
    assert.deepEqual(order(plain, conversations, 300_000), ['first@a', 'second@a']);
  });

  it('moves with its answers: after a failover it stays where it was answered', () => {
    const conversations = new Conversations();
    answered(conversations, 'first@a');
    answered(conversations, 'second@a', {}, 1_000);
    assert.deepEqual(order(plain, conversations, 2_000), ['second@a', 'first@a']);
  });

  it('does not stay at a target that fails, is full or is out of service', () => {
    const conversations = new Conversations();
    answered(conversations, 'second@a');
    const failing = healthOf({ 'second@a': { failuresInARow: 2, recentAttempts: 2, recentFailures: 2 } });
    assert.deepEqual(order(plain, conversations, 1, failing), ['first@a', 'second@a']);
    assert.deepEqual(order(plain, conversations, 1, healthOf({ 'second@a': { room: 60_000 } })), [
      'first@a',
      'second@a',
    ]);
    assert.deepEqual(order(plain, conversations, 1, healthOf({ 'second@a': { breaker: 'disabled' } })), ['first@a']);
  });

  it('is not kept by another profile, by a target that was named once, nor where affinity is off', () => {
    const other = new Conversations();
    answered(other, 'second@a', { profile: 'q' });
    assert.deepEqual(order(plain, other, 1), ['first@a', 'second@a']);
    const pinned = new Conversations();
    answered(pinned, 'second@a', { isPinned: true });
    assert.deepEqual(order(plain, pinned, 1), ['first@a', 'second@a']);
    const off = fileOf({ first: priced(1), second: priced(2) }, { affinity: false });
    const conversations = new Conversations();
    answered(conversations, 'second@a');
    assert.deepEqual(order(off, conversations, 1), ['first@a', 'second@a']);
  });

  it('by price, the warm cache is in the price: a cheaper target must be cheaper with all of the input at its full rate', () => {
    const cached = (input: number, cacheRead: number) => ({
      price: { inputUsdPerMTok: input, outputUsdPerMTok: 1, cacheReadUsdPerMTok: cacheRead },
    });
    const file = (other: number) =>
      fileOf({ home: cached(4, 0.4), other: cached(other, 0.1) }, { strategy: 'cheapest' });
    const conversations = new Conversations();
    answered(conversations, 'home@a');
    assert.deepEqual(order(file(2), conversations, 1), ['home@a', 'other@a']);
    assert.match(planAt(file(2), conversations, 1).targets[0]?.reason ?? '', /^about \$0\.00772; its cache is warm$/);
    assert.deepEqual(order(file(2), conversations, 300_000), ['other@a', 'home@a']);
    assert.deepEqual(order(file(0.5), conversations, 1), ['other@a', 'home@a']);
  });

  it('is forgotten when there are too many, the one answered longest ago first', () => {
    const conversations = new Conversations();
    answered(conversations, 'first@a', { conversation: 'old' });
    for (let number = 0; number < 5_000; number += 1)
      answered(conversations, 'first@a', { conversation: `c${number}` });
    const home = (conversation: string) => conversations.warmth({ client: 'test', conversation }, 1).home('p');
    assert.deepEqual([home('old'), home('c4999')], [null, 'first@a']);
  });

  it('is another one of another client', () => {
    const conversations = new Conversations();
    answered(conversations, 'second@a', { client: 'other' });
    assert.deepEqual(order(plain, conversations, 1), ['first@a', 'second@a']);
  });
});
