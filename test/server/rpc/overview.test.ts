import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Overview } from '../../../protocol/status.ts';
import { createBudgetRules } from '../../../server/budget-rules.ts';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import { createBudgets } from '../../../server/ledger/holds.ts';
import { createOverviewSource } from '../../../server/rpc/overview.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';
import { RecordingLedger } from '../../support/recording-ledger.ts';

const never = () => () => {};

function arrange() {
  const clock = new FakeClock();
  const configuration = createConfigurationStore(null);
  const requests = {
    start: () => assert.fail(),
    running: () => [],
    runningCount: () => 0,
    cancel: () => false,
    onChange: never,
    onEnd: never,
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
  });
  const change = () => configuration.configure({});
  return { clock, source, change };
}

describe('the overview', () => {
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
