/** C1 where the dead target says nothing: the whole path, an outage of a minute, and what a target in health must not suffer. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Part } from '../../../protocol/part.ts';
import { sleep } from '../../../server/clock.ts';
import type { ChatRequest, Service, TargetRequest } from '../../../server/pipeline/service.ts';
import { arrange } from '../../support/arrange.ts';

const outageMs = 60_000;
const gapMs = outageMs / 15;
const openMs = 30_000;

interface Touch {
  readonly target: string;
  readonly atMs: number;
}

/** Upstreams that begin to answer after the milliseconds that `delayMs` says; `null`: never. */
function upstreams(touched: Touch[], delayMs: (target: string, nowMs: number) => number | null) {
  const provider: Service<TargetRequest> = async function* (request, { clock, signal }) {
    const target = request.target.track.name;
    touched.push({ target, atMs: clock.monotonicMs() });
    request.wire.sending();
    const ms = delayMs(target, clock.monotonicMs());
    await sleep(clock, ms ?? Number.MAX_SAFE_INTEGER, signal);
    request.wire.headers(200, {});
    const parts: Part[] = [
      { type: 'text-delta', choiceIndex: 0, text: target },
      { type: 'finish', choiceIndex: 0, reason: 'stop' },
    ];
    yield* parts;
  };
  return provider;
}

/** Runs requests with these gaps between them against two targets, the first of which is silent for a minute. */
async function outage(gapsMs: readonly number[], changes: Partial<ChatRequest> = {}) {
  const touched: Touch[] = [];
  const provider = upstreams(touched, (target, nowMs) => (target === 'a' && nowMs < outageMs ? null : 50));
  const { clock, start } = arrange({ 'm@a': [], 'm@b': [] }, { provider });
  const outcomes = [];
  for (const ms of gapsMs) {
    await clock.advance(ms);
    outcomes.push(start(changes));
  }
  await clock.advance(120_000);
  const atDead = touched.filter(({ target }) => target === 'a');
  return {
    outcomes,
    during: atDead.filter(({ atMs }) => atMs < outageMs).length,
    foundAtMs: atDead.find(({ atMs }) => atMs >= outageMs)?.atMs ?? null,
    pending: clock.pending,
  };
}

describe('C1: an outage of 60 s in silence, met by 15 requests', () => {
  it('at most 4 requests touch the dead target, at any phase; all are answered, and it is found when it is back', async () => {
    for (const phaseMs of [0, 1, 500, 1_000, 2_000, 3_000, 3_999]) {
      const { outcomes, during, foundAtMs, pending } = await outage([phaseMs, ...Array(39).fill(gapMs)]);
      assert.ok(during <= 4, `${during} requests at phase ${phaseMs}`);
      for (const { result } of outcomes) assert.equal(result?.complete, true);
      assert.ok(foundAtMs !== null && foundAtMs <= outageMs + openMs + gapMs, `found at ${foundAtMs}`);
      assert.equal(pending, 0);
    }
  });

  it('the same holds where an answer that is asked for as a whole may take its time', async () => {
    const { outcomes, during, foundAtMs } = await outage([0, ...Array(39).fill(gapMs)], {
      stream: false,
      collected: true,
    });
    assert.ok(during <= 4, `${during} requests`);
    for (const { result } of outcomes) assert.equal(result?.complete, true);
    assert.ok(foundAtMs !== null && foundAtMs <= outageMs + openMs + gapMs, `found at ${foundAtMs}`);
  });

  it('property: also when they come unevenly, none closer than half of the usual gap', async () => {
    const gaps = fc.array(fc.integer({ min: gapMs / 2, max: 1.5 * gapMs }), { minLength: 15, maxLength: 15 });
    await fc.assert(
      fc.asyncProperty(gaps, async (gapsMs) => {
        const { during } = await outage(gapsMs);
        assert.ok(during <= 6, `${during} requests`);
      }),
      { numRuns: 15 },
    );
  });

  it('nobody waits for it who comes after the first third of the first-part limit, until that has passed', async () => {
    const { outcomes } = await outage([0, 4_000, 4_000, 3_999]);
    const waits = outcomes.map(({ result }) => result?.firstPartMs);
    assert.deepEqual(waits, [12_050, 50, 50, 50]);
    const [entry] = outcomes[1]?.result?.route ?? [];
    assert.equal(entry?.outcome, 'failed');
    assert.match(
      entry?.reason ?? '',
      /^m@a is silent, and who asked it before still waits; .* in 8\.0 s at the latest$/,
    );
  });
});

describe('a target in health is not suspected', () => {
  it('when it is usually slow: only whoever comes while its first answers are waited for goes elsewhere', async () => {
    const touched: Touch[] = [];
    const provider = upstreams(touched, (target) => (target === 'a' ? 5_000 : 50));
    const { clock, start } = arrange({ 'm@a': [], 'm@b': [] }, { provider });
    for (let request = 0; request < 60; request += 1) {
      start();
      await clock.advance(1_000);
    }
    await clock.advance(10_000);
    const elsewhere = touched.filter(({ target }) => target === 'b').map(({ atMs }) => atMs);
    assert.deepEqual(elsewhere, [4_000]);
  });

  it('when one answer of many takes long', async () => {
    const touched: Touch[] = [];
    const provider = upstreams(touched, (_target, nowMs) => (nowMs === 5_000 ? 11_000 : 300));
    const { clock, start } = arrange({ 'm@a': [], 'm@b': [] }, { provider });
    for (let request = 0; request < 30; request += 1) {
      start();
      await clock.advance(1_000);
    }
    await clock.advance(10_000);
    assert.equal(touched.filter(({ target }) => target === 'b').length, 0);
  });

  it('when there is no other: its last hope is asked at once, and answers when it is back', async () => {
    const touched: Touch[] = [];
    const provider = upstreams(touched, (_target, nowMs) => (nowMs < 20_000 ? null : 50));
    const { clock, start } = arrange({ 'm@a': [] }, { provider });
    for (let request = 0; request < 10; request += 1) {
      start();
      await clock.advance(3_000);
    }
    assert.deepEqual(
      touched.map(({ atMs }) => atMs),
      Array.from({ length: 10 }, (_, index) => index * 3_000),
    );
    const back = start();
    await clock.advance(50);
    assert.equal(back.result?.complete, true);
  });

  it('after a person has reset its breaker', async () => {
    const touched: Touch[] = [];
    const provider = upstreams(touched, (target, nowMs) => (target === 'a' && nowMs < 6_000 ? null : 50));
    const { clock, start, breakers } = arrange({ 'm@a': [], 'm@b': [] }, { provider });
    start();
    await clock.advance(6_000);
    breakers.act('reset', 'm@a', { failures: 5, openMs, successes: 2 });
    const after = start();
    await clock.advance(50);
    assert.equal(after.result?.target, 'm@a');
  });
});
