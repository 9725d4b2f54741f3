/** What is booked when a caller goes away after the upstream has begun to answer, by the policy of the track. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AbortPolicy } from '../../../protocol/spend.ts';
import { sleep } from '../../../server/clock.ts';
import { Drains, LeavableAnswer } from '../../../server/pipeline/left-answer.ts';
import { RequestError } from '../../../server/request-error.ts';
import { arrange } from '../../support/arrange.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { fail, finish, headers, type Step, send, text, usage, wait } from '../../support/scripted-provider.ts';

const gone = () => new RequestError('cancelled', 'the request was cancelled');

/** Streams for 4 s: eight letters, and usage at the end. */
const slow: readonly Step[] = [
  send,
  headers,
  text('four'),
  wait(2_000),
  text('more'),
  wait(2_000),
  finish(),
  usage(90, 30),
];

function arranged(onAbort: AbortPolicy | undefined, script = slow) {
  return arrange({ 'm@a': [script] }, { track: onAbort === undefined ? {} : { onAbort } });
}

async function leftAfter(delayMs: number, onAbort: AbortPolicy | undefined, script = slow) {
  const arrangement = arranged(onAbort, script);
  const outcome = arrangement.start();
  await arrangement.clock.advance(delayMs);
  outcome.stop.abort(gone());
  await arrangement.clock.advance(0);
  return { ...arrangement, outcome, booked: () => arrangement.ledger.booked[0]?.end };
}

describe('an answer whose caller has gone', () => {
  it('U10: is booked by our estimate unless the track says otherwise, and the upstream is cancelled', async () => {
    for (const policy of [undefined, 'estimate'] as const) {
      const { booked, provider, clock } = await leftAfter(1_000, policy);
      assert.equal(provider.seen[0]?.aborted, true);
      const { outcome, abortPolicy, billable, measuredUsage, estimatedUsage } = booked() ?? {};
      assert.deepEqual([outcome, abortPolicy, billable, measuredUsage], ['cancelled', 'estimate', true, null]);
      assert.equal(estimatedUsage?.outputTokens, 1);
      assert.equal(clock.pending, 0);
    }
  });

  it('U10: is not billed where the track says so', async () => {
    const { booked, provider } = await leftAfter(1_000, 'do-not-bill');
    assert.equal(provider.seen[0]?.aborted, true);
    assert.deepEqual([booked()?.abortPolicy, booked()?.billable], ['do-not-bill', false]);
  });

  it('U10: is read on for its usage where the track says so: the caller is let go at once, the row is measured', async () => {
    const { booked, outcome, provider, clock } = await leftAfter(1_000, 'drain-to-usage');
    assert.equal(outcome.result?.failure?.kind ?? outcome.error?.kind, 'cancelled');
    assert.equal(outcome.result?.billedCostNanoUsd ?? null, null, 'what it costs is not known yet');
    assert.equal(provider.seen[0]?.aborted, false);
    assert.equal(booked(), null);
    await clock.advance(3_000);
    const { outcome: end, abortPolicy, billable, measuredUsage, totalMs } = booked() ?? {};
    assert.deepEqual([end, abortPolicy, billable, totalMs], ['cancelled', 'drain-to-usage', true, 4_000]);
    assert.deepEqual([measuredUsage?.inputTokens, measuredUsage?.outputTokens], [90, 30]);
    assert.equal(clock.pending, 0);
  });

  it('U10: is read on for ten seconds at most, then booked by our estimate of all that came', async () => {
    const endless: readonly Step[] = [
      send,
      headers,
      text('four'),
      wait(5_000),
      text('more'),
      wait(60_000),
      usage(9, 9),
    ];
    const { booked, provider, clock } = await leftAfter(1_000, 'drain-to-usage', endless);
    await clock.advance(9_999);
    assert.equal(booked(), null);
    await clock.advance(1);
    assert.equal(provider.seen[0]?.aborted, true);
    const { abortPolicy, measuredUsage, estimatedUsage } = booked() ?? {};
    assert.deepEqual([abortPolicy, measuredUsage, estimatedUsage?.outputTokens], ['drain-to-usage', null, 2]);
    assert.equal(clock.pending, 0);
  });

  it('U10: an upstream that fails meanwhile leaves the estimate, and a count it gave before is used', async () => {
    const early: readonly Step[] = [send, headers, usage(777, 0), text('four'), wait(2_000)];
    const broken = [...early, fail(new RequestError('network', 'reset'))];
    const drained = await leftAfter(1_000, 'drain-to-usage', broken);
    await drained.clock.advance(2_000);
    assert.deepEqual(drained.booked()?.measuredUsage, null);
    assert.equal(drained.booked()?.estimatedUsage.inputTokens, 777);
    const estimated = await leftAfter(1_000, 'estimate', [...early, finish()]);
    assert.equal(estimated.booked()?.estimatedUsage.inputTokens, 777);
  });

  it('U10: of more than eight at once, the ninth is cancelled and estimated, and its row says so', async () => {
    const { start, clock, ledger, provider } = arranged('drain-to-usage');
    const outcomes = Array.from({ length: 9 }, () => start());
    await clock.advance(1_000);
    for (const { stop } of outcomes) stop.abort(gone());
    await clock.advance(0);
    assert.equal(provider.seen.filter(({ aborted }) => aborted).length, 1);
    assert.deepEqual(
      ledger.booked.flatMap(({ end }) => end?.abortPolicy ?? []),
      ['estimate'],
    );
    await clock.advance(3_000);
    assert.equal(ledger.booked.filter(({ end }) => end?.measuredUsage?.outputTokens === 30).length, 8);
    const next = start();
    await clock.advance(1_000);
    next.stop.abort(gone());
    await clock.advance(3_000);
    assert.equal(ledger.booked[9]?.end?.abortPolicy, 'drain-to-usage');
  });

  it('F8: that has not begun is cancelled at once under every policy, costs nothing, and no policy is named', async () => {
    for (const policy of ['estimate', 'drain-to-usage', 'do-not-bill'] as const) {
      const { booked, provider, clock } = await leftAfter(1_000, policy, [send, wait(5_000), headers, finish()]);
      assert.equal(provider.seen[0]?.aborted, true);
      assert.deepEqual([booked()?.abortPolicy, booked()?.billable], [null, false]);
      assert.equal(clock.pending, 0);
    }
  });

  it('a whole answer on a track that drains is booked like any other', async () => {
    const { start, clock, ledger } = arranged('drain-to-usage');
    const outcome = start();
    await clock.advance(4_000);
    assert.equal(outcome.result?.complete, true);
    assert.deepEqual([ledger.booked[0]?.end?.outcome, ledger.booked[0]?.end?.abortPolicy], ['success', null]);
    assert.equal(clock.pending, 0);
  });

  it('is given up when the daemon ends, and booked by then', async () => {
    const clock = new FakeClock();
    const drains = new Drains();
    const heard: unknown[] = [];
    const answer = new LeavableAnswer(async function* (signal) {
      yield { type: 'text-delta', choiceIndex: 0, text: 'four' };
      await sleep(clock, 5_000, signal);
    });
    drains.begin(
      answer,
      clock,
      ({ type }) => heard.push(type),
      (whole) => heard.push(whole ? 'whole' : 'given up'),
    );
    await drains.close();
    assert.deepEqual(heard, ['text-delta', 'given up']);
    assert.equal(drains.isFull, false);
    assert.equal(clock.pending, 0);
  });
});
