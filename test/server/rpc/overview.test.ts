/** The overview, and who is told of it when, and how often. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Overview } from '../../../protocol/status.ts';
import { createBudgetRules } from '../../../server/budget-rules.ts';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import { createBudgets } from '../../../server/ledger/holds.ts';
import { Listeners } from '../../../server/listeners.ts';
import type { Ended } from '../../../server/requests.ts';
import { createOverviewSource } from '../../../server/rpc/overview.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';
import { RecordingLedger } from '../../support/recording-ledger.ts';

const never = () => () => {};

function arrange(start?: string) {
  const clock = new FakeClock(start);
  const configuration = createConfigurationStore(null);
  const ends = new Listeners<[ended: Ended]>();
  const requests = {
    start: () => assert.fail(),
    running: () => [],
    runningCount: () => 0,
    cancel: () => false,
    onChange: never,
    onEnd: ends.add,
    onSettle: never,
  };
  const ledger = new RecordingLedger();
  const source = createOverviewSource({
    configuration,
    ledger,
    budgets: createBudgets({ clock, ledger, rules: createBudgetRules(configuration, 'UTC') }),
    requests,
    clock,
    problems: () => [],
    timeZone: () => 'Europe/Berlin',
  });
  const change = () => configuration.configure({});
  const end = (outcome: Ended['outcome']) => ends.tell({ profile: 'default', client: 'VS Code', outcome });
  return { clock, source, change, end };
}

describe('the overview', () => {
  it('counts what was refused before anything was sent, since the daemon started, and what of it by budgets', async () => {
    const { clock, source, end } = arrange();
    const told: Overview[] = [];
    source.subscribe(async (overview) => void told.push(overview));
    const since = new Date(clock.epochMs()).toISOString();
    await clock.advance(60_000);
    assert.deepEqual(source.current().refused, { since, requests: 0, byBudget: 0 });
    for (const outcome of ['success', 'overloaded', 'cancelled', 'over-budget'] as const) end(outcome);
    assert.deepEqual(told.at(-1)?.refused, { since, requests: 1, byBudget: 1 });
    for (const outcome of ['no-price', 'limiter-full', 'breaker-open', 'no-target'] as const) end(outcome);
    assert.deepEqual(source.current().refused, { since, requests: 5, byBudget: 2 });
  });

  it('is told at once, and then at most four times a second, the last change included', async () => {
    const { clock, source, change } = arrange();
    const told: Overview[] = [];
    source.subscribe(async (overview) => void told.push(overview));
    for (let changes = 0; changes < 100; changes += 1) {
      change();
      await clock.advance(10);
    }
    assert.ok(told.length >= 4 && told.length <= 5, `told ${told.length} times in a second`);
    await clock.advance(250);
    assert.equal(told.at(-1)?.revision, 100);
    assert.equal(source.current().revision, 100);
  });

  for (const [what, start, quietMinutes] of [
    ['at midnight', '2026-11-22T12:00:00Z', 11 * 60],
    ['at the midnight after the clocks went back', '2026-10-24T23:00:00Z', 24 * 60],
    ['at the midnight after the clocks went forward', '2026-03-28T23:30:00Z', 22 * 60 + 30],
  ] as const) {
    it(`B4, E6: is told ${what} though nothing happens`, async () => {
      const { clock, source } = arrange(start);
      const told: Overview[] = [];
      source.subscribe(async (overview) => void told.push(overview));
      await clock.advance(quietMinutes * 60_000 - 1);
      assert.equal(told.length, 0);
      await clock.advance(1);
      assert.equal(told.length, 1);
    });
  }

  it('E6: is told within a minute after this machine slept over midnight', async () => {
    const { clock, source } = arrange();
    const told: Overview[] = [];
    source.subscribe(async (overview) => void told.push(overview));
    clock.setEpoch(Date.parse('2026-11-23T08:00:00Z'));
    await clock.advance(60_000);
    assert.equal(told.length, 1);
  });

  it('F9: is not told again to a client that has not read the last one', async () => {
    const { clock, source, change } = arrange();
    const taken: (() => void)[] = [];
    source.subscribe(() => new Promise((resolve) => taken.push(resolve)));
    for (let changes = 0; changes < 10; changes += 1) {
      change();
      await clock.advance(1000);
    }
    assert.equal(taken.length, 1);
    taken[0]?.();
    await settle();
    assert.equal(taken.length, 2);
  });

  it('is told no more after the subscription was taken back, and leaves no timer', async () => {
    const { clock, source, change } = arrange();
    let told = 0;
    const unsubscribe = source.subscribe(async () => {
      told += 1;
    });
    change();
    await settle();
    change();
    unsubscribe();
    await clock.advance(10_000);
    assert.equal(told, 1);
    assert.equal(clock.pending, 0);
  });
});
