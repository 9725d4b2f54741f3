/** Budgets on the path of a request: who is let in, who is told no at once, and where it goes instead. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Places } from '../../../server/pipeline/places.ts';
import { type Arrangement, arrange, type Scripts } from '../../support/arrange.ts';
import { chatRequest } from '../../support/configuration.ts';
import { answer, finish, headers, send, text, usage, wait } from '../../support/scripted-provider.ts';

const slowly = [send, headers, wait(1_000), text('Done.'), finish(), usage(9, 100)] as const;
/** 9 tokens in at $1 and 100 out at $2 a million: 209,000 nano-dollars at most. */
const chat = { ...chatRequest().chat, maxOutputTokens: 100 };
const worstCaseUsd = 0.000209;

function under(limitUsd: number, scripts: Scripts, more: Arrangement = {}) {
  const budgets = [{ name: 'day', period: 'day', limitUsd, hard: true }];
  return arrange(scripts, { ...more, configuration: { budgets, ...more.configuration } });
}

describe('a hard budget', () => {
  it('B1: of a thousand requests at once lets in the fifty it has room for, and never goes over', async () => {
    const { start, clock, provider, budgets } = under(
      50 * worstCaseUsd,
      { 'm@a': [slowly] },
      { places: new Places(1_000, 0) },
    );
    const outcomes = Array.from({ length: 1_000 }, () => start({ chat }));
    await clock.advance(500);
    const [state] = budgets.states();
    assert.equal(state?.heldNanoUsd, state?.limitNanoUsd);
    await clock.advance(1_000);
    assert.equal(provider.seen.length, 50);
    assert.equal(outcomes.filter(({ result }) => result?.complete === true).length, 50);
    assert.equal(outcomes.filter(({ error }) => error?.kind === 'over-budget').length, 950);
    assert.equal(budgets.states()[0]?.heldNanoUsd, 0);
    assert.equal(clock.pending, 0);
  });

  it('says no before any wait, and leaves the limits untouched', async () => {
    const { start, clock, ledger } = under(
      0,
      { 'm@a': [answer('Hi.')] },
      { track: { limits: { requestsPerMinute: 1 } } },
    );
    const first = start({ chat });
    const second = start({ chat });
    await clock.advance(0);
    for (const { error } of [first, second]) {
      assert.equal(error?.kind, 'over-budget');
      assert.match(error.message, /^budget day \(everything\) allows \$0\.00 a day/);
    }
    assert.equal(ledger.booked.length, 0);
  });

  it('sends the request to a cheaper target of the plan that still fits', async () => {
    const models = (outputUsdPerMTok: number) => ({ m: { price: { inputUsdPerMTok: 0.01, outputUsdPerMTok } } });
    const track = { provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1' };
    const tracks = { dear: { ...track, models: models(100) }, cheap: { ...track, models: models(0.1) } };
    const scripts = { 'm@dear': [answer('Dear.')], 'm@cheap': [answer('Cheap.')] };
    const { start, clock, provider } = under(0.001, scripts, { configuration: { tracks } });
    const outcome = start({ chat });
    await clock.advance(0);
    assert.equal(outcome.result?.text, 'Cheap.');
    assert.deepEqual(
      provider.seen.map(({ target }) => target),
      ['m@cheap'],
    );
    const [refused] = outcome.result?.route ?? [];
    assert.equal(refused?.outcome, 'failed');
    assert.match(refused?.reason ?? '', /^budget day /);
  });

  it('says once how the budget stands, and what each target would need', async () => {
    const { start, clock } = under(0.0002, { 'm@a': [answer('Hi.')], 'm@b': [answer('Hi.')] });
    const outcome = start({ chat });
    await clock.advance(0);
    assert.match(
      outcome.error?.message ?? '',
      /^budget day [^:]*, and resets at \S+ 00:00 \(\S+\): at m@a this request may cost \$0\.000209, and at most 95 output tokens would fit; at m@b this request may cost [^;]*$/,
    );
  });

  it('lets a request through once that was allowed to go over it', async () => {
    const { start, clock } = under(0, { 'm@a': [answer('Hi.')] });
    const allowed = start({ chat, allowOverBudget: true });
    const next = start({ chat });
    await clock.advance(0);
    assert.equal(allowed.result?.text, 'Hi.');
    assert.equal(next.error?.kind, 'over-budget');
  });

  it('B1: bounds the answer of a request that names no bound', async () => {
    const { start, clock, provider } = under(1, { 'm@a': [answer('Hi.')] });
    start();
    await clock.advance(0);
    assert.equal(provider.seen[0]?.request.chat.maxOutputTokens, 2_048);
  });

  it('gets back what was held for a caller that went away before anything left', async () => {
    const { start, clock, budgets } = under(
      10 * worstCaseUsd,
      { 'm@a': [slowly] },
      { track: { limits: { concurrency: 1, maxWaitMs: 60_000 } } },
    );
    start({ chat });
    const waiting = start({ chat });
    await clock.advance(10);
    assert.equal(budgets.states()[0]?.heldNanoUsd, 418_000);
    waiting.stop.abort();
    await clock.advance(0);
    assert.equal(budgets.states()[0]?.heldNanoUsd, 209_000);
  });
});
