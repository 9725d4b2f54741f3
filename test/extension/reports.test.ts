/** The documents of a benchmark and of a fire drill. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { benchmarkText } from '../../extension/commands/benchmark-text.ts';
import { fireDrillText } from '../../extension/commands/fire-drill-text.ts';
import { asCode, markdownTable } from '../../extension/commands/markdown-table.ts';
import { wouldHaveCost } from '../../extension/commands/what-if-text.ts';
import { sharedChinese } from '../../protocol/chinese.ts';
import type { DrillScore } from '../../protocol/drill.ts';
import { english, translator } from '../../protocol/translate.ts';

describe('a table in Markdown', () => {
  it('is not broken by what stands in its cells', () => {
    const name = '[x](command:evil)|`y`\nz';
    assert.equal(markdownTable([['a'], [asCode(name)]]), "| a |\n| --- |\n| `[x](command:evil)\\|'y' z` |");
  });
});

describe('what another profile would have cost', () => {
  it('has one mark: that of an estimate, or that of a lower bound', () => {
    assert.equal(wouldHaveCost({ billedCostNanoUsd: 2_030_000, unknownCost: 0 }), '≈ $0.00203');
    assert.equal(wouldHaveCost({ billedCostNanoUsd: 2_030_000, unknownCost: 1 }), '≥ $0.00203');
  });
});

describe('the document of a benchmark', () => {
  const times = { p50: 52, p95: 145, p99: 312 };
  const one = { target: 'a@x', simulated: false, requests: 4, succeeded: 4, failures: [], costEfficiency: 10 };
  const measured = { ...one, firstPartMs: times, totalMs: times, billedCostNanoUsd: 1_000_000 };
  const about = { startedAt: '2026-11-22T10:00:00Z', profile: 'p', requests: 4, concurrency: 1 };

  it('has a line a target, and marks what is simulated, unknown or failed', () => {
    const other = {
      ...measured,
      target: 'b@sandbox',
      simulated: true,
      succeeded: 0,
      failures: [{ kind: 'auth' as const, count: 4 }],
      firstPartMs: null,
      totalMs: null,
      billedCostNanoUsd: null,
      costEfficiency: null,
    };
    const text = benchmarkText({ ...about, targets: [measured, other] }, english);
    assert.match(text, /\| `a@x` \| 100 % \| 52 \/ 145 \/ 312 \| 52 \/ 145 \/ 312 \| \$0\.00100 \| 10\.0 \| {2}\|/);
    assert.match(text, /\| `b@sandbox` \| 0 % \| – \| – \| unknown \| – \| simulated, auth ×4 \|/);
    assert.match(text, /Simulated targets invent their times and costs/);
  });

  it('speaks of simulation only where there was some', () => {
    assert.doesNotMatch(benchmarkText({ ...about, targets: [measured] }, english), /Simulated/);
  });
});

describe('the scorecard of a fire drill', () => {
  it('tells what came of each fault, and the rules that were missed', () => {
    const score: DrillScore = {
      fault: 'silence',
      title: 'Silence',
      rule: 'The other target answers.',
      held: true,
      sentence: 'timeout at the first 2 times, then the second target answered: the caller got a whole answer.',
      outcome: 'complete',
      requests: 1,
      attempts: [
        { target: 'first', outcome: 'timeout' },
        { target: 'first', outcome: 'timeout' },
        { target: 'second', outcome: 'success' },
      ],
      failoverMs: 4,
      totalMs: 401.7,
    };
    const missed: DrillScore = { ...score, fault: 'reset', title: 'TCP reset', held: false, failoverMs: null };
    const report = { profile: 'p', strategy: 'priority', notes: ['A note.'], held: 1, totalMs: 1 };
    const text = fireDrillText({ ...report, faults: [score, missed] }, english);
    assert.match(text, /Profile `p` \(priority\): rules that held: 1 of 2\./);
    assert.match(text, /> A note\./);
    assert.match(
      text,
      /\| ✓ held \| Silence \| 3 \| 4 \| 402 \| timeout at the first 2 times, then the second target answered: the caller got a whole answer\. \|/,
    );
    assert.match(text, /## Rules that were missed\n\n- TCP reset: The other target answers\./);
    assert.doesNotMatch(fireDrillText({ ...report, faults: [score] }, english), /missed/);
  });

  it('E7: tells it in the language of the editor', () => {
    const chinese = translator(sharedChinese);
    const attempts = [
      { target: 'first', outcome: 'timeout' },
      { target: 'second', outcome: 'success' },
    ] as const;
    const score: DrillScore = {
      ...{ fault: 'silence', title: 'Silence', rule: 'The other target answers.', held: true, sentence: '' },
      ...{ outcome: 'complete', requests: 1, attempts: [...attempts], failoverMs: 4, totalMs: 401.7 },
    };
    const sentence =
      '15 of 15 requests were answered; 3 of them touched the dead target with 6 attempts; it was found 20 ms after it was back.';
    const notes = ['All targets of p are on track a: when that fails as a whole, all of them do.'];
    const report = { profile: 'p', strategy: 'priority', notes, held: 2, totalMs: 1 };
    const text = fireDrillText({ ...report, faults: [score, { ...score, fault: 'outage', sentence }] }, chinese);
    assert.match(text, /沉默 \| 2 \| 4 \| 402 \| 第一个目标超时，然后第二个目标作出回答：调用者得到完整的回答。/);
    assert.match(text, /15 个请求中有 15 个得到回答；其中 3 个以 6 次尝试触及失效的目标；恢复 20 毫秒后被发现。/);
    assert.match(text, /> p 的所有目标都在通道 a 上/);
  });
});
