/** Past requests through another profile or other prices. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AttemptRow } from '../../../protocol/spend.ts';
import { profiles, row, whatIfOver } from './past.ts';

const overRows = (rows: readonly AttemptRow[]) => whatIfOver({ rows: () => rows });

async function reportOf(rows: readonly AttemptRow[], profile: string | null, prices = {}) {
  const [report] = await overRows(rows).reports({ profiles: [profile], prices });
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

  it('U6: an answer that would have been simulated is none, and its invented price no saving', async () => {
    const simulated = { pretending: { strategy: 'priority', targets: ['*@sandbox'] } };
    const [report] = await whatIfOver({ rows: () => [row('a')], profiles: simulated }).reports({
      profiles: ['pretending'],
    });
    assert.equal(report?.whatif.requests, 0);
    assert.deepEqual(report?.unserved.reasons, [{ reason: 'its answer would have been simulated', requests: 1 }]);
  });

  it('goes by the time of day at which each request was made, not by that of the replay', async () => {
    const byTime = {
      office: {
        ...profiles.large,
        targets: ['big@dear', 'small@cheap'],
        // biome-ignore lint/suspicious/noThenProperty: rules are written so, and never awaited.
        rules: [{ when: { time: { from: '08:00', to: '18:00' } }, then: { targets: ['small@cheap'] } }],
      },
    };
    const rows = [row('day'), row('night', { startedAt: '2026-11-10T23:00:00.000Z' })];
    const [report] = await whatIfOver({ rows: () => rows, profiles: byTime }).reports({ profiles: ['office'] });
    assert.deepEqual(
      report?.byModel.map(({ key, whatif }) => [key, whatif.requests]),
      [
        ['big', 1],
        ['small', 1],
      ],
    );
  });

  it('takes the tokens as they were counted, whatever was learned of estimates', async () => {
    const estimator = { inputTokens: () => 1_000_000_000, usualOutputTokens: () => null, learn: () => false };
    const [report] = await whatIfOver({ rows: () => [row('a')], estimator }).reports({ profiles: ['narrow'] });
    assert.equal(report?.unserved.requests, 0);
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
    const reports = await overRows([row('a')]).reports({ profiles: ['saving', 'large'] });
    assert.deepEqual(
      reports.map(({ profile }) => profile),
      ['saving', 'large'],
    );
    await assert.rejects(
      overRows([]).reports({ profiles: ['none'] }),
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
