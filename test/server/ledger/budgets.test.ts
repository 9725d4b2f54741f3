/** Budgets over a real ledger: what is held, charged and released, across resets, restarts and changed rules. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { simplePrice, toPrice } from '../../../server/catalogue/price.ts';
import type { Budgets, Hold } from '../../../server/ledger/budget-port.ts';
import type { Budget, Scope } from '../../../server/ledger/budgets.ts';
import { type BudgetParts, createBudgets } from '../../../server/ledger/holds.ts';
import type { BudgetRules } from '../../../server/ledger/kept-counters.ts';
import { noMedia } from '../../../server/ledger/media.ts';
import type { AttemptEnd, Ledger } from '../../../server/ledger/port.ts';
import { RequestError } from '../../../server/request-error.ts';
import { type FakeClock, settle } from '../../support/fake-clock.ts';
import { end, freeTarget, intent, open, sandboxTarget, target, usage } from './attempts.ts';

/** $1 a million tokens in and out: a token is 1,000 nano-dollars. */
const priced = target('gpt-4.1@relay', { price: simplePrice(1, 1, 'test') });
const unpriced = target('odd@relay', { price: null });
const dollar = 1_000_000_000;

function budget(different: Partial<Budget> = {}): Budget {
  return {
    name: 'day',
    period: 'day',
    limit: { kind: 'sum', nanoUsd: dollar },
    hard: true,
    scope: {},
    warnAtPercent: [50, 75, 90],
    ...different,
  };
}

function rulesOf(budgets: readonly Budget[], different: Partial<BudgetRules> = {}): BudgetRules {
  return {
    budgets,
    timeZone: 'UTC',
    firstDayOfWeek: 'monday',
    unknownPrice: 'worst-case',
    targets: [priced],
    ...different,
  };
}

/** One attempt after another, as the spend layer leads them. */
class Attempts {
  readonly #budgets: Budgets;
  readonly #ledger: Ledger;
  readonly #clock: FakeClock;
  #count = 0;

  constructor(budgets: Budgets, ledger: Ledger, clock: FakeClock) {
    this.#budgets = budgets;
    this.#ledger = ledger;
    this.#clock = clock;
  }

  async begin(tokens: number, more: { at?: typeof priced; allowOver?: boolean; profile?: string } = {}) {
    const { at = priced, allowOver = false, profile = 'default' } = more;
    const worstCase = { inputTokens: 0, outputTokens: tokens, media: noMedia };
    const { name: track } = at.track;
    const facts = { profile, workspace: null, track, model: at.model, client: 'VS Code' };
    const hold = await this.#budgets.reserve({ target: at, facts, worstCase, allowOver });
    this.#count += 1;
    return new Attempt(`r${Math.random()}-${this.#count}`, hold, this.#ledger, this.#clock, { at, worstCase, profile });
  }
}

class Attempt {
  readonly hold: Hold;
  readonly requestId: string;
  readonly #ledger: Ledger;

  constructor(
    requestId: string,
    hold: Hold,
    ledger: Ledger,
    clock: FakeClock,
    about: { at: typeof priced; worstCase: { inputTokens: number; outputTokens: number }; profile: string },
  ) {
    const { at, worstCase, profile } = about;
    hold.begin(clock.epochMs());
    ledger.intend(intent(clock, requestId, { target: at, worstCase, profile, heldNanoUsd: hold.nanoUsd }));
    this.hold = hold;
    this.requestId = requestId;
    this.#ledger = ledger;
  }

  end(different: Partial<AttemptEnd>): void {
    this.hold.charge(this.#ledger.settle(this.requestId, 1, end(different)));
  }

  used(tokens: number): void {
    this.end({ measuredUsage: usage(0, tokens) });
  }
}

async function arrange(budgets: readonly Budget[], different: Partial<BudgetRules> = {}) {
  const opened = await open();
  const rules = { current: rulesOf(budgets, different) };
  const make = (ledger: BudgetParts['ledger']) =>
    createBudgets({ clock: opened.clock, ledger, rules: () => rules.current });
  const made = make(opened.ledger);
  const { clock, files } = opened;
  /** The daemon after this one: whatever that one was doing is left as it was. */
  const restart = async () => (await open({ clock, files })).ledger;
  return { ...opened, restart, rules, make, budgets: made, attempts: new Attempts(made, opened.ledger, opened.clock) };
}

async function stateOf(budgets: Budgets, name = 'day') {
  budgets.states();
  await settle();
  const state = budgets.states().find((one) => one.name === name);
  assert.ok(state);
  return state;
}

async function refusal(work: Promise<unknown>, kind: RequestError['kind'] = 'over-budget'): Promise<RequestError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof RequestError, 'refused');
  assert.equal(error.kind, kind);
  return error;
}

describe('budgets', () => {
  it('B1: the worst case is held until the attempt has ended, and then what it cost', async () => {
    const { budgets, attempts } = await arrange([budget()]);
    const attempt = await attempts.begin(400_000);
    assert.deepEqual(pick(await stateOf(budgets)), { used: 0, held: 400_000_000 });
    attempt.used(100_000);
    assert.deepEqual(pick(await stateOf(budgets)), { used: 100_000_000, held: 0 });
  });

  it('B1: of a thousand that come at once only those are let in that fit', async () => {
    const { budgets, attempts } = await arrange([budget({ limit: { kind: 'sum', nanoUsd: dollar } })]);
    const outcomes = await Promise.allSettled(Array.from({ length: 1_000 }, () => attempts.begin(20_000)));
    const admitted = outcomes.filter(({ status }) => status === 'fulfilled');
    assert.equal(admitted.length, 50);
    for (const outcome of admitted) if (outcome.status === 'fulfilled') outcome.value.used(20_000);
    assert.deepEqual(pick(await stateOf(budgets)), { used: dollar, held: 0 });
  });

  it('B2: what goes above the hold is charged at once and shown', async () => {
    const { budgets, attempts } = await arrange([budget()]);
    (await attempts.begin(100)).used(1_500_000);
    assert.deepEqual(pick(await stateOf(budgets)), { used: 1_500_000_000, held: 0 });
  });

  it('B2: a lower bound refunds nothing, also after a restart', async () => {
    const { budgets, attempts, make, ledger, restart } = await arrange([budget()]);
    (await attempts.begin(300_000)).end({
      outcome: 'truncated',
      measuredUsage: null,
      estimatedUsage: usage(0, 10),
      billable: true,
    });
    assert.equal((await stateOf(budgets)).usedNanoUsd, 300_000_000);
    await ledger.close();
    assert.equal((await stateOf(make(await restart()))).usedNanoUsd, 300_000_000);
  });

  it('L1: what counts beyond the booked costs is told, for every scope, before and after a restart', async () => {
    const scopes = [{}, { model: 'gpt-4.1' }, { profile: 'default' }, { profile: 'default', model: 'gpt-4.1' }];
    const rules = scopes.map((scope, at) => budget({ name: `b${at}`, scope }));
    const { budgets, attempts, make, ledger, restart } = await arrange(rules);
    (await attempts.begin(100_000)).used(100_000);
    (await attempts.begin(300_000)).end({ measuredUsage: null, estimatedUsage: usage(0, 1_000), outcome: 'truncated' });
    const told = async (of: Budgets) => {
      await stateOf(of, 'b0');
      return of.states().map(({ usedNanoUsd, beyondBookedNanoUsd }) => [usedNanoUsd, beyondBookedNanoUsd]);
    };
    const wanted = scopes.map(() => [400_000_000, 299_000_000]);
    assert.deepEqual(await told(budgets), wanted);
    await ledger.close();
    assert.deepEqual(await told(make(await restart())), wanted);
  });

  it('what the vendor does not charge for is given back', async () => {
    const { budgets, attempts } = await arrange([budget()]);
    (await attempts.begin(300_000)).end({ outcome: 'overloaded', measuredUsage: null, billable: false });
    (await attempts.begin(300_000)).hold.release();
    assert.deepEqual(pick(await stateOf(budgets)), { used: 0, held: 0 });
  });

  it('a hold has exactly one end', async () => {
    const { budgets, attempts } = await arrange([budget()]);
    const attempt = await attempts.begin(1_000);
    attempt.used(500);
    attempt.hold.release();
    attempt.hold.release();
    assert.deepEqual(pick(await stateOf(budgets)), { used: 500_000, held: 0 });
  });

  it('B3: what one budget refuses is held in none of the others', async () => {
    const { budgets, attempts } = await arrange([
      budget({ name: 'wide', limit: { kind: 'sum', nanoUsd: 100 * dollar } }),
      budget({ name: 'narrow', limit: { kind: 'sum', nanoUsd: 1_000 }, scope: { model: 'gpt-4.1' } }),
    ]);
    const { message } = await refusal(attempts.begin(5_000));
    assert.match(message, /^budget narrow \(model gpt-4\.1\) allows \$0\.00000100 a day/);
    assert.deepEqual(pick(await stateOf(budgets, 'wide')), { used: 0, held: 0 });
    assert.deepEqual(pick(await stateOf(budgets, 'narrow')), { used: 0, held: 0 });
  });

  it('a refusal says how the budget stands, when it resets and what would fit', async () => {
    const { attempts } = await arrange([budget()], { timeZone: 'Europe/Berlin' });
    (await attempts.begin(600_000)).used(600_000);
    await attempts.begin(100_000);
    const { message } = await refusal(attempts.begin(400_000));
    assert.equal(
      message,
      'budget day (everything) allows $1.00 a day, of which $0.60 is used and $0.10 held for requests under way, and resets ' +
        'at 2026-11-23 00:00 (Europe/Berlin): at gpt-4.1@relay this request may cost $0.40, and at most 300000 output tokens ' +
        'would fit',
    );
    await attempts.begin(300_000);
  });

  it('a yes to going over is held and charged all the same', async () => {
    const { budgets, attempts } = await arrange([budget()]);
    (await attempts.begin(2_000_000, { allowOver: true })).used(2_000_000);
    assert.equal((await stateOf(budgets)).usedNanoUsd, 2 * dollar);
    await refusal(attempts.begin(1));
  });

  it('simulated requests and free targets pass a budget that is used up, and leave it alone', async () => {
    const { budgets, attempts } = await arrange([budget({ limit: { kind: 'sum', nanoUsd: 0 } })]);
    (await attempts.begin(1_000, { at: sandboxTarget })).used(1_000);
    (await attempts.begin(1_000, { at: freeTarget })).used(1_000);
    assert.deepEqual(pick(await stateOf(budgets)), { used: 0, held: 0 });
  });

  it('a target without a price counts like the dearest that has one, or is refused', async () => {
    const { budgets, attempts, rules } = await arrange([budget()]);
    (await attempts.begin(400_000, { at: unpriced })).used(10);
    assert.deepEqual(pick(await stateOf(budgets)), { used: 400_000_000, held: 0 });
    rules.current = { ...rules.current, unknownPrice: 'refuse' };
    const { message } = await refusal(attempts.begin(1, { at: unpriced }), 'no-price');
    assert.equal(
      message,
      'budget day (everything) allows $1.00 a day, of which $0.40 is used, and resets at 2026-11-23 00:00 (UTC): at ' +
        'odd@relay what this request may cost is not known, since tracks.relay.models names no price for it',
    );
    await attempts.begin(1, { at: unpriced, allowOver: true });
  });

  it('a target without a price counts no lower than its vendor asks, and so also where no other has one', async () => {
    const known = target('gpt-4.1@local', { price: null, listPrice: simplePrice(1, 3, 'catalogue') });
    const { budgets, attempts, rules } = await arrange([budget()], { targets: [] });
    await attempts.begin(1_000, { at: known });
    assert.equal((await stateOf(budgets)).heldNanoUsd, 3_000_000);
    rules.current = { ...rules.current, targets: [target('dear@relay', { price: simplePrice(1, 5, 'test') })] };
    await attempts.begin(1_000, { at: known });
    assert.equal((await stateOf(budgets)).heldNanoUsd, 8_000_000);
  });

  it('a target without a price for sound that was asked for counts like the dearest that has one, itself at the least', async () => {
    const speaking = target('speaking@relay', {
      price: toPrice({ inputUsdPerMTok: 1, outputUsdPerMTok: 1, audioOutputUsdPerMTok: 3 }, 'test'),
    });
    const dear = target('dear@relay', { price: simplePrice(1, 5, 'test') });
    const { budgets, rules } = await arrange([budget()], { targets: [priced, dear, speaking] });
    const held = async (at: typeof priced) => {
      const facts = { profile: 'default', workspace: null, track: 'relay', model: at.model, client: 'VS Code' };
      const media = { ...noMedia, sure: new Set(['audioOutputTokens'] as const) };
      const worstCase = { inputTokens: 0, outputTokens: 1_000, media };
      const hold = await budgets.reserve({ target: at, facts, worstCase, allowOver: false });
      hold.release();
      return hold.nanoUsd;
    };
    assert.equal(await held(speaking), 3_000_000);
    assert.equal(await held(priced), 3_000_000);
    assert.equal(await held(dear), 5_000_000);
    rules.current = { ...rules.current, unknownPrice: 'refuse' };
    await refusal(held(priced), 'no-price');
    assert.equal(await held(speaking), 3_000_000);
  });

  it('soft budgets let everything through and warn at each mark once', async () => {
    const { budgets, attempts } = await arrange([budget({ hard: false })]);
    const warnings: (number | null)[] = [];
    for (const tokens of [490_000, 10_000, 300_000, 150_000, 900_000]) {
      (await attempts.begin(tokens)).used(tokens);
      warnings.push((await stateOf(budgets)).lastWarning);
    }
    assert.deepEqual(warnings, [null, 50, 75, 90, 90]);
  });

  it('a model may have its share of what the window cost, and no more', async () => {
    const share = budget({
      name: 'share',
      period: 'month',
      limit: { kind: 'share', percent: 5 },
      scope: { model: 'gpt-4.1' },
    });
    const { attempts, budgets } = await arrange([share]);
    const other = target('small@relay', { price: simplePrice(1, 1, 'test') });
    await refusal(attempts.begin(1));
    (await attempts.begin(95_000, { at: other })).used(95_000);
    (await attempts.begin(5_000)).used(5_000);
    assert.deepEqual(pick(await stateOf(budgets, 'share')), { used: 5_000_000, held: 0 });
    const { message } = await refusal(attempts.begin(100));
    assert.match(message, /\(5 % of all spend\) a month/);
  });

  it('a scope counts what agrees in all of its fields, before and after a restart', async () => {
    const scope = { profile: 'night', model: 'gpt-4.1' };
    const { attempts, budgets, ledger, make, restart } = await arrange([budget({ scope })]);
    (await attempts.begin(1_000, { profile: 'night' })).used(1_000);
    (await attempts.begin(1_000, { profile: 'default' })).used(1_000);
    assert.equal((await stateOf(budgets)).usedNanoUsd, 1_000_000);
    await ledger.close();
    assert.equal((await stateOf(make(await restart()))).usedNanoUsd, 1_000_000);
  });

  it('L1: an attempt whose daemon was killed counts with its worst case until the window resets', async () => {
    const { attempts, make, restart, clock } = await arrange([budget()]);
    await attempts.begin(700_000);
    const ledger = await restart();
    const after = make(ledger);
    assert.deepEqual(pick(await stateOf(after)), { used: 700_000_000, held: 0 });
    assert.equal((await stateOf(after)).beyondBookedNanoUsd, 700_000_000);
    assert.equal(ledger.recent(1)[0]?.countedNanoUsd, 700_000_000);
    const { rows } = await ledger.books.rows({ limit: 10 });
    assert.deepEqual(
      rows.map(({ billedCostNanoUsd, countedNanoUsd }) => [billedCostNanoUsd, countedNanoUsd]),
      [[null, 700_000_000]],
    );
    await clock.advance(24 * 3_600_000);
    assert.deepEqual(pick(await stateOf(after)), { used: 0, held: 0 });
  });

  it('L1: a corrected row counts with what it was corrected to', async () => {
    const { attempts, make, clock, files } = await arrange([budget()]);
    await attempts.begin(700_000);
    const { ledger } = await open({ clock, files });
    const after = make(ledger);
    assert.equal((await stateOf(after)).usedNanoUsd, 700_000_000);
    const [row] = ledger.recent(1);
    assert.ok(row);
    const { requestId, attempt } = row;
    await ledger.books.correct({
      requestId,
      attempt,
      why: 'the invoice does not have it',
      id: 'c1',
      notBillable: true,
    });
    const state = await stateOf(after);
    assert.deepEqual([state.usedNanoUsd, state.beyondBookedNanoUsd], [0, 0]);
    assert.equal(ledger.recent(1)[0]?.countedNanoUsd, 0);
  });

  it('B5: changed rules find what was used, and leave what is held', async () => {
    const { attempts, budgets, rules } = await arrange([]);
    (await attempts.begin(100_000)).used(100_000);
    const running = await attempts.begin(200_000);
    rules.current = rulesOf([budget(), budget({ name: 'ever', period: 'total' })]);
    for (const name of ['day', 'ever'])
      assert.deepEqual(pick(await stateOf(budgets, name)), { used: 100_000_000, held: 200_000_000 });
    running.used(150_000);
    for (const name of ['day', 'ever'])
      assert.deepEqual(pick(await stateOf(budgets, name)), { used: 250_000_000, held: 0 });
  });
});

describe('what was used, while it is counted', () => {
  /** Counts of this scope wait until they are let go; `late`: for what is there then. */
  function slowLedger(ledger: Ledger, isSlow: (scope: Scope) => boolean, late = false) {
    const { promise, resolve: letGo } = Promise.withResolvers<void>();
    let counts = 0;
    const counted: Ledger['counted'] = async (scope, fromMs, toMs) => {
      counts += 1;
      if (late) await promise;
      const nanoUsd = ledger.counted(scope, fromMs, toMs);
      if (isSlow(scope)) await promise;
      return nanoUsd;
    };
    return { ledger: { counted, onCorrected: ledger.onCorrected }, letGo, counts: () => counts };
  }

  const facts = { profile: 'default', workspace: null, track: 'relay', model: 'gpt-4.1', client: 'VS Code' };
  const asked = {
    target: priced,
    facts,
    worstCase: { inputTokens: 0, outputTokens: 600_000, media: noMedia },
    allowOver: false,
  };
  const night = { profile: 'night', model: 'gpt-4.1' };
  const here = { profile: 'default', model: 'gpt-4.1' };

  const delayed = async (work: Promise<unknown>) => {
    const first = await Promise.race([work.then(() => 'done'), settle().then(() => 'waits')]);
    return first === 'waits';
  };

  it('delays no request that a budget does not concern, or that it only warns', async () => {
    const { ledger, make } = await arrange([
      budget(),
      budget({ name: 'other', scope: night }),
      budget({ name: 'soft', scope: here, hard: false }),
    ]);
    const slow = slowLedger(ledger, ({ profile }) => profile !== undefined);
    const budgets = make(slow.ledger);
    assert.equal(await delayed(budgets.reserve(asked)), false);
    await refusal(budgets.reserve(asked));
    assert.deepEqual(pick(await stateOf(budgets, 'soft')), { used: 0, held: 600_000_000 });
    slow.letGo();
    await budgets.ready();
    assert.deepEqual(pick(await stateOf(budgets, 'other')), { used: 0, held: 0 });
  });

  it('delays what a hard budget may refuse, and nothing that a person let go over it', async () => {
    const { ledger, make, attempts } = await arrange([budget({ scope: here })]);
    (await attempts.begin(500_000)).used(500_000);
    const slow = slowLedger(ledger, ({ profile }) => profile !== undefined);
    const budgets = make(slow.ledger);
    const waiting = budgets.reserve(asked);
    waiting.catch(() => {});
    assert.equal(await delayed(waiting), true);
    assert.equal(await delayed(budgets.reserve({ ...asked, allowOver: true })), false);
    slow.letGo();
    await refusal(waiting);
  });

  it('delays what a share may refuse until the whole is known', async () => {
    const share = budget({ limit: { kind: 'share', percent: 50 }, scope: { model: 'gpt-4.1' } });
    const { ledger, make, attempts, rules } = await arrange([]);
    const other = target('small@relay', { price: simplePrice(1, 1, 'test') });
    (await attempts.begin(900_000, { at: other })).used(900_000);
    rules.current = rulesOf([share]);
    const slow = slowLedger(ledger, ({ model }) => model === undefined);
    const budgets = make(slow.ledger);
    const waiting = budgets.reserve(asked);
    assert.equal(await delayed(waiting), true);
    slow.letGo();
    await waiting;
  });

  it('is counted again with the next request where the ledger could not say, also for a budget that only warns', async () => {
    const { ledger, make, attempts } = await arrange([budget({ name: 'soft', scope: here, hard: false })]);
    (await attempts.begin(1_000)).used(1_000);
    let fails = true;
    const counted: Ledger['counted'] = async (...range) => {
      if (fails) throw new Error('EIO');
      return ledger.counted(...range);
    };
    const budgets = make({ counted, onCorrected: ledger.onCorrected });
    await budgets.reserve(asked);
    assert.equal((await stateOf(budgets, 'soft')).usedNanoUsd, 0);
    fails = false;
    await budgets.reserve(asked);
    assert.equal((await stateOf(budgets, 'soft')).usedNanoUsd, 1_000_000);
  });

  it('B5: takes a correction as the difference, at once and without counting again', async () => {
    const { ledger, make, clock } = await arrange([
      budget({ name: 'wide', hard: false }),
      budget({ name: 'here', scope: here }),
      budget({ name: 'other', scope: night }),
      budget({ name: 'ever', period: 'total' }),
    ]);
    const slow = slowLedger(ledger, () => false);
    const budgets = make(slow.ledger);
    const attempts = new Attempts(budgets, ledger, clock);
    const yesterday = await attempts.begin(300_000);
    yesterday.used(300_000);
    clock.setEpoch(clock.epochMs() + 24 * 3_600_000);
    const today = await attempts.begin(300_000);
    today.used(300_000);
    await budgets.ready();
    const countsBefore = slow.counts();
    let told = 0;
    budgets.onChange(() => {
      told += 1;
    });
    for (const [id, { requestId }] of [yesterday, today].entries())
      await ledger.books.correct({ requestId, billedCostNanoUsd: 7, why: 'the invoice', id: `c${id}` });
    const used = (one: Budgets) => one.states().map(({ name, usedNanoUsd }) => [name, usedNanoUsd]);
    assert.deepEqual(used(budgets), [
      ['wide', 7],
      ['here', 7],
      ['other', 0],
      ['ever', 14],
    ]);
    assert.equal(slow.counts(), countsBefore);
    assert.equal(told, 2);
    const counted = make(ledger);
    await counted.ready();
    assert.deepEqual(used(budgets), used(counted));
  });

  for (const late of [false, true]) {
    it(`B5: has a correction once that the count under way ${late ? 'would meet' : 'has passed'}`, async () => {
      const { ledger, make, attempts } = await arrange([budget({ scope: here })]);
      const attempt = await attempts.begin(300_000);
      attempt.used(300_000);
      const slow = slowLedger(ledger, () => true, late);
      const budgets = make(slow.ledger);
      const ready = budgets.ready();
      await ledger.books.correct({ requestId: attempt.requestId, billedCostNanoUsd: 7, why: 'the invoice', id: 'c1' });
      slow.letGo();
      await ready;
      assert.equal((await stateOf(budgets)).usedNanoUsd, 7);
    });
  }
});

describe('a reset', () => {
  it('B4: comes once for a machine that slept over it, and over several', async () => {
    const { attempts, budgets, clock } = await arrange([budget()]);
    (await attempts.begin(900_000)).used(900_000);
    clock.setEpoch(Date.parse('2026-11-25T07:00:00Z'));
    const state = await stateOf(budgets);
    assert.deepEqual(pick(state), { used: 0, held: 0 });
    assert.equal(state.resetsAt, '2026-11-26T00:00:00.000Z');
    (await attempts.begin(800_000)).used(800_000);
    assert.equal((await stateOf(budgets)).usedNanoUsd, 800_000_000);
  });

  it('B4: finds what was used when the clock is set back over it', async () => {
    const { attempts, budgets, clock } = await arrange([budget()]);
    (await attempts.begin(900_000)).used(900_000);
    const before = clock.epochMs();
    clock.setEpoch(Date.parse('2026-11-23T00:00:01Z'));
    (await attempts.begin(200_000)).used(200_000);
    clock.setEpoch(before);
    assert.equal((await stateOf(budgets)).usedNanoUsd, 900_000_000);
    await refusal(attempts.begin(200_000));
    clock.setEpoch(Date.parse('2026-11-23T00:00:02Z'));
    assert.equal((await stateOf(budgets)).usedNanoUsd, 200_000_000);
  });

  it('leaves an attempt in the day in which it began', async () => {
    const { attempts, budgets, clock } = await arrange([budget()]);
    const attempt = await attempts.begin(900_000);
    clock.setEpoch(Date.parse('2026-11-23T00:00:01Z'));
    assert.deepEqual(pick(await stateOf(budgets)), { used: 0, held: 0 });
    attempt.used(900_000);
    assert.deepEqual(pick(await stateOf(budgets)), { used: 0, held: 0 });
  });

  it('is not got round by waiting for it: what leaves after it needs room in the new window', async () => {
    const { budgets, clock } = await arrange([budget()]);
    const facts = { profile: 'default', workspace: null, track: 'relay', model: 'gpt-4.1', client: 'VS Code' };
    const asked = {
      target: priced,
      facts,
      worstCase: { inputTokens: 0, outputTokens: 600_000, media: noMedia },
      allowOver: false,
    };
    const waiting = await budgets.reserve(asked);
    clock.setEpoch(Date.parse('2026-11-23T00:00:01Z'));
    await budgets.reserve(asked);
    assert.throws(() => waiting.begin(clock.epochMs()), { kind: 'over-budget' });
    waiting.release();
    assert.deepEqual(pick(await stateOf(budgets)), { used: 0, held: 600_000_000 });
  });
});

describe('whatever happens in whatever order', () => {
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constant('reserve' as const), tokens: fc.integer({ min: 0, max: 400_000 }) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('charge' as const), at: fc.nat(20), tokens: fc.nat(500_000) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), at: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('cut' as const), at: fc.nat(20), tokens: fc.nat(500_000) }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('sleep' as const), hours: fc.integer({ min: -10, max: 30 }) }),
    },
    { weight: 1, arbitrary: fc.constant({ do: 'crash' as const }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('correct' as const), at: fc.nat(20), tokens: fc.nat(500_000) }),
    },
  );
  const rules = [
    budget(),
    budget({ name: 'ever', period: 'total', limit: { kind: 'sum', nanoUsd: 3 * dollar } }),
    budget({ name: 'soft', period: 'week', hard: false, scope: { model: 'gpt-4.1' } }),
    budget({ name: 'both', period: 'month', hard: false, scope: { model: 'gpt-4.1', profile: 'default' } }),
  ];

  it('no hold is left behind, no balance is negative, and a rebuild finds the same', async () => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { clock, restart, make, ...first } = await arrange(rules);
      let { ledger, budgets, attempts } = first;
      let running: Attempt[] = [];
      const begunIds: string[] = [];
      let corrections = 0;
      const take = (at: number) => running.splice(at % Math.max(1, running.length), 1)[0];
      for (const one of steps) {
        if (one.do === 'reserve') {
          const begun = await attempts.begin(one.tokens).catch((error: unknown) => {
            assert.ok(error instanceof RequestError && error.kind === 'over-budget');
            return null;
          });
          if (begun === null) continue;
          running.push(begun);
          begunIds.push(begun.requestId);
        } else if (one.do === 'correct') {
          const requestId = begunIds[one.at % Math.max(1, begunIds.length)];
          if (requestId === undefined || running.some((attempt) => attempt.requestId === requestId)) continue;
          corrections += 1;
          const id = `c${corrections}`;
          await ledger.books.correct({ requestId, billedCostNanoUsd: one.tokens * 1_000, why: 'the invoice', id });
        } else if (one.do === 'charge') take(one.at)?.used(one.tokens);
        else if (one.do === 'release') take(one.at)?.end({ outcome: 'network', measuredUsage: null, billable: false });
        else if (one.do === 'cut')
          take(one.at)?.end({ outcome: 'truncated', measuredUsage: null, estimatedUsage: usage(0, one.tokens) });
        else if (one.do === 'sleep') clock.setEpoch(clock.epochMs() + one.hours * 3_600_000);
        else {
          running = [];
          ledger = await restart();
          budgets = make(ledger);
          attempts = new Attempts(budgets, ledger, clock);
        }
        for (const { heldNanoUsd, usedNanoUsd } of budgets.states()) assert.ok(heldNanoUsd >= 0 && usedNanoUsd >= 0);
      }
      for (const attempt of running) attempt.used(1);
      await stateOf(budgets);
      const live = budgets.states();
      for (const { heldNanoUsd } of live) assert.equal(heldNanoUsd, 0);
      const rebuilt = make(ledger);
      await stateOf(rebuilt);
      assert.deepEqual(
        rebuilt.states().map(({ usedNanoUsd }) => usedNanoUsd),
        live.map(({ usedNanoUsd }) => usedNanoUsd),
      );
    });
    await fc.assert(property, { numRuns: 60 });
  });
});

function pick({ usedNanoUsd, heldNanoUsd }: { usedNanoUsd: number; heldNanoUsd: number }) {
  return { used: usedNanoUsd, held: heldNanoUsd };
}
