/** What measured usage teaches of a target, how it is kept, and what a failing estimator does to the path. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Chat, textMessage } from '../../../protocol/message.ts';
import type { AttemptRow } from '../../../protocol/spend.ts';
import {
  type Estimator,
  estimateInputTokens,
  expectedInputTokens,
  plainEstimator,
} from '../../../server/catalogue/estimate.ts';
import { LearnedEstimates } from '../../../server/catalogue/learned-estimates.ts';
import { keepEstimates } from '../../../server/ledger/keep-estimates.ts';
import type { AttemptEnd } from '../../../server/ledger/port.ts';
import type { Target } from '../../../server/routing/target.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { end, intent, open, sandboxTarget, target, usage } from '../ledger/attempts.ts';
import { MemoryFiles } from '../ledger/memory-files.ts';

const chatOf = (bytes: number): Chat => ({ messages: [textMessage('user', 'x'.repeat(bytes))] });
const plainOf = (bytes: number) => estimateInputTokens(chatOf(bytes));

describe('learned estimates', () => {
  it('are the plain ones for a target nothing was measured at', () => {
    const estimates = new LearnedEstimates();
    assert.equal(estimates.inputTokens('m@a', 1234), 1234);
    assert.equal(estimates.usualOutputTokens('m@a'), null);
  });

  it('come to what the target counts, each target by itself', () => {
    const estimates = new LearnedEstimates();
    const bytes = 8_000;
    for (let answer = 0; answer < 60; answer += 1)
      estimates.learn('m@a', chatOf(bytes), usage(plainOf(bytes) * 2, 300));
    const expected = estimates.inputTokens('m@a', 1_000);
    assert.ok(expected > 1_900 && expected <= 2_000, `expected about 2000, got ${expected}`);
    assert.equal(estimates.usualOutputTokens('m@a'), 300);
    assert.equal(estimates.inputTokens('m@b', 1_000), 1_000);
  });

  it('follow a target that begins to count otherwise', () => {
    const estimates = new LearnedEstimates();
    const teach = (factor: number, answers: number) => {
      for (let answer = 0; answer < answers; answer += 1)
        estimates.learn('m@a', chatOf(4_000), usage(Math.round(plainOf(4_000) * factor), 10));
    };
    teach(2, 200);
    teach(0.5, 200);
    const expected = estimates.inputTokens('m@a', 1_000);
    assert.ok(expected > 490 && expected < 560, `expected about 500, got ${expected}`);
  });

  it('are not turned over by one short prompt with a relay’s own instructions before it', () => {
    const estimates = new LearnedEstimates();
    estimates.learn('m@a', chatOf(8), usage(160, 1));
    assert.ok(estimates.inputTokens('m@a', 1_000) < 2_000);
  });

  it('learn nothing from usage that does not add up, nor from images', () => {
    const estimates = new LearnedEstimates();
    assert.equal(estimates.learn('m@a', chatOf(100), usage(900, 1, { inconsistent: true })), false);
    const picture: Chat = {
      messages: [{ role: 'user', content: [{ type: 'image', url: 'data:image/png;base64,AA==' }] }],
    };
    assert.equal(estimates.learn('m@a', picture, usage(900, 1)), false);
    assert.deepEqual(estimates.entries(), []);
  });

  it('stay between a quarter and eight times the plain estimate, whatever was measured', () => {
    const lesson = fc.record({ bytes: fc.nat({ max: 5_000 }), input: fc.nat({ max: 1_000_000 }), output: fc.nat() });
    fc.assert(
      fc.property(fc.array(lesson, { maxLength: 30 }), fc.nat({ max: 100_000 }), (lessons, plain) => {
        const estimates = new LearnedEstimates();
        for (const { bytes, input, output } of lessons) estimates.learn('m@a', chatOf(bytes), usage(input, output));
        const expected = estimates.inputTokens('m@a', plain);
        assert.ok(Number.isInteger(expected) && expected >= Math.floor(plain / 4) && expected <= plain * 8);
      }),
      { seed: 9, numRuns: 100 },
    );
  });
});

describe('an estimator that fails', () => {
  const failing = (inputTokens: () => number): Estimator => ({ ...plainEstimator, inputTokens });

  it('R4: gives way to the plain estimate: the request neither passes free nor is it held up', () => {
    const broken = failing(() => {
      throw new Error('no idea');
    });
    assert.equal(expectedInputTokens(broken, 'm@a', 500), 500);
    for (const nonsense of [Number.NaN, Number.POSITIVE_INFINITY, -1])
      assert.equal(
        expectedInputTokens(
          failing(() => nonsense),
          'm@a',
          500,
        ),
        500,
      );
  });
});

describe('what was learned is kept', () => {
  const opened = async (files: MemoryFiles, clock = new FakeClock(), recent: readonly AttemptRow[] = []) => {
    const problems: string[] = [];
    const estimates = await keepEstimates({
      directory: '/data',
      clock,
      files,
      recent: () => recent,
      onProblem: (told) => problems.push(told),
    });
    return { estimates, problems, clock };
  };

  it('over a restart, written a minute after the first lesson or at the end', async () => {
    const files = new MemoryFiles();
    const { estimates, clock } = await opened(files);
    estimates.learn('m@a', chatOf(8_000), usage(9_000, 40));
    assert.equal(files.text('/data/estimates.json'), '');
    await clock.advance(60_000);
    const next = await opened(files);
    assert.equal(next.estimates.inputTokens('m@a', 1_000), estimates.inputTokens('m@a', 1_000));
    assert.equal(next.estimates.usualOutputTokens('m@a'), 40);
    next.estimates.learn('m@b', chatOf(8_000), usage(9_000, 50));
    await next.estimates.close();
    assert.equal((await opened(files)).estimates.usualOutputTokens('m@b'), 50);
  });

  it('and learned anew when the file is damaged, which is told', async () => {
    const files = new MemoryFiles();
    files.put('/data/estimates.json', '{"version":1,"targets":[["m@a",{"measuredTokens":-1}]]}');
    const { estimates, problems } = await opened(files);
    assert.equal(estimates.inputTokens('m@a', 1_000), 1_000);
    assert.match(problems.join(), /estimates\.json is learned anew/);
  });

  it('and when the file is lost, the latest rows of the ledger tell how long answers are', async () => {
    const { ledger, clock } = await open();
    const answered = (requestId: string, at: Target, more: Partial<AttemptEnd>) => {
      ledger.intend(intent(clock, requestId, { target: at }));
      ledger.settle(requestId, 1, end(more));
    };
    answered('r1', target('m@a'), { measuredUsage: usage(100, 200) });
    answered('r2', target('m@a'), { measuredUsage: usage(100, 300) });
    answered('r3', target('m@a'), { measuredUsage: null, outcome: 'truncated' });
    answered('r4', target('m@b'), { measuredUsage: null });
    answered('r5', sandboxTarget, { measuredUsage: usage(100, 900) });
    const recent = ledger.recent(50);
    await ledger.close();
    const { estimates } = await opened(new MemoryFiles(), clock, recent);
    assert.equal(estimates.usualOutputTokens('m@a'), 202);
    assert.equal(estimates.usualOutputTokens('m@b'), null);
    assert.equal(estimates.usualOutputTokens(sandboxTarget.name), null);
    assert.equal(estimates.inputTokens('m@a', 1_000), 1_000);
  });

  it('and a full disk is told, and stops nothing', async () => {
    const files = new MemoryFiles();
    const { estimates, problems } = await opened(files);
    files.failWith = 'ENOSPC';
    estimates.learn('m@a', chatOf(8_000), usage(9_000, 40));
    await estimates.close();
    assert.match(problems.join(), /could not be written/);
    assert.equal(estimates.usualOutputTokens('m@a'), 40);
  });
});
