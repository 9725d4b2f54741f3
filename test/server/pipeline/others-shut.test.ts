/** A target whose alternatives are all out of service for now is treated as the only one there is. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RequestError } from '../../../server/request-error.ts';
import type { Breakers } from '../../../server/resilience/breakers.ts';
import { policyFor } from '../../../server/routing/policy.ts';
import { arrange, type Scripts } from '../../support/arrange.ts';
import { answer, fail, finish, headers, type Step, send, text, wait } from '../../support/scripted-provider.ts';

const figures = policyFor({}, {}, false).breaker;
const { openMs } = figures;
const unavailable = () => new RequestError('overloaded', 'relay answered 503', { status: 503 });
const tooMany = () => new RequestError('rate-limited', 'relay answered 429', { status: 429, retryAfterMs: 2_000 });

function trip(breakers: Breakers, target: string, nowMs: number): void {
  const breaker = breakers.of(target, figures);
  for (let failure = 0; failure < figures.failures; failure += 1) {
    const admission = breaker.admit(nowMs);
    if (admission.admitted) breaker.fail(admission.lease, nowMs);
  }
}

type Settings = Readonly<Record<string, unknown>>;

/** Two targets, the second of which is out of service. */
function arrangeShut(a: Scripts[string], profile: Settings = {}, track: Settings = {}) {
  const arranged = arrange({ 'm@a': a, 'm@b': [answer('from b')] }, { profile, track });
  trip(arranged.breakers, 'm@b', arranged.clock.monotonicMs());
  return arranged;
}

describe('C6: while every other target is shut', () => {
  it('a 503 is tried again here, as where there is no other', async () => {
    const { clock, start } = arrangeShut([[send, fail(unavailable())], answer('from a')]);
    const outcome = start();
    await clock.advance(5_000);
    assert.deepEqual([outcome.result?.text, outcome.result?.attempts], ['from a', 2]);
  });

  it('a Retry-After that another target would not have been kept waiting for is waited out', async () => {
    const { clock, start } = arrangeShut([[send, fail(tooMany())], answer('from a')]);
    const outcome = start();
    await clock.advance(3_000);
    assert.equal(outcome.result?.text, 'from a');
  });

  it('the first part may take longer than its limit', async () => {
    const late: readonly Step[] = [send, headers, wait(20_000), text('late'), finish()];
    const { clock, start } = arrangeShut([late], { timeouts: { firstPartMs: 1_500 } });
    const outcome = start();
    await clock.advance(20_000);
    assert.equal(outcome.result?.text, 'late');
    assert.equal(clock.pending, 0);
  });

  it('room at a limit is waited for beyond the second that is waited beside others', async () => {
    const { clock, start } = arrangeShut([answer('from a')], {}, { limits: { requestsPerMinute: 1 } });
    const first = start();
    await clock.advance(0);
    const second = start();
    await clock.advance(60_000);
    assert.deepEqual([first.result?.text, second.result?.text], ['from a', 'from a']);
  });

  it('F4: one that is silent is left when the other may be tried again', async () => {
    const silent: readonly Step[] = [send, headers, wait(10 * openMs)];
    const { clock, start } = arrangeShut([silent], { timeouts: { firstPartMs: 1_500 } });
    const outcome = start();
    await clock.advance(openMs - 1);
    assert.equal(outcome.parts.length, 0);
    await clock.advance(1_000);
    assert.equal(outcome.result?.text, 'from b');
  });
});

describe('a request whose last attempt this is', () => {
  it('waits beyond the limit of the first part: no other target may be tried after it', async () => {
    const late: readonly Step[] = [send, headers, wait(20_000), text('late'), finish()];
    const profile = { maxAttempts: 1, timeouts: { firstPartMs: 1_500 } };
    const { clock, start } = arrange({ 'm@a': [late], 'm@b': [answer('from b')] }, { profile });
    const outcome = start();
    await clock.advance(20_000);
    assert.equal(outcome.result?.text, 'late');
  });
});

describe('a try that trips the breaker of its target', () => {
  const broken = () => new RequestError('overloaded', 'relay answered 500: boom', { status: 500 });

  it('T4: is not followed by a wait for a refusal; the caller is told what the upstream said', async () => {
    const { clock, start } = arrange({ 'm@a': [[send, fail(broken())]] }, { profile: { breaker: { failures: 2 } } });
    const outcome = start();
    await clock.advance(1_000);
    assert.deepEqual([outcome.error?.kind, outcome.error?.message], ['overloaded', 'relay answered 500: boom']);
    assert.equal(clock.pending, 0);
  });

  it('tells what the upstream said also where others tripped it while this one waited', async () => {
    const { clock, breakers, start } = arrange({ 'm@a': [[send, fail(broken())]] });
    const outcome = start();
    await clock.advance(0);
    trip(breakers, 'm@a', clock.monotonicMs());
    await clock.advance(1_000);
    assert.equal(outcome.error?.kind, 'overloaded');
  });
});
