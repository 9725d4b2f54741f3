/** What is known of a target at the moment of a decision. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Latency } from '../../protocol/spend.ts';
import { createLiveHealth } from '../../server/health.ts';
import { TrackLimiters } from '../../server/pipeline/rate-limit.ts';
import { Breakers } from '../../server/resilience/breakers.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { targetAt } from './providers/exchange.ts';

const target = targetAt('https://relay.example/v1');

function healthWith(attempts: number, failed: number) {
  const latency: Latency = {
    target: target.name,
    attempts,
    failed,
    firstPartP50Ms: 10,
    firstPartP95Ms: 90,
    totalP50Ms: 20,
    totalP95Ms: 95,
  };
  const clock = new FakeClock();
  return createLiveHealth({
    ledger: { latency: () => [latency] },
    breakers: new Breakers(),
    limiters: new TrackLimiters(clock),
    clock,
  });
}

describe('the time a target usually takes', () => {
  it('is known from twenty answers on, of which failed attempts are none', () => {
    assert.equal(healthWith(19, 0).firstPartP95Ms(target), null);
    assert.equal(healthWith(25, 6).firstPartP95Ms(target), null);
    assert.equal(healthWith(20, 0).firstPartP95Ms(target), 90);
    assert.equal(healthWith(26, 6).firstPartP95Ms(target), 90);
  });
});
