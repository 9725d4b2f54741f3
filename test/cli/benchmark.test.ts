/** `dualtrack benchmark` and `dualtrack drill`: against a daemon of its own, and what they print. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { priceText, reportText } from '../../cli/benchmark.ts';
import { drillText } from '../../cli/drill.ts';
import { benchmarkReportSchema } from '../../protocol/benchmark.ts';
import { type DrillScore, drillReportSchema } from '../../protocol/drill.ts';
import { english } from '../../protocol/translate.ts';
import { Lab } from '../daemon/lab.ts';
import { run } from './terminal.ts';

describe('dualtrack benchmark', () => {
  let lab: Lab;

  before(async () => {
    lab = await Lab.open();
    await run(lab, ['daemon']);
  });
  after(() => lab.close());

  const rows = async () =>
    (await run(lab, ['export'])).out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));

  it('tells the price first, and sends nothing where nobody can say yes', async () => {
    const { code, out, err } = await run(lab, ['benchmark', '--models', 'gpt-4.1@env', '--requests', '3'], '');
    assert.equal(code, 2);
    assert.equal(out, '');
    assert.match(err, /gpt-4\.1@env +\$0\.\d+\n3 requests, 3 to each target; at most \$0\.\d+/);
    assert.match(err, /nobody is at this terminal to say yes: nothing was sent; --yes says it/);
    assert.equal(lab.simulator.seen().requests, 0);
  });

  it('measures each target by requests that are booked as any other, and labels what is simulated', async () => {
    const models = 'gpt-4.1@env,gemini-2.5-flash@sandbox';
    const args = ['benchmark', '--models', models, '--requests', '3', '--concurrency', '2', '--yes', '--json'];
    const { code, out, err } = await run(lab, args);
    assert.equal(code, 0, err);
    const { targets } = benchmarkReportSchema.parse(JSON.parse(out));
    const facts = targets.map(({ target, simulated, succeeded, costEfficiency }) => [
      target,
      simulated,
      succeeded,
      costEfficiency,
    ]);
    assert.deepEqual(facts, [
      ['gpt-4.1@env', false, 3, 10],
      ['gemini-2.5-flash@sandbox', true, 3, 10],
    ]);
    assert.equal(lab.simulator.seen().requests, 3);
    const booked = await rows();
    assert.equal(booked.length, 6);
    assert.ok(booked.every(({ command }) => command === 'benchmark'));
    const real = booked.filter(({ simulated }) => simulated === false);
    const billed = real.reduce((sum, { billedCostNanoUsd }) => sum + billedCostNanoUsd, 0);
    assert.equal(targets[0]?.billedCostNanoUsd, billed);
  });

  it('counts failures by their kind, and goes on', async () => {
    const args = ['benchmark', '--models', 'gpt-4.1@relay', '--requests', '2', '--yes', '--csv'];
    const { code, out, err } = await run(lab, args);
    assert.equal(code, 0, err);
    assert.match(out, /^startedAt,target,/);
    assert.match(out, /gpt-4\.1@relay,false,2,0,,,,,,,0,,auth 2\r\n$/);
  });

  it('exits 2 for a model nobody configured', async () => {
    const { code, err } = await run(lab, ['benchmark', '--models', 'no-such-model', '--yes']);
    assert.equal(code, 2);
    assert.match(err, /--models must name a model or a target that is configured, got "no-such-model"/);
  });

  it('drill: plays sixteen faults; no upstream is asked, no row is booked, no breaker moves', async () => {
    const [sentBefore, bookedBefore] = [lab.simulator.seen().requests, (await rows()).length];
    const { out, err } = await run(lab, ['drill', '--json']);
    const report = drillReportSchema.parse(JSON.parse(out));
    assert.equal(report.faults.length, 16, err);
    assert.equal(report.profile, 'default');
    assert.deepEqual([lab.simulator.seen().requests, (await rows()).length], [sentBefore, bookedBefore]);
    assert.match((await run(lab, ['drill', '--profile', 'none'])).err, /profile must name a routing profile/);
  });
});

describe('what is printed', () => {
  const times = { p50: 52.4, p95: 145, p99: 312 };
  const base = { requests: 4, firstPartMs: times, totalMs: times };

  it('of a price: what each target comes to at most, and why one cannot be asked', () => {
    const about = { target: 'gpt-4.1@relay', simulated: false, mostNanoUsd: 2_000_000, obstacle: null };
    const targets = [
      about,
      { ...about, target: 'x@relay', mostNanoUsd: null },
      { ...about, target: 'y@relay', mostNanoUsd: null, obstacle: 'over budget' },
      { ...about, target: 's@sandbox', simulated: true },
    ];
    const text = priceText({ profile: 'p', requests: 2, targets, mostNanoUsd: 2_000_000, unknownPrices: 1 }, english);
    assert.deepEqual(
      text.split('\n').map((line) => line.replace(/ +/g, ' ')),
      [
        'target at most note',
        'gpt-4.1@relay $0.00200',
        'x@relay ? its price is unknown',
        'y@relay - cannot be asked: over budget',
        's@sandbox $0.00 simulated: costs nothing',
        '6 requests, 2 to each target; at most ≥ $0.00200',
      ],
    );
  });

  it('of one request is told of one', () => {
    const target = { target: 'a@x', simulated: false, obstacle: null, mostNanoUsd: 1_000_000 };
    const price = { profile: 'p', requests: 1, targets: [target], mostNanoUsd: 1_000_000, unknownPrices: 0 };
    assert.match(priceText(price, english), /\n1 request; at most \$0\.00100$/);
    assert.match(
      priceText({ ...price, targets: [target, { ...target, target: 'b@x' }] }, english),
      /\n2 requests, 1 to each target; /,
    );
  });

  it('of a run: success, times, cost and efficiency a target', () => {
    const targets = [
      { target: 'a@x', simulated: false, succeeded: 4, failures: [], billedCostNanoUsd: 1_000_000, costEfficiency: 10 },
      {
        target: 'b@sandbox',
        simulated: true,
        succeeded: 3,
        failures: [{ kind: 'timeout' as const, count: 1 }],
        billedCostNanoUsd: null,
        costEfficiency: null,
      },
    ].map((one) => ({ ...base, ...one }));
    const text = reportText({ startedAt: '', profile: 'p', requests: 4, concurrency: 1, targets }, english);
    assert.deepEqual(
      text.split('\n').map((line) => line.replace(/ +/g, ' ')),
      [
        'target success first part ms total ms cost efficiency note',
        'a@x 100 % 52/145/312 52/145/312 $0.00100 10.0',
        'b@sandbox 75 % 52/145/312 52/145/312 ? - simulated; timeout 1',
      ],
    );
  });

  it('of a drill: what came of each fault, and of one that was missed the rule', () => {
    const score: DrillScore = {
      fault: 'unavailable',
      title: '503 again and again',
      rule: 'The other target is asked at once.',
      held: true,
      sentence: 'overloaded at the first: the caller got a whole answer.',
      outcome: 'complete',
      requests: 1,
      attempts: [{ target: 'first', outcome: 'overloaded' }],
      failoverMs: 3,
      totalMs: 12.4,
    };
    const faults = [score, { ...score, held: false, failoverMs: null }];
    const report = { profile: 'p', strategy: 'priority', notes: ['One.'], faults, held: 1, totalMs: 3_900 };
    assert.deepEqual(drillText(report, english).split('\n'), [
      'profile p (priority), simulated: nothing real was asked, held or booked',
      'note: One.',
      'held    503 again and again: 1 attempt, 12 ms, failover after 3 ms',
      '        overloaded at the first: the caller got a whole answer.',
      'MISSED  503 again and again: 1 attempt, 12 ms',
      '        overloaded at the first: the caller got a whole answer.',
      '        the rule: The other target is asked at once.',
      '1 of 2 rules held; 3.9 s',
    ]);
  });
});
