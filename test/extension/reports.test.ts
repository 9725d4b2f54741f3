/** The documents of a benchmark and of a fire drill. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { benchmarkText } from '../../extension/commands/benchmark-text.ts';
import { fireDrillText } from '../../extension/commands/fire-drill-text.ts';
import { asCode, markdownTable } from '../../extension/commands/markdown-table.ts';
import type { DrillScore } from '../../protocol/drill.ts';
import { english } from '../../protocol/translate.ts';

describe('a table in Markdown', () => {
  it('is not broken by what stands in its cells', () => {
    const name = '[x](command:evil)|`y`\nz';
    assert.equal(markdownTable([['a'], [asCode(name)]]), "| a |\n| --- |\n| `[x](command:evil)\\|'y' z` |");
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
      sentence: 'It did.',
      outcome: 'complete',
      requests: 1,
      attempts: [],
      failoverMs: 4,
      totalMs: 401.7,
    };
    const missed: DrillScore = { ...score, fault: 'reset', held: false, failoverMs: null };
    const report = { profile: 'p', strategy: 'priority', notes: ['A note.'], held: 1, totalMs: 1 };
    const text = fireDrillText({ ...report, faults: [score, missed] }, english);
    assert.match(text, /Profile `p` \(priority\): rules that held: 1 of 2\./);
    assert.match(text, /> A note\./);
    assert.match(text, /\| ✓ held \| Silence \| 0 \| 4 \| 402 \| It did\. \|/);
    assert.match(text, /## Rules that were missed\n\n- TCP reset: The other target answers\./);
    assert.doesNotMatch(fireDrillText({ ...report, faults: [score] }, english), /missed/);
  });
});
