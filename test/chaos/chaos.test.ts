/**
 * The short form of the chaos suite: one seed, every kind of trouble once. `npm run test:chaos` has more of both;
 * `DUALTRACK_SEED` chooses the seed here.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { drawPlan } from './plan.ts';
import { type ChaosReport, runChaos } from './report.ts';

const seed = Number(process.env.DUALTRACK_SEED ?? 20261122);

describe(`a daemon under every trouble of seed ${seed}`, { skip: process.platform !== 'linux' }, () => {
  let report: ChaosReport;

  before(async () => {
    report = await runChaos(seed, 1, 240_000);
  });

  it('L1–L4, W1–W6, B1, B5: nothing that must not be is', (test) => {
    test.diagnostic(JSON.stringify({ ...report, wrongs: report.wrongs.length }));
    assert.deepEqual(report.wrongs, []);
  });

  it('it was trouble: attempts dangled, requests failed, and others were answered all the same', () => {
    assert.equal(report.steps.length, 10);
    assert.ok(report.unknown > 0, `${report.unknown} attempts of unknown cost`);
    assert.ok((report.outcomes.complete ?? 0) > 10, `${report.outcomes.complete} answers`);
    assert.ok((report.outcomes.DaemonLost ?? 0) > 0, 'no client noticed a kill');
    assert.ok((report.outcomes['ledger-unwritable'] ?? 0) > 0, 'no client noticed a full disk');
  });
});

describe('the plan of a chaos run', () => {
  it('is the same for the same seed, and another for another', () => {
    assert.deepEqual(drawPlan(seed, 2), drawPlan(seed, 2));
    assert.notDeepEqual(drawPlan(seed, 2), drawPlan(seed + 1, 2));
  });

  it('has every kind of trouble once a round', () => {
    const kinds = drawPlan(seed, 3).map(({ trouble }) => trouble.kind);
    for (let round = 0; round < 3; round += 1) assert.equal(new Set(kinds.slice(round * 10, round * 10 + 10)).size, 10);
  });
});
