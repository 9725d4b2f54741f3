/** Budgets from a terminal: the refusal, the way over it, and how they stand, also after a restart. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as z from 'zod';
import { budgetsText } from '../../cli/budgets.ts';
import { errorLines } from '../../cli/exit.ts';
import { RequestFailed } from '../../client/errors.ts';
import { budgetStateSchema } from '../../protocol/budget.ts';
import { english } from '../../protocol/translate.ts';
import { Lab } from '../daemon/lab.ts';
import { run } from './terminal.ts';

describe('dualtrack with a hard budget', () => {
  let lab: Lab;

  before(async () => {
    const budgets = [{ name: 'ask', period: 'month', limitUsd: 0.0001, hard: true }];
    lab = await Lab.open({
      profile: { targets: ['gpt-4.1@env'] },
      configuration: { budgets, timeZone: 'Europe/Berlin' },
    });
    await run(lab, ['daemon']);
  });
  after(() => lab.close());

  it('ask exits 1 with the sentence that says which budget, how it stands and what helps', async () => {
    const { code, out, err } = await run(lab, ['ask', 'What is this?']);
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.match(
      err,
      /^dualtrack: over-budget: budget ask \(everything\) allows \$0\.000100 a month, of which \$0\.00 is used, and resets at \d{4}-\d\d-\d\d 00:00 \(Europe\/Berlin\): at gpt-4\.1@env this request may cost/,
    );
    assert.match(err, /, and at most \d+ output tokens would fit\nto go over it once, ask with --allow-over-budget\n$/);
    assert.equal(lab.simulator.seen().requests, 0);
  });

  it('ask --allow-over-budget goes over it once, and a restart finds what it cost', async () => {
    const { code, err } = await run(lab, ['ask', '--allow-over-budget', 'What is this?']);
    assert.equal(code, 0, err);
    const told = async () => {
      const { out } = await run(lab, ['budgets', '--json']);
      return z.array(budgetStateSchema).parse(JSON.parse(out))[0];
    };
    const state = await told();
    assert.ok(state !== undefined && state.usedNanoUsd > 0);
    assert.equal(state.heldNanoUsd, 0);
    await run(lab, ['stop']);
    assert.deepEqual(await told(), state);
  });

  it('spend tells the month and where it is going', async () => {
    const { out } = await run(lab, ['spend']);
    assert.match(
      out,
      /\nmonth since 2\d{3}-\d\d-\S+: \$0\.000\d+(, \$[\d.]+ above list price)?; at this rate \$0\.00\d+ by its end\n$/,
    );
  });
});

describe('a refusal for want of a price', () => {
  it('says how to go on from here, and nothing of the editor', () => {
    const lines = errorLines(new RequestFailed({ kind: 'no-price', message: 'budget day' }), english);
    assert.deepEqual(lines, [
      'dualtrack: no-price: budget day',
      'to go on, name its price there, or ask once with --allow-over-budget',
    ]);
  });
});

describe('the table of budgets', () => {
  const state = {
    name: 'ever',
    period: 'total' as const,
    scope: 'everything',
    hard: true,
    sharePercent: null,
    limitNanoUsd: 5_000_000_000,
    usedNanoUsd: 1_000_000_000,
    beyondBookedNanoUsd: 0,
    heldNanoUsd: 500_000_000,
    resetsAt: null,
    resetsAtLocal: null,
    lastWarning: null,
  };

  it('shows a share with its percentage, and a total that never resets', () => {
    const lines = budgetsText([state, { ...state, name: 'share', sharePercent: 5, hard: false }], english).split('\n');
    assert.match(lines[1] ?? '', /^ever +everything +total +\$5\.00 +\$1\.00 +\$0\.50 +\$3\.50 +hard +never$/);
    assert.equal(lines.length, 3);
    assert.match(lines[2] ?? '', /\$5\.00 \(5 %\).* soft +never$/);
  });

  it('L1: says what of it stands for attempts of unknown cost', () => {
    const lines = budgetsText([{ ...state, beyondBookedNanoUsd: 6_850_000 }], english).split('\n');
    assert.equal(
      lines[2],
      'ever: of what is used, $0.00685 stands for attempts whose cost is not known, at their worst case',
    );
  });
});
