/** Past requests through another profile or other prices. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AttemptRow } from '../../../protocol/spend.ts';
import { noUsage, type Usage } from '../../../protocol/usage.ts';
import { createConfigurationStore } from '../../../server/configuration/store.ts';
import { unheardOf } from '../../../server/routing/candidate.ts';
import { localTimeReader } from '../../../server/routing/local-time.ts';
import { createWhatIf } from '../../../server/what-if/what-if.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const price = (inputUsdPerMTok: number, outputUsdPerMTok: number) => ({ price: { inputUsdPerMTok, outputUsdPerMTok } });
const track = (models: Record<string, unknown>) => ({
  provider: 'openai-compatible',
  baseUrl: 'http://127.0.0.1:9/v1',
  models,
});
const file = {
  tracks: {
    dear: track({ big: { ...price(10, 20), contextWindow: 1_000_000 } }),
    cheap: track({ small: { ...price(1, 2), contextWindow: 2_000 } }),
    odd: track({ unpriced: { features: ['tools'] } }),
  },
  profiles: {
    saving: { strategy: 'cheapest', targets: ['big@dear', 'small@cheap'] },
    large: { strategy: 'priority', targets: ['big@dear'] },
    narrow: { strategy: 'priority', targets: ['small@cheap'] },
    unknown: { strategy: 'priority', targets: ['unpriced@odd'] },
  },
};

const startedAt = '2026-11-10T08:00:00.000Z';

function row(requestId: string, more: Partial<AttemptRow> = {}, tokens: Partial<Usage> = {}): AttemptRow {
  return {
    requestId,
    attempt: 1,
    target: 'big@dear',
    profile: 'large',
    client: 'test',
    window: null,
    workspace: null,
    branch: null,
    language: null,
    command: null,
    conversation: null,
    parentRequest: null,
    outcome: 'success',
    billable: true,
    measured: true,
    simulated: false,
    usage: { ...noUsage, inputTokens: 1_000, outputTokens: 100, ...tokens },
    listCostNanoUsd: 12_000_000,
    billedCostNanoUsd: 12_000_000,
    savingsNanoUsd: 0,
    startedAt,
    firstPartMs: 100,
    totalMs: 1_000,
    abortPolicy: null,
    ...more,
  };
}

function whatIfOver(rows: readonly AttemptRow[]) {
  const configuration = createConfigurationStore(file);
  return createWhatIf({
    async *attempts() {
      yield* rows;
    },
    configuration,
    circumstances: {
      health: {
        of: ({ name }) =>
          name === 'small@cheap'
            ? { ...unheardOf, breaker: 'open', attempts: 100, failures: 10, firstPartP50Ms: 50, totalP50Ms: 400 }
            : unheardOf,
      },
    },
    localTimeAt: localTimeReader('UTC'),
    clock: new FakeClock(),
    dayOf: (epochMs) => new Date(epochMs).toISOString().slice(0, 10),
    monthStartMs: () => 0,
  });
}

async function reportOf(rows: readonly AttemptRow[], profile: string | null, prices = {}) {
  const [report] = await whatIfOver(rows).reports({ profiles: [profile], prices });
  assert.ok(report !== undefined);
  return report;
}

describe('what if another profile had been asked', () => {
  it('prices the same tokens at the target it would have chosen, with its usual times and failures', async () => {
    const { actual, whatif, measured, estimated, byModel, byDay } = await reportOf([row('a'), row('b')], 'saving');
    assert.equal(actual.billedCostNanoUsd, 24_000_000);
    // 1,000 tokens at $1 and 100 at $2 a million, twice.
    assert.equal(whatif.billedCostNanoUsd, 2_400_000);
    assert.deepEqual([whatif.failed, whatif.firstPartMs, whatif.totalMs], [0.2, 50, 400]);
    assert.deepEqual([measured, estimated], [0, 2]);
    assert.deepEqual(
      byModel.map(({ key, actual: one, whatif: other }) => [key, one.requests, other.requests]),
      [
        ['big', 2, 0],
        ['small', 0, 2],
      ],
    );
    assert.deepEqual(
      byDay.map(({ key }) => key),
      ['2026-11-10'],
    );
  });

  it('keeps what was measured where it would have gone the same way, failed attempts and all', async () => {
    const rows = [row('a', { outcome: 'timeout', billedCostNanoUsd: 5, listCostNanoUsd: 5 }), row('a', { attempt: 2 })];
    const { actual, whatif, measured } = await reportOf(rows, 'large');
    assert.deepEqual(whatif, actual);
    assert.equal(actual.billedCostNanoUsd, 12_000_005);
    assert.equal(measured, 1);
  });

  it('sends a request that does not fit elsewhere, and says which no target could have taken', async () => {
    const large = row('a', {}, { inputTokens: 50_000 });
    assert.equal((await reportOf([large], 'saving')).measured, 1);
    const { whatif, unserved } = await reportOf([large, row('b')], 'narrow');
    assert.equal(whatif.requests, 1);
    assert.equal(unserved.requests, 1);
    assert.match(unserved.reasons[0]?.reason ?? '', /context window of 2000/);
  });

  it('U6: an unknown price is an unknown cost, and so is what had no usage', async () => {
    assert.equal((await reportOf([row('a')], 'unknown')).whatif.unknownCost, 1);
    assert.equal((await reportOf([row('a', { usage: null })], 'saving')).whatif.unknownCost, 1);
    assert.equal((await reportOf([row('a', { billedCostNanoUsd: null })], 'large')).actual.unknownCost, 1);
  });

  it('leaves simulated requests out and counts them', async () => {
    const { actual, simulated } = await reportOf([row('a', { simulated: true }), row('b')], 'saving');
    assert.deepEqual([actual.requests, simulated], [1, 1]);
  });

  it('refuses a price whose target or model nobody offers, rather than leave it aside', async () => {
    const price = { inputUsdPerMTok: 1, outputUsdPerMTok: 1 };
    await assert.rejects(reportOf([], null, { 'gpt-4.1@rely': price }), (error: Error) =>
      /prices must be by target or model \(.+\), got "gpt-4\.1@rely"/.test(error.message),
    );
  });

  it('takes other prices, for a target or a model, with the targets that really served', async () => {
    const other = { inputUsdPerMTok: 5, outputUsdPerMTok: 10 };
    for (const name of ['big', 'big@dear']) {
      const { whatif, estimated } = await reportOf([row('a')], null, { [name]: other });
      assert.equal(whatif.billedCostNanoUsd, 6_000_000, name);
      assert.equal(estimated, 1);
    }
    assert.equal((await reportOf([row('a')], null, { small: other })).measured, 1);
  });

  it('runs several profiles in one reading, and refuses one that does not exist', async () => {
    const reports = await whatIfOver([row('a')]).reports({ profiles: ['saving', 'large'] });
    assert.deepEqual(
      reports.map(({ profile }) => profile),
      ['saving', 'large'],
    );
    await assert.rejects(
      whatIfOver([]).reports({ profiles: ['none'] }),
      /profile must name a routing profile, got "none"/,
    );
  });

  it('counts every real request once on each side, by model and by day', async () => {
    const rows = fc.array(
      fc.record({
        id: fc.integer({ min: 0, max: 30 }),
        day: fc.integer({ min: 1, max: 28 }),
        tokens: fc.nat(100_000),
        simulated: fc.boolean(),
      }),
      { maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const all = given.map(({ id, day, tokens, simulated }, at) =>
          row(
            `r${id}`,
            { attempt: at + 1, simulated, startedAt: `2026-11-${String(day).padStart(2, '0')}T08:00:00.000Z` },
            { inputTokens: tokens },
          ),
        );
        all.sort((one, other) => (one.startedAt < other.startedAt ? -1 : 1));
        const report = await reportOf(all, 'narrow');
        const sum = (some: readonly { readonly requests: number }[]) =>
          some.reduce((total, { requests }) => total + requests, 0);
        assert.equal(sum(report.byModel.map(({ actual }) => actual)), report.actual.requests);
        assert.equal(sum(report.byDay.map(({ whatif }) => whatif)), report.whatif.requests);
        assert.equal(report.whatif.requests + report.unserved.requests, report.actual.requests);
        assert.equal(report.measured + report.estimated, report.whatif.requests);
      }),
    );
  });

  it('replays a hundred thousand requests in a few seconds', async () => {
    const rows = Array.from({ length: 100_000 }, (_, at) => row(`r${at}`, {}, { inputTokens: at % 5_000 }));
    const startedAtMs = performance.now();
    assert.equal((await reportOf(rows, 'saving')).actual.requests, 100_000);
    const tookMs = performance.now() - startedAtMs;
    console.log(`# replayed in ${Math.round(tookMs)} ms`);
    // The gate is 5 s on a quiet machine, the reading of the journal included.
    assert.ok(tookMs < 15_000, `took ${tookMs} ms`);
  });
});
