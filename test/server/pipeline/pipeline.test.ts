/** The path of a request as a whole: what a caller gets, what an upstream is asked, and what is booked. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FailureKind } from '../../../protocol/failure.ts';
import type { Part } from '../../../protocol/part.ts';
import { Places } from '../../../server/pipeline/places.ts';
import { RequestError } from '../../../server/request-error.ts';
import { HedgeSpend } from '../../../server/resilience/hedge-spend.ts';
import { arrange } from '../../support/arrange.ts';
import { chatRequest } from '../../support/configuration.ts';
import { settle } from '../../support/fake-clock.ts';
import {
  answer,
  fail,
  finish,
  headers,
  part,
  queue,
  type Step,
  send,
  status,
  text,
  usage,
  wait,
} from '../../support/scripted-provider.ts';

const overloaded500 = () => new RequestError('overloaded', 'relay answered 500', { status: 500 });
const overloaded = () => new RequestError('overloaded', 'relay answered 503', { status: 503 });
const texts = (parts: readonly Part[]) => parts.flatMap((one) => (one.type === 'text-delta' ? [one.text] : []));

describe('a request that is answered', () => {
  it('streams its parts and ends with target, usage, cost and times, booked once', async () => {
    const { clock, ledger, start } = arrange({
      'm@a': [[send, headers, wait(40), text('Hel'), text('lo'), finish(), usage(10, 5)]],
    });
    const outcome = start();
    await clock.advance(40);
    assert.deepEqual(texts(outcome.parts), ['Hel', 'lo']);
    const { result } = outcome;
    assert.equal(result?.complete, true);
    assert.deepEqual(
      [result?.text, result?.target, result?.attempts, result?.firstPartMs, result?.finishReason],
      ['Hello', 'm@a', 1, 40, 'stop'],
    );
    assert.equal(ledger.booked.length, 1);
    assert.equal(ledger.booked[0]?.end?.outcome, 'success');
    assert.equal(ledger.booked[0]?.end?.measuredUsage?.outputTokens, 5);
    assert.equal(clock.pending, 0, 'no timer is left running');
  });

  it('U7: tells when its first part came, also where all of it is delivered at its end, to a tenth of a millisecond', async () => {
    const { clock, start } = arrange({
      'm@a': [
        [send, wait(20.25), fail(overloaded500())],
        [send, headers, wait(100.36), text('Hel'), wait(400), text('lo'), finish()],
      ],
    });
    const outcome = start({ collected: true });
    await clock.advance(10_000);
    const startedAtMs = outcome.result?.firstPartMs ?? 0;
    const deliveredAtMs = outcome.result?.totalMs ?? 0;
    assert.ok(deliveredAtMs - startedAtMs > 399, `${startedAtMs} of ${deliveredAtMs}`);
    assert.ok(startedAtMs > 120, `${startedAtMs}`);
    for (const ms of [startedAtMs, deliveredAtMs]) assert.equal(ms, Math.round(ms * 10) / 10);
  });

  it('is booked before its end is told', async () => {
    const { clock, ledger, requests } = arrange({ 'm@a': [answer('yes')] });
    const running = requests.start(chatRequest(), new AbortController().signal);
    for await (const progress of running.progress) {
      if (progress.kind !== 'parts') continue;
      const finished = progress.parts.some(({ type }) => type === 'finish');
      if (finished) assert.equal(ledger.booked[0]?.end?.outcome, 'success');
    }
    assert.equal(clock.pending, 0);
  });

  it('sends the defaults nobody named: temperature 0.7 and 2,048 output tokens', async () => {
    const { clock, provider, start } = arrange({ 'm@a': [answer('yes')] });
    start();
    await clock.advance(0);
    const { temperature, maxOutputTokens } = provider.seen[0]?.request.chat ?? {};
    assert.deepEqual([temperature, maxOutputTokens], [0.7, 2048]);
  });

  it('F1: is complete without usage, and then booked as an estimate', async () => {
    const { clock, ledger, start } = arrange({ 'm@a': [[send, headers, text('four letters'), finish()]] });
    const outcome = start();
    await clock.advance(0);
    assert.equal(outcome.result?.complete, true);
    assert.equal(ledger.booked[0]?.end?.measuredUsage, null);
    assert.equal(ledger.booked[0]?.end?.estimatedUsage.outputTokens, 3);
  });

  it('F1: an upstream that finishes but never closes does not keep the caller waiting for long', async () => {
    const { clock, start } = arrange({ 'm@a': [[send, headers, text('done'), finish(), wait(60_000)]] });
    const outcome = start();
    await clock.advance(2_000);
    assert.equal(outcome.result?.complete, true);
    assert.equal(clock.pending, 0);
  });
});

describe('failover', () => {
  it('F2: goes on to the next target until the first content part', async () => {
    const empty = part({ type: 'text-delta', choiceIndex: 0, text: '' });
    const { clock, start } = arrange({
      'm@a': [[send, headers, empty, usage(1, 1), fail(overloaded())]],
      'm@b': [answer('from b')],
    });
    const outcome = start();
    await clock.advance(0);
    assert.equal(outcome.result?.target, 'm@b');
    assert.equal(outcome.result?.text, 'from b');
    assert.equal(outcome.result?.attempts, 2);
  });

  it('F3: nothing of a failed attempt shows in the answer of the next', async () => {
    const { clock, start } = arrange({
      'm@a': [[send, headers, usage(99, 99), fail(overloaded())]],
      'm@b': [answer('b')],
    });
    const outcome = start();
    await clock.advance(0);
    assert.deepEqual(outcome.parts.filter(({ type }) => type === 'usage').length, 1);
    assert.equal(outcome.result?.usage?.inputTokens, 10);
  });

  it('E8: the route says which target failed, why, and which served', async () => {
    const { clock, start } = arrange({
      'm@a': [[send, fail(overloaded())]],
      'm@b': [answer('b')],
      'm@c': [answer('c')],
    });
    const outcome = start();
    await clock.advance(0);
    assert.deepEqual(
      outcome.result?.route.map(({ target, outcome: how, reason }) => [target, how, reason]),
      [
        ['m@a', 'failed', 'relay answered 503'],
        ['m@b', 'served', 'place 2 in the profile'],
        ['m@c', 'unused', 'place 3 in the profile'],
      ],
    );
    assert.deepEqual(
      outcome.progress.flatMap((one) => (one.kind === 'trying' ? [one.target] : [])),
      ['m@a', 'm@b'],
    );
  });

  it('U9: every attempt is a row of its own under one request id', async () => {
    const { clock, ledger, start } = arrange({ 'm@a': [[send, fail(overloaded())]], 'm@b': [answer('b')] });
    start();
    await clock.advance(0);
    assert.deepEqual(
      ledger.booked.map(({ intent, end }) => [
        intent.requestId,
        intent.attempt,
        intent.target.name,
        end?.outcome,
        end?.billable,
      ]),
      [
        ['r1', 1, 'm@a', 'overloaded', false],
        ['r1', 2, 'm@b', 'success', true],
      ],
    );
  });

  it('stops where the failure is the same everywhere', async () => {
    const refused = new RequestError('invalid-request', 'messages must not be empty', { status: 400 });
    const { clock, provider, start } = arrange({ 'm@a': [[send, fail(refused)]], 'm@b': [answer('b')] });
    const outcome = start();
    await clock.advance(0);
    assert.equal(outcome.error, refused);
    assert.deepEqual(
      provider.seen.map(({ target }) => target),
      ['m@a'],
    );
  });

  it('T1: never makes more attempts than the profile allows', async () => {
    const dead: readonly (readonly Step[])[] = [[send, fail(overloaded())]];
    const { clock, provider, start } = arrange(
      { 'm@a': dead, 'm@b': dead, 'm@c': dead },
      { profile: { maxAttempts: 2 } },
    );
    const outcome = start();
    await clock.advance(60_000);
    assert.equal(outcome.error?.kind, 'overloaded');
    assert.equal(provider.seen.length, 2);
  });
});

describe('an answer that breaks off', () => {
  const cut = new RequestError('truncated', 'the stream ended before its finish');

  it('F1, F5: keeps what came, is marked incomplete, ends, and no other target repeats it', async () => {
    const { clock, ledger, provider, start } = arrange({
      'm@a': [[send, headers, text('half an ans'), fail(cut)]],
      'm@b': [answer('b')],
    });
    const outcome = start();
    await clock.advance(0);
    assert.deepEqual([outcome.result?.complete, outcome.result?.text], [false, 'half an ans']);
    assert.equal(outcome.result?.failure?.kind, 'truncated');
    assert.equal(outcome.result?.finishReason, undefined);
    assert.equal(provider.seen.length, 1);
    assert.equal(clock.pending, 0);
    assert.deepEqual([ledger.booked[0]?.end?.outcome, ledger.booked[0]?.end?.billable], ['truncated', true]);
  });

  const counting = Array.from({ length: 40 }, () => [wait(500), usage(10, 5)]).flat();

  it('F4: usage that comes again and again does not hide that the answer has stalled', async () => {
    const { clock, start } = arrange(
      { 'm@a': [[send, headers, text('one'), ...counting]] },
      { profile: { timeouts: { idleMs: 2_000 } } },
    );
    const outcome = start();
    await clock.advance(2_000);
    assert.equal(outcome.result?.failure?.kind, 'truncated');
    assert.equal(clock.pending, 0);
  });

  it('F1: an answer that has finished is complete, also where its usage never stops coming', async () => {
    const { clock, start } = arrange({ 'm@a': [[send, headers, text('one'), finish(), ...counting]] });
    const outcome = start();
    await clock.advance(2_000);
    assert.equal(outcome.result?.complete, true);
    assert.equal(outcome.result?.usage?.outputTokens, 5);
    assert.equal(clock.pending, 0);
  });

  it('U9: an attempt that was redirected is not expected to be charged', async () => {
    const redirected: readonly Step[] = [
      send,
      { do: 'headers', status: 307 },
      fail(new RequestError('no-such-model', 'relay answered 307', { status: 307 })),
    ];
    const { clock, ledger, start } = arrange({ 'm@a': [redirected] });
    start();
    await clock.advance(0);
    assert.equal(ledger.booked[0]?.end?.billable, false);
  });

  it('F1: a stall in the middle is a truncation too, after the idle gap', async () => {
    const { clock, start } = arrange({ 'm@a': [[send, headers, text('half'), wait(120_000), text('late'), finish()]] });
    const outcome = start();
    await clock.advance(29_999);
    const before = outcome.result;
    assert.equal(before, null);
    await clock.advance(1);
    assert.equal(outcome.result?.failure?.kind, 'truncated');
    assert.match(outcome.result?.failure?.message ?? '', /m@a fell silent for 30000 ms/);
    assert.equal(clock.pending, 0);
  });

  it('a collected answer that is cut may still be had from another target', async () => {
    const { clock, start } = arrange({ 'm@a': [[send, headers, text('half'), fail(cut)]], 'm@b': [answer('whole')] });
    const outcome = start({ collected: true });
    await clock.advance(0);
    assert.deepEqual([outcome.result?.complete, outcome.result?.text], [true, 'whole']);
  });
});

describe('clocks', () => {
  it('F4: a silent upstream is left after its first-part limit when there is another target', async () => {
    const { clock, provider, start } = arrange({ 'm@a': [[send, headers, wait(600_000)]], 'm@b': [answer('b')] });
    const outcome = start();
    await clock.advance(11_999);
    assert.equal(provider.seen.length, 1);
    await clock.advance(1);
    assert.equal(outcome.result?.target, 'm@b');
    assert.equal(provider.seen[0]?.aborted, true);
    assert.match(outcome.result?.route[0]?.reason ?? '', /m@a sent no content within 12000 ms/);
    assert.equal(clock.pending, 0);
  });

  it('F4: a whole answer may be silent for longer, since it says nothing before it is done', async () => {
    const { clock, start } = arrange({
      'm@a': [[send, wait(100_000), headers, text('all of it'), finish()]],
      'm@b': [answer('b')],
    });
    const outcome = start({ stream: false });
    await clock.advance(100_000);
    assert.equal(outcome.result?.text, 'all of it');
  });

  it('F4: at the last target the deadline takes the place of the first-part limit', async () => {
    const { clock, start } = arrange({ 'm@a': [[send, wait(290_000), headers, ...answer('late').slice(2)]] });
    const outcome = start();
    await clock.advance(290_000);
    assert.equal(outcome.result?.text, 'late');
  });

  it('F4: the deadline ends the request wherever it is', async () => {
    const { clock, ledger, provider, start } = arrange(
      { 'm@a': [[send, wait(600_000)]] },
      { profile: { timeouts: { deadlineMs: 5_000 } } },
    );
    const outcome = start();
    await clock.advance(5_000);
    assert.equal(outcome.error?.kind, 'deadline');
    assert.match(outcome.error?.message ?? '', /within the deadline of 5000 ms/);
    assert.equal(provider.seen[0]?.aborted, true);
    assert.equal(ledger.booked[0]?.end?.outcome, 'deadline');
  });

  it('a reader that is slow is not the upstream’s silence', async () => {
    const { clock, requests } = arrange({ 'm@a': [[send, headers, text('one'), text('two'), finish(), usage(1, 1)]] });
    const running = requests.start(chatRequest(), new AbortController().signal);
    const read = running.progress[Symbol.asyncIterator]();
    for (;;) {
      const next = await read.next();
      if (next.done === true) break;
      await clock.advance(40_000);
    }
    assert.equal(running.result().complete, true);
  });
});

describe('a caller that goes away', () => {
  it('F8: stops the upstream at once, and the attempt is booked as cancelled', async () => {
    const { clock, ledger, provider, start, requests } = arrange({
      'm@a': [[send, headers, text('some'), wait(60_000)]],
    });
    const outcome = start();
    await clock.advance(10);
    assert.equal(requests.running()[0]?.target, 'm@a');
    outcome.stop.abort(new RequestError('cancelled', 'the window was closed'));
    await settle();
    assert.equal(provider.seen[0]?.aborted, true);
    assert.deepEqual([outcome.result?.complete, outcome.result?.failure?.kind], [false, 'cancelled']);
    assert.equal(ledger.booked[0]?.end?.outcome, 'cancelled');
    assert.deepEqual(requests.running(), []);
    assert.equal(clock.pending, 0);
  });

  it('F8: can be stopped by request id from elsewhere, before anything came', async () => {
    const { clock, provider, start, requests } = arrange({ 'm@a': [[send, wait(60_000)]], 'm@b': [answer('b')] });
    const outcome = start();
    await clock.advance(10);
    assert.equal(requests.cancel('r1'), true);
    assert.equal(requests.cancel('unknown'), false);
    await settle();
    assert.equal(outcome.error?.kind, 'cancelled');
    assert.deepEqual(
      provider.seen.map(({ target, ended }) => [target, ended]),
      [['m@a', true]],
    );
  });
});

describe('the ledger’s word', () => {
  it('L3: an attempt whose intent cannot be written never leaves', async () => {
    const { clock, ledger, provider, start } = arrange({ 'm@a': [answer('a')], 'm@b': [answer('b')] });
    ledger.refuseWith = new RequestError('ledger-unwritable', 'the journal cannot be written: disk full');
    const outcome = start();
    await clock.advance(0);
    assert.equal(outcome.error?.kind, 'ledger-unwritable');
    assert.equal(provider.seen.length, 1, 'no other target is tried');
    assert.deepEqual(outcome.parts, []);
  });
});

const error = (kind: RequestError['kind'], status?: number, retryAfterMs?: number) =>
  new RequestError(kind, `${kind} ${status ?? ''}`, { status, retryAfterMs });
const failing = (...errors: RequestError[]): readonly (readonly Step[])[] => errors.map((one) => [send, fail(one)]);

describe('the order of the layers', () => {
  it('is the one that is written down, each entered once a try', async () => {
    const { clock, layers, start } = arrange({ 'm@a': [...failing(error('network')), answer('a')] });
    start();
    await clock.advance(10_000);
    const once = ['breaker', 'spend', 'rate-limit', 'timeouts', 'provider'];
    assert.deepEqual(layers, ['deadline', 'admission', 'failover', 'hedge', 'retry', ...once, ...once]);
  });
});

describe('retry', () => {
  const cases: readonly [string, readonly RequestError[], readonly string[]][] = [
    ['a reset is tried again here', [error('network')], ['a', 'a']],
    [
      'a first 500 is tried again here, a second fails over',
      [error('overloaded', 500), error('overloaded', 500)],
      ['a', 'a', 'b'],
    ],
    ['a 503 without Retry-After fails over at once', [error('overloaded', 503)], ['a', 'b']],
    ['a short Retry-After is waited out', [error('rate-limited', 429, 800)], ['a', 'a']],
    ['a long Retry-After fails over', [error('rate-limited', 429, 20_000)], ['a', 'b']],
    ['a 429 without Retry-After fails over', [error('rate-limited', 429)], ['a', 'b']],
    ['a timeout fails over', [error('timeout')], ['a', 'b']],
    ['a rejected key fails over', [error('auth', 401)], ['a', 'b']],
    ['a refused content ends', [error('content-refused', 400)], ['a']],
  ];
  for (const [name, errors, targets] of cases)
    it(name, async () => {
      const { clock, provider, start } = arrange({ 'm@a': [...failing(...errors), answer('a')], 'm@b': [answer('b')] });
      start();
      await clock.advance(60_000);
      assert.deepEqual(
        provider.seen.map(({ target }) => target),
        targets.map((track) => `m@${track}`),
      );
      assert.equal(clock.pending, 0);
    });

  it('T2: waits exactly as long as the upstream asked, never less', async () => {
    const { clock, provider, start } = arrange({ 'm@a': [...failing(error('rate-limited', 429, 7_000)), answer('a')] });
    start();
    await clock.advance(6_999);
    assert.equal(provider.seen.length, 1);
    await clock.advance(1);
    assert.equal(provider.seen.length, 2);
  });

  it('T4: failover follows the last failure without any wait', async () => {
    const { clock, provider, start } = arrange({ 'm@a': failing(error('overloaded', 503)), 'm@b': [answer('b')] });
    start();
    await clock.advance(0);
    assert.deepEqual(
      provider.seen.map(({ atMs }) => atMs),
      [0, 0],
    );
  });

  it('T1: tries a target at most three times, and keeps one attempt for each target not yet tried', async () => {
    const dead = failing(error('network'));
    const { clock, provider, start } = arrange(
      { 'm@a': dead, 'm@b': dead, 'm@c': dead },
      { profile: { maxAttempts: 4 } },
    );
    const outcome = start();
    await clock.advance(120_000);
    assert.deepEqual(
      provider.seen.map(({ target }) => target),
      ['m@a', 'm@a', 'm@b', 'm@c'],
    );
    assert.equal(outcome.error?.kind, 'network');
  });

  it('T3: a cancelled request does not wait for its next try', async () => {
    const { clock, provider, start } = arrange({ 'm@a': failing(error('rate-limited', 429, 9_000)) });
    const outcome = start();
    await clock.advance(100);
    outcome.stop.abort(error('cancelled'));
    await settle();
    assert.equal(outcome.error?.kind, 'cancelled');
    assert.equal(provider.seen.length, 1);
    assert.equal(clock.pending, 0);
  });

  it('F3: an answer whose content has begun is not tried again, whatever it fails by', async () => {
    const { clock, provider, start } = arrange({
      'm@a': [[send, headers, text('half'), fail(error('overloaded', 500))], answer('again')],
    });
    const outcome = start();
    await clock.advance(10_000);
    assert.deepEqual(texts(outcome.parts), ['half']);
    assert.equal(provider.seen.length, 1);
    assert.equal(outcome.result?.complete, false);
  });

  it('F3: a collected answer that was cut is tried again from nothing', async () => {
    const cut = error('truncated');
    const { clock, start } = arrange({
      'm@a': [[send, headers, text('half'), fail(cut)], answer('whole')],
      'm@b': [answer('b')],
    });
    const outcome = start({ collected: true });
    await clock.advance(10_000);
    assert.equal(outcome.result?.complete, true);
    assert.doesNotMatch(outcome.result?.text ?? '', /half/);
  });
});

describe('the breaker on the path', () => {
  const dead = failing(error('overloaded', 503));

  it('C4: a single target has one, too: once open, requests fail at once and say when to come back', async () => {
    const { clock, provider, start } = arrange({ 'm@a': failing(error('timeout')) });
    for (let request = 0; request < 5; request += 1) {
      start();
      await clock.advance(0);
    }
    await clock.advance(10_000);
    const refused = start();
    await clock.advance(0);
    assert.equal(provider.seen.length, 5);
    assert.deepEqual([refused.error?.kind, refused.error?.retryAfterMs], ['breaker-open', 20_000]);
  });

  it('C4: with all open, a request fails at once and is told the earliest time one is tried again', async () => {
    const { clock, provider, start } = arrange({ 'm@a': dead, 'm@b': dead });
    for (let request = 0; request < 5; request += 1) {
      start();
      await clock.advance(1_000);
    }
    const asked = provider.seen.length;
    const refused = start();
    await clock.advance(0);
    assert.equal(provider.seen.length, asked);
    assert.equal(refused.error?.kind, 'breaker-open');
    assert.match(refused.error?.message ?? '', /no target is available: m@a failed too often.*; m@b failed too often/);
    const waits = [...(refused.error?.message ?? '').matchAll(/in ([\d.]+) s/g)].map(([, seconds]) => Number(seconds));
    assert.ok(Math.abs((refused.error?.retryAfterMs ?? 0) / 1000 - Math.min(...waits)) < 0.1, String(waits));
  });

  it('tells what an upstream said rather than that another target was refused by us', async () => {
    const { clock, breakers, start } = arrange({ 'm@a': failing(error('auth', 401)), 'm@b': [answer('b')] });
    const half = breakers.of('m@b', { failures: 1, openMs: 30_000, successes: 2 });
    const admission = half.admit(0);
    if (admission.admitted) half.fail(admission.lease, 0);
    const outcome = start();
    await clock.advance(0);
    assert.equal(outcome.error?.kind, 'auth');
  });

  it('C1: in a 60 s outage with 15 requests, few touch the dead target, and it is found again soon after', async () => {
    const { clock, provider, start } = arrange({ 'm@a': dead, 'm@b': [answer('b')] });
    const outcomes = [];
    for (let second = 0; second < 60; second += 4) {
      outcomes.push(start());
      await clock.advance(4_000);
    }
    const touched = provider.seen.filter(({ target }) => target === 'm@a').length;
    assert.ok(touched <= 4, `${touched} touched it`);
    assert.ok(outcomes.every(({ result }) => result?.complete === true));
  });

  it('its open time grows with each trip where that is asked for, up to its bound', async () => {
    const breaker = { failures: 1, openMs: 10_000, growth: 2, maxOpenMs: 30_000 };
    const { clock, start } = arrange({ 'm@a': failing(error('timeout')) }, { profile: { breaker } });
    const waits: (number | undefined)[] = [];
    for (let trip = 0; trip < 4; trip += 1) {
      start();
      await clock.advance(0);
      const refused = start();
      await clock.advance(0);
      waits.push(refused.error?.retryAfterMs);
      await clock.advance(refused.error?.retryAfterMs ?? 0);
    }
    assert.deepEqual(waits, [10_000, 20_000, 30_000, 30_000]);
  });

  it('C3: what a caller did wrong does not speak against the target', async () => {
    const { clock, breakers, start } = arrange({ 'm@a': failing(error('invalid-request', 400)) });
    for (let request = 0; request < 10; request += 1) {
      start();
      await clock.advance(0);
    }
    assert.equal(breakers.view('m@a', clock.monotonicMs())?.state, 'closed');
  });

  it('C3: a cancelled probe counts for neither side and frees its place', async () => {
    const { clock, breakers, provider, start } = arrange({
      'm@a': [...Array(5).fill(failing(error('timeout'))[0]), [send, wait(60_000)], answer('a')],
    });
    for (let request = 0; request < 5; request += 1) {
      start();
      await clock.advance(0);
    }
    await clock.advance(30_000);
    const probe = start();
    await clock.advance(10);
    assert.equal(start().error, null);
    await settle();
    probe.stop.abort(error('cancelled'));
    await settle();
    assert.equal(breakers.view('m@a', clock.monotonicMs())?.state, 'half-open');
    const next = start();
    await clock.advance(0);
    assert.equal(next.result?.text, 'a');
    assert.equal(provider.seen.length, 7);
  });

  it('B3: a target that is refused costs nothing and takes no permit', async () => {
    const { clock, ledger, breakers, configuration, start } = arrange(
      { 'm@a': [answer('a')], 'm@b': [answer('b')] },
      { track: { limits: { requestsPerMinute: 1 } } },
    );
    breakers.act('disable', 'm@a', { failures: 5, openMs: 30_000, successes: 2 });
    const served = start();
    await clock.advance(0);
    assert.equal(served.result?.target, 'm@b');
    assert.equal(ledger.booked.length, 1);
    breakers.act('enable', 'm@a', { failures: 5, openMs: 30_000, successes: 2 });
    const next = start();
    await clock.advance(0);
    assert.equal(next.result?.target, 'm@a', 'its one permit is still there');
    assert.equal(configuration.targets.size > 2, true);
  });
});

describe('limits on the path', () => {
  const oneAMinute = { track: { limits: { requestsPerMinute: 1 } } };

  it('goes on to the next target rather than wait long for a full limit', async () => {
    const { clock, start } = arrange({ 'm@a': [answer('a')], 'm@b': [answer('b')] }, oneAMinute);
    const first = start();
    await clock.advance(0);
    const second = start();
    await clock.advance(0);
    assert.deepEqual([first.result?.target, second.result?.target], ['m@a', 'm@b']);
    const passedOver = second.result?.route.find(({ target }) => target === 'm@a');
    assert.equal(passedOver?.reason, 'place 1 in the profile; the limits of its track have room in 60.0 s');
  });

  it('waits at the last target, up to the deadline', async () => {
    const { clock, provider, start } = arrange({ 'm@a': [answer('a')] }, oneAMinute);
    start();
    await clock.advance(0);
    const second = start();
    await clock.advance(60_000);
    assert.equal(second.result?.complete, true);
    assert.deepEqual(
      provider.seen.map(({ atMs }) => atMs),
      [0, 60_000],
    );
  });

  it('refuses at once, with the time, what the deadline would not outlast', async () => {
    const { clock, start } = arrange(
      { 'm@a': [answer('a')] },
      { ...oneAMinute, profile: { timeouts: { deadlineMs: 30_000 } } },
    );
    start();
    await clock.advance(10_000);
    const second = start();
    await clock.advance(0);
    assert.deepEqual([second.error?.kind, second.error?.retryAfterMs], ['limiter-full', 50_000]);
  });

  it('R4: a request larger than the bucket is refused at once with the reason', async () => {
    const { clock, provider, start } = arrange(
      { 'm@a': [answer('a')] },
      { track: { limits: { tokensPerMinute: 100 } } },
    );
    const outcome = start();
    await clock.advance(0);
    assert.match(outcome.error?.message ?? '', /its limit of 100 tokens a minute is smaller than this request of 2057/);
    assert.equal(provider.seen.length, 0);
  });

  it('R3: tokens reserved and not used come back', async () => {
    const { clock, provider, start } = arrange(
      { 'm@a': [answer('a')] },
      { track: { limits: { tokensPerMinute: 2_200 } } },
    );
    for (let request = 0; request < 5; request += 1) {
      start();
      await clock.advance(0);
    }
    assert.equal(provider.seen.length, 5);
  });

  const refusedWith = (kind: FailureKind, code: number): readonly Step[] => [
    send,
    status(code),
    fail(error(kind, code)),
  ];
  // A request is estimated at 9 tokens.
  const ends: readonly (readonly [string, readonly Step[], usedTokens: number])[] = [
    ['a 400', refusedWith('invalid-request', 400), 0],
    ['a 401', refusedWith('auth', 401), 0],
    ['an answer that breaks off', [send, headers, text('12345678'), fail(error('truncated'))], 9 + 2],
    ['one that had counted before', [send, headers, usage(50, 1), text('12345678'), fail(error('truncated'))], 50 + 2],
    ['one that ends without a count', [send, headers, text('12345678'), finish()], 9 + 2],
    ['one that was counted', [send, headers, text('12345678'), finish(), usage(50, 1)], 50 + 1],
    ['an attempt that never left', [fail(error('invalid-request'))], 0],
  ];
  for (const [what, script, usedTokens] of ends) {
    it(`R3: of the tokens reserved ${usedTokens} are used by ${what}`, async () => {
      const limits = { tokensPerMinute: 3_000 };
      const { clock, limiters, start } = arrange({ 'm@a': [script] }, { track: { limits } });
      start();
      await clock.advance(0);
      assert.equal(limiters.status()[0]?.tokens?.available, 3_000 - usedTokens);
    });
  }

  it('R3: of the tokens reserved those of an answer whose caller goes away come back but for what it said', async () => {
    const { clock, limiters, start } = arrange(
      { 'm@a': [[send, headers, text('12345678'), wait(60_000)]] },
      { track: { limits: { tokensPerMinute: 3_000 } } },
    );
    const outcome = start();
    await clock.advance(0);
    outcome.stop.abort(new RequestError('cancelled', 'the caller went away'));
    await clock.advance(0);
    assert.equal(limiters.status()[0]?.tokens?.available, 3_000 - 9 - 2);
  });

  it('C2: a 429 pauses the whole track for as long as it said', async () => {
    const { clock, provider, start } = arrange({
      'm@a': [...failing(error('rate-limited', 429, 5_000)), answer('a')],
      'm@b': [answer('b')],
    });
    start();
    await clock.advance(1_000);
    const second = start();
    await clock.advance(0);
    assert.equal(second.result?.target, 'm@b');
    assert.deepEqual(provider.seen.filter(({ target }) => target === 'm@a').length, 1);
  });

  it('a request that gives up waiting leaves its place to the next', async () => {
    const { clock, provider, start } = arrange(
      { 'm@a': [[send, headers, wait(5_000), text('a'), finish()]] },
      { track: { limits: { concurrency: 1 } } },
    );
    start();
    const second = start();
    const third = start();
    await clock.advance(100);
    second.stop.abort(error('cancelled'));
    await clock.advance(10_000);
    assert.equal(second.error?.kind, 'cancelled');
    assert.equal(third.result?.complete, true);
    assert.equal(provider.seen.length, 2);
    assert.equal(clock.pending, 0);
  });
});

describe('admission', () => {
  it('serves so many at once, queues so many, and sheds the rest with a clear error', async () => {
    const { clock, provider, start } = arrange(
      { 'm@a': [[send, headers, wait(1_000), text('a'), finish()]] },
      { places: new Places(2, 1) },
    );
    const outcomes = [start(), start(), start(), start()];
    await clock.advance(0);
    assert.equal(provider.seen.length, 2);
    assert.deepEqual(
      outcomes.map((one) => one.error?.kind),
      [undefined, undefined, undefined, 'shed'],
    );
    assert.match(outcomes[3]?.error?.message ?? '', /too much is waiting: 2 requests are served and 1 queued/);
    await clock.advance(5_000);
    assert.equal(outcomes.filter(({ result }) => result?.complete).length, 3);
  });

  it('W6: a client with many requests does not keep another from its turn', async () => {
    const { clock, provider, start } = arrange(
      { 'm@a': [[send, headers, wait(1_000), text('a'), finish()]] },
      { places: new Places(1, 100) },
    );
    const from = (client: string) => start({ origin: { ...chatRequest().origin, client } });
    for (let request = 0; request < 5; request += 1) from('greedy');
    from('modest');
    await clock.advance(2_500);
    assert.deepEqual(
      provider.seen.map(({ request }) => request.origin.client),
      ['greedy', 'greedy', 'modest'],
    );
    await clock.advance(10_000);
  });
});

describe('when all our connections are taken', () => {
  const busy: readonly Step[] = [queue, wait(20_000), ...answer('late')];

  it('C3: another target is tried after a second; nothing is booked and nothing speaks against the busy one', async () => {
    const { clock, ledger, breakers, start } = arrange(
      { 'm@a': [busy], 'm@b': [answer('b')] },
      { profile: { breaker: { failures: 1, openMs: 60_000, successes: 1 } } },
    );
    const outcome = start();
    await clock.advance(1_000);
    assert.equal(outcome.result?.text, 'b');
    assert.equal(outcome.result?.attempts, 1);
    assert.deepEqual(
      ledger.booked.map(({ intent }) => intent.target.name),
      ['m@b'],
    );
    assert.equal(breakers.view('m@a', clock.monotonicMs())?.state, 'closed');
    assert.match(outcome.result?.route[0]?.reason ?? '', /all our connections to it have been taken for 1000 ms/);
    assert.equal(clock.pending, 0);
  });

  it('the last target is waited for, and its clocks start when it is asked', async () => {
    const { clock, start } = arrange({ 'm@a': [busy] });
    const outcome = start();
    await clock.advance(20_000);
    assert.equal(outcome.result?.text, 'late');
    assert.equal(clock.pending, 0);
  });
});

describe('the deadline of a track', () => {
  const deadlineMs = 1_000;
  const silent: readonly Step[] = [send, headers, wait(600_000)];

  it('ends a request whose one track it is', async () => {
    const { clock, start } = arrange({ 'm@a': [silent] }, { tracks: { a: { timeouts: { deadlineMs } } } });
    const outcome = start();
    await clock.advance(deadlineMs);
    assert.equal(outcome.error?.kind, 'deadline');
    assert.equal(clock.pending, 0);
  });

  it('ends the attempt there, and the request goes on to a track that allows more', async () => {
    const { clock, start } = arrange(
      { 'm@a': [silent], 'm@b': [[send, headers, wait(5_000), text('b'), finish()]] },
      { tracks: { a: { timeouts: { deadlineMs } } } },
    );
    const outcome = start();
    await clock.advance(deadlineMs + 5_000);
    assert.equal(outcome.result?.target, 'm@b');
    assert.match(
      outcome.result?.route[0]?.reason ?? '',
      /m@a gave no complete answer within the 1000 ms its track allows/,
    );
    assert.equal(clock.pending, 0);
  });

  it('ends an answer that is under way, which is told as incomplete', async () => {
    const slow = [send, headers, text('a'), wait(600), text('b'), wait(600), text('c'), finish()];
    const { clock, start } = arrange(
      { 'm@a': [slow], 'm@b': [answer('b')] },
      { tracks: { a: { timeouts: { deadlineMs } } } },
    );
    const outcome = start();
    await clock.advance(deadlineMs);
    assert.deepEqual([outcome.result?.text, outcome.result?.failure?.kind], ['ab', 'truncated']);
  });

  it('gives way to the profile’s', async () => {
    const { clock, start } = arrange(
      { 'm@a': [[send, headers, wait(5_000), text('a'), finish()]] },
      { profile: { timeouts: { deadlineMs: 10_000 } }, tracks: { a: { timeouts: { deadlineMs } } } },
    );
    const outcome = start();
    await clock.advance(5_000);
    assert.equal(outcome.result?.text, 'a');
  });
});

describe('attempts', () => {
  it('T1: are six over all targets where nobody says how many', async () => {
    const failing: readonly Step[] = [send, fail(overloaded500())];
    const targets = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((track) => [`m@${track}`, [failing]]));
    const { clock, provider, start } = arrange(targets);
    start();
    await clock.advance(60_000);
    assert.equal(provider.seen.length, 6);
  });
});

describe('hedging', () => {
  const slow: readonly Step[] = [send, wait(5_000), headers, text('slow'), finish()];
  const quick: readonly Step[] = [send, headers, text('quick'), finish()];

  it('a try that is slower than usual is joined by a second; the first to speak wins, the other is cancelled and booked', async () => {
    const { clock, ledger, provider, start } = arrange({ 'm@a': [slow, quick] }, { hedgeAfterMs: 200 });
    const outcome = start();
    await clock.advance(200);
    assert.equal(outcome.result?.text, 'quick');
    assert.equal(provider.seen[0]?.aborted, true);
    assert.deepEqual(ledger.booked.map(({ end }) => end?.outcome).sort(), ['cancelled', 'success']);
    assert.equal(outcome.result?.attempts, 2);
    assert.equal(clock.pending, 0);
  });

  it('costs at most a twentieth of what was spent: losers count, and what may not fit is not tried', async () => {
    // Every attempt of the recording ledger costs a thousand nano-dollars.
    const late: readonly Step[] = [send, headers, wait(5_000), text('late'), finish()];
    const hedgeSpend = new HedgeSpend();
    const { clock, provider, start } = arrange(
      { 'm@a': [late, late, quick, late, late, quick] },
      { hedgeAfterMs: 200, hedgeSpend },
    );
    const triesOf = async () => {
      const before = provider.seen.length;
      start();
      await clock.advance(10_000);
      return provider.seen.length - before;
    };
    hedgeSpend.spent(19_999, clock.monotonicMs());
    assert.equal(await triesOf(), 1);
    hedgeSpend.spent(1, clock.monotonicMs());
    assert.equal(await triesOf(), 2);
    assert.equal(await triesOf(), 1, 'the loser has used up the share');
    hedgeSpend.spent(20_000, clock.monotonicMs());
    assert.equal(await triesOf(), 2);
  });

  it('one that speaks in time stays alone', async () => {
    const { clock, provider, start } = arrange({ 'm@a': [quick] }, { hedgeAfterMs: 200 });
    start();
    await clock.advance(1_000);
    assert.equal(provider.seen.length, 1);
    assert.equal(clock.pending, 0);
  });

  it('a second try that fails leaves the first to answer', async () => {
    const { clock, start } = arrange({ 'm@a': [slow, [send, fail(error('timeout'))]] }, { hedgeAfterMs: 200 });
    const outcome = start();
    await clock.advance(5_000);
    assert.equal(outcome.result?.text, 'slow');
  });

  it('T1: counts as an attempt, and is not made when none is left', async () => {
    const { clock, provider, start } = arrange(
      { 'm@a': [slow, quick] },
      { hedgeAfterMs: 200, profile: { maxAttempts: 1 } },
    );
    start();
    await clock.advance(5_000);
    assert.equal(provider.seen.length, 1);
  });

  it('T1: the first try’s retries and the second try together never exceed what is allowed', async () => {
    const late: readonly Step[] = [send, wait(300), fail(error('network'))];
    const { clock, provider, start } = arrange({ 'm@a': [late] }, { hedgeAfterMs: 200, profile: { maxAttempts: 2 } });
    start();
    await clock.advance(60_000);
    assert.equal(provider.seen.length, 2);
  });

  it('T1: the retries of the first and the second try together stay within what is left', async () => {
    const failsLate: readonly Step[] = [send, wait(300), fail(overloaded500())];
    const { clock, provider, start } = arrange(
      { 'm@a': [failsLate, slow, [send, fail(overloaded500())]], 'm@b': [answer('b')] },
      { hedgeAfterMs: 200, profile: { maxAttempts: 3, retry: { attempts: 3, baseMs: 1, capMs: 1 } } },
    );
    const outcome = start();
    await clock.advance(200);
    assert.equal(provider.seen.length, 2, 'the second try is under way');
    await clock.advance(1_000);
    assert.equal(provider.seen.length, 2, 'the first is not tried again: one attempt is kept for the other target');
    await clock.advance(5_000);
    assert.equal(outcome.result?.text, 'slow');
  });

  it('F8: a cancelled request ends both', async () => {
    const { clock, provider, start } = arrange({ 'm@a': [slow, slow] }, { hedgeAfterMs: 200 });
    const outcome = start();
    await clock.advance(300);
    outcome.stop.abort(error('cancelled'));
    await settle();
    assert.deepEqual(
      provider.seen.map(({ aborted, ended }) => [aborted, ended]),
      [
        [true, true],
        [true, true],
      ],
    );
    assert.equal(outcome.error?.kind, 'cancelled');
    assert.equal(clock.pending, 0);
  });
});
