import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AskProgress, AskResult } from '../../../protocol/ask.ts';
import type { Part } from '../../../protocol/part.ts';
import { createPipeline } from '../../../server/pipeline/pipeline.ts';
import type { ChatRequest } from '../../../server/pipeline/service.ts';
import { RequestError } from '../../../server/request-error.ts';
import { createRequests } from '../../../server/requests.ts';
import { deadlineMsOf } from '../../../server/routing/policy.ts';
import { planRoute } from '../../../server/routing/router.ts';
import { chatRequest, configurationOf, tracksNamed } from '../../support/configuration.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';
import { RecordingLedger } from '../../support/recording-ledger.ts';
import {
  answer,
  fail,
  finish,
  headers,
  part,
  ScriptedProvider,
  type Step,
  send,
  text,
  usage,
  wait,
} from '../../support/scripted-provider.ts';

type Scripts = Readonly<Record<string, readonly (readonly Step[])[]>>;

/** A whole daemon but for its sockets: real layers, scripted upstreams, a clock that stands still. */
function arrange(scripts: Scripts, profile: Readonly<Record<string, unknown>> = {}) {
  const names = Object.keys(scripts).map((target) => target.replace('m@', ''));
  const configuration = configurationOf(tracksNamed(names, profile));
  const clock = new FakeClock();
  const ledger = new RecordingLedger();
  const provider = new ScriptedProvider(scripts);
  const pipeline = createPipeline({
    clock,
    ledger,
    provider: provider.chat,
    plan: (request) => planRoute(request, configuration, { firstPartP50Ms: () => null }),
    deadlineMs: () => deadlineMsOf(configuration.profiles.get('default')?.settings ?? {}),
    maxAttempts: (plan) => plan.profile.settings.maxAttempts ?? 6,
  });
  let ids = 0;
  const requests = createRequests({ pipeline, clock, newRequestId: () => `r${++ids}` });
  return { clock, ledger, provider, requests, start: (changes: Partial<ChatRequest> = {}) => run(requests, changes) };
}

interface Outcome {
  readonly parts: Part[];
  readonly progress: AskProgress[];
  readonly stop: AbortController;
  /** Set when it has ended. */
  result: AskResult | null;
  error: RequestError | null;
}

function run(requests: ReturnType<typeof createRequests>, changes: Partial<ChatRequest>): Outcome {
  const stop = new AbortController();
  const running = requests.start(chatRequest(changes), stop.signal);
  const outcome: Outcome = { parts: [], progress: [], stop, result: null, error: null };
  const read = async () => {
    for await (const progress of running.progress) {
      outcome.progress.push(progress);
      if (progress.kind === 'parts') outcome.parts.push(...progress.parts);
    }
    outcome.result = running.result();
  };
  read().catch((error: unknown) => {
    outcome.error = error instanceof RequestError ? error : new RequestError('network', `no RequestError: ${error}`);
  });
  return outcome;
}

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
        ['m@b', 'served', 'm@a failed: relay answered 503'],
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
    const { clock, provider, start } = arrange({ 'm@a': dead, 'm@b': dead, 'm@c': dead }, { maxAttempts: 2 });
    const outcome = start();
    await clock.advance(60_000);
    assert.equal(outcome.error?.kind, 'overloaded');
    assert.equal(provider.seen.length, 2);
  });
});

describe('an answer that breaks off', () => {
  const cut = new RequestError('truncated', 'the stream ended before its finish');

  it('F1: keeps what came, is marked incomplete, and no other target repeats it', async () => {
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
    assert.deepEqual([ledger.booked[0]?.end?.outcome, ledger.booked[0]?.end?.billable], ['truncated', true]);
  });

  it('F1: a stall in the middle is a truncation too, after the idle gap', async () => {
    const { clock, start } = arrange({ 'm@a': [[send, headers, text('half'), wait(120_000), text('late'), finish()]] });
    const outcome = start();
    await clock.advance(29_999);
    assert.equal(outcome.result, null);
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

  it('F4: at the last target the deadline takes the place of the first-part limit', async () => {
    const { clock, start } = arrange({ 'm@a': [[send, wait(290_000), headers, ...answer('late').slice(2)]] });
    const outcome = start();
    await clock.advance(290_000);
    assert.equal(outcome.result?.text, 'late');
  });

  it('F4: the deadline ends the request wherever it is', async () => {
    const { clock, ledger, provider, start } = arrange(
      { 'm@a': [[send, wait(600_000)]] },
      { timeouts: { deadlineMs: 5_000 } },
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
