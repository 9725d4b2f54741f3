/** The ledger as the pipeline uses it: one row an attempt, booked once, refused when it cannot be written. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attemptRowSchema, noTotals, totalsSchema } from '../../../protocol/spend.ts';
import { simplePrice } from '../../../server/catalogue/price.ts';
import { RequestError } from '../../../server/request-error.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { directory, end, freeTarget, intent, open, sandboxTarget, target, usage } from './attempts.ts';

const journal = `${directory}/journal-2026-11.jsonl`;

describe('a settled attempt', () => {
  it('is a row with who asked, what was used and what it cost', async () => {
    const { ledger, clock } = await open();
    ledger.intend(intent(clock, 'r1'));
    const row = ledger.settle('r1', 1, end());
    assert.deepEqual(attemptRowSchema.parse(row), row);
    assert.deepEqual(row, {
      requestId: 'r1',
      attempt: 1,
      target: 'gpt-4.1@relay',
      profile: 'default',
      client: 'VS Code',
      window: 'w1',
      workspace: '/home/ada/engine',
      branch: 'main',
      language: 'typescript',
      command: 'explain',
      conversation: null,
      parentRequest: null,
      outcome: 'success',
      billable: true,
      measured: true,
      simulated: false,
      usage: usage(100, 50),
      listCostNanoUsd: 1_200_000,
      billedCostNanoUsd: 1_200_000,
      savingsNanoUsd: 0,
      countedNanoUsd: 1_200_000,
      startedAt: '2026-11-22T12:00:00.000Z',
      firstPartMs: 40,
      totalMs: 200,
      abortPolicy: null,
    });
    assert.deepEqual(ledger.recent(10), [row]);
    await ledger.close();
  });

  it('names the request it follows or serves, also when it is read back', async () => {
    const { ledger, clock, files } = await open();
    ledger.intend(intent(clock, 'parent'));
    ledger.settle('parent', 1, end());
    ledger.intend(intent(clock, 'child', { origin: { parentRequest: 'parent' } }));
    ledger.settle('child', 1, end());
    const { rows } = await ledger.books.rows({ limit: 10 });
    assert.deepEqual(
      rows.map(({ requestId, parentRequest }) => [requestId, parentRequest]),
      [
        ['parent', null],
        ['child', 'parent'],
      ],
    );
    const [, withoutParent] = files.text(journal).split('\n');
    assert.match(
      withoutParent ?? '',
      /"o":\["VS Code","w1","\/home\/ada\/engine","main","typescript","explain",null\]/,
    );
    await ledger.close();
  });

  it('L2: settled again, with other figures, changes nothing', async () => {
    const { ledger, clock, files } = await open();
    ledger.intend(intent(clock, 'r1'));
    const row = ledger.settle('r1', 1, end());
    const before = files.text(journal);
    assert.deepEqual(ledger.settle('r1', 1, end({ measuredUsage: usage(9999, 9999), outcome: 'timeout' })), row);
    assert.equal(files.text(journal), before);
    assert.equal(ledger.today().attempts, 1);
    await ledger.close();
  });

  it('that was never intended is a fault of the caller', async () => {
    const { ledger } = await open();
    assert.throws(() => ledger.settle('r9', 1, end()), /attempt 1 of r9 was never intended/);
    await ledger.close();
  });

  it('U7: keeps in the journal the price it used, its source and date, the raw usage and the model that served', async () => {
    const { ledger, clock, files } = await open();
    const price = simplePrice(2.5, 10, 'configuration', { asOf: '2026-11-01' });
    ledger.intend(intent(clock, 'r1', { target: target('flash@relay', { price }) }));
    ledger.settle('r1', 1, end());
    const [, intended, settled] = files.text(journal).split('\n');
    assert.match(intended ?? '', /"q":\[\[2500000,10000000,null,.*"configuration","2026-11-01"\]/);
    assert.match(settled ?? '', /"raw":\{"prompt_tokens":100,"completion_tokens":50\}/);
    assert.match(settled ?? '', /"sm":"gpt-4.1-2025"/);
    await ledger.close();
  });

  it('is estimated where the upstream told no usage, and says so', async () => {
    const { ledger, clock } = await open();
    ledger.intend(intent(clock, 'r1'));
    const row = ledger.settle('r1', 1, end({ measuredUsage: null, outcome: 'truncated' }));
    assert.equal(row.measured, false);
    assert.deepEqual(row.usage, usage(90, 45));
    assert.equal(row.billedCostNanoUsd, 1_080_000);
    await ledger.close();
  });

  it('U6: as a whole answer without usage has the cost of our estimate, and counts in budgets with what was held', async () => {
    const { ledger, clock } = await open();
    ledger.intend(intent(clock, 'r1', { heldNanoUsd: 9_000_000 }));
    const row = ledger.settle('r1', 1, end({ measuredUsage: null }));
    assert.deepEqual([row.outcome, row.measured, row.billedCostNanoUsd], ['success', false, 1_080_000]);
    assert.equal(ledger.today().unknownCost, 0);
    assert.equal((await ledger.counted({}, null, null)).nanoUsd, 9_000_000);
    await ledger.close();
  });

  it('costs nothing when it is not billable', async () => {
    const { ledger, clock } = await open();
    ledger.intend(intent(clock, 'r1', { target: target('x@relay', { price: null }) }));
    const row = ledger.settle('r1', 1, end({ measuredUsage: null, outcome: 'network', billable: false }));
    assert.deepEqual([row.billable, row.listCostNanoUsd, row.billedCostNanoUsd, row.usage], [false, 0, 0, null]);
    assert.equal(ledger.today().unknownCost, 0);
    await ledger.close();
  });

  it('U6: at a target without a price has an unknown cost, and the sum is a lower bound', async () => {
    const { ledger, clock } = await open();
    ledger.intend(intent(clock, 'r1', { target: target('x@relay', { price: null }) }));
    ledger.intend(intent(clock, 'r2'));
    assert.equal(ledger.settle('r1', 1, end()).billedCostNanoUsd, null);
    ledger.settle('r2', 1, end());
    const today = ledger.today();
    assert.deepEqual([today.unknownCost, today.billedCostNanoUsd], [1, 1_200_000]);
    await ledger.close();
  });
});

describe('sums', () => {
  it('U8: a million charges of $0.0000001 are exactly $0.1', async () => {
    // Ten thousand rows of a hundred such charges' usage would prove less: every row here is one charge.
    const { addRow, emptyBucket, wholeKey } = await import('../../../server/ledger/rollups.ts');
    const { ledger, clock } = await open();
    ledger.intend(intent(clock, 'r1', { target: target('cheap@relay', { price: simplePrice(0.1, 0, 'test') }) }));
    const row = ledger.settle('r1', 1, end({ measuredUsage: usage(1, 0) }));
    assert.equal(row.billedCostNanoUsd, 100);
    const first = { ofRequest: true, atTarget: true, ofModel: true, onTrack: true };
    const bucket = emptyBucket(0);
    for (let charge = 0; charge < 1_000_000; charge += 1)
      addRow(bucket, { row, startedAtMs: 0, first, countedNanoUsd: 100, estimatedNanoUsd: 0 });
    assert.equal(bucket.cells.all.get(wholeKey)?.billedCostNanoUsd, 100_000_000);
    await ledger.close();
  });

  it('U9: count every attempt of a request, and the request once', async () => {
    const { ledger, clock } = await open();
    const second = target('deepseek@relay');
    const third = target('gpt-4.1@other');
    for (const [attempt, at] of [target(), target(), second, third].entries()) {
      ledger.intend(intent(clock, 'r1', { attempt: attempt + 1, target: at }));
      ledger.settle(
        'r1',
        attempt + 1,
        end({ outcome: attempt === 3 ? 'success' : 'timeout', billable: attempt === 3 }),
      );
    }
    const requestsBy = async (by: 'target' | 'model' | 'track' | 'client') =>
      Object.fromEntries(
        (await ledger.spend({ by })).groups.map((group) => [group.key, [group.requests, group.attempts]]),
      );
    const today = ledger.today();
    assert.deepEqual([today.requests, today.attempts, today.failed], [1, 4, 3]);
    assert.deepEqual(await requestsBy('target'), {
      'gpt-4.1@relay': [1, 2],
      'deepseek@relay': [1, 1],
      'gpt-4.1@other': [1, 1],
    });
    assert.deepEqual(await requestsBy('model'), { 'gpt-4.1': [1, 3], deepseek: [1, 1] });
    assert.deepEqual(await requestsBy('track'), { relay: [1, 3], other: [1, 1] });
    assert.deepEqual(await requestsBy('client'), { 'VS Code': [1, 4] });
    await ledger.close();
  });

  it('keep the invented cost of simulated rows apart from money', async () => {
    const { ledger, clock } = await open();
    ledger.intend(intent(clock, 'r1', { target: sandboxTarget }));
    ledger.settle('r1', 1, end());
    const today = totalsSchema.parse(ledger.today());
    assert.deepEqual(today, {
      ...noTotals,
      requests: 1,
      attempts: 1,
      inputTokens: 100,
      outputTokens: 50,
      simulatedRequests: 1,
      simulatedCostNanoUsd: 1_200_000,
    });
    const [group] = (await ledger.spend({ by: 'track' })).groups;
    assert.deepEqual(group, { key: 'sandbox', ...today });
    await ledger.close();
  });

  it('of today begin anew at local midnight, and those of yesterday stay', async () => {
    const clock = new FakeClock('2026-11-22T22:59:00Z');
    const { ledger } = await open({ clock, timeZone: 'Europe/Berlin' });
    ledger.intend(intent(clock, 'r1'));
    ledger.settle('r1', 1, end());
    assert.equal(ledger.today().requests, 1);
    await clock.advance(60_000);
    assert.deepEqual(ledger.today(), noTotals);
    const report = await ledger.spend({ from: '2026-11-21T23:00:00Z', by: 'day' });
    assert.deepEqual(
      report.groups.map(({ key, requests }) => [key, requests]),
      [['2026-11-22', 1]],
    );
    assert.equal(report.to, '2026-11-22T23:00:00.000Z');
    await ledger.close();
  });

  it('without a range are those of today, whatever the clock did since', async () => {
    const { ledger, clock } = await open();
    ledger.intend(intent(clock, 'r1'));
    ledger.settle('r1', 1, end());
    clock.setEpoch(clock.epochMs() - 3_600_000);
    const report = await ledger.spend({});
    assert.equal(report.from, '2026-11-22T00:00:00.000Z');
    assert.deepEqual(report.totals, ledger.today());
    assert.equal(report.totals.requests, 1);
    await ledger.close();
  });
});

describe('an attempt whose daemon was ended', () => {
  it('L1: is a row of unknown cost at the next start, once, and does not count towards latency', async () => {
    const { ledger: ended, clock, files } = await open();
    ended.intend(intent(clock, 'r1'));
    ended.intend(intent(clock, 'r2', { target: freeTarget }));
    ended.intend(intent(clock, 'r3', { target: sandboxTarget }));
    const found = files.copy();
    for (let start = 0; start < 3; start += 1) {
      const { ledger, problems } = await open({ clock, files: found });
      const rows = ledger.recent(10);
      assert.deepEqual(
        rows.map((row) => [row.requestId, row.outcome, row.billedCostNanoUsd]),
        [
          ['r3', 'unknown', null],
          ['r2', 'unknown', 0],
          ['r1', 'unknown', null],
        ],
      );
      const today = ledger.today();
      assert.deepEqual([today.requests, today.attempts, today.unknownCost], [3, 3, 1]);
      assert.deepEqual(ledger.latency(), []);
      assert.equal(problems.filter(({ kind }) => kind === 'dangling-attempts').length, start === 0 ? 1 : 0);
      if (start > 0) await ledger.close();
      else ledger.problems();
      found.remove(`${directory}/ledger.lock`);
    }
  });
});

describe('a journal that cannot be written', () => {
  for (const code of ['ENOSPC', 'EROFS', 'EACCES']) {
    it(`L3: stops paid requests with a named error, and lets free ones go on (${code})`, async () => {
      const { ledger, clock, files, problems } = await open();
      ledger.intend(intent(clock, 'r0'));
      files.failWith = code;
      files.bytesBeforeFailure = 100;
      assert.throws(
        () => ledger.intend(intent(clock, 'r1')),
        (error) =>
          error instanceof RequestError &&
          error.kind === 'ledger-unwritable' &&
          error.target === 'gpt-4.1@relay' &&
          error.message.includes(code) &&
          error.message.includes(directory),
      );
      ledger.intend(intent(clock, 'r2', { target: freeTarget }));
      ledger.intend(intent(clock, 'r3', { target: sandboxTarget }));
      ledger.settle('r2', 1, end());
      ledger.settle('r0', 1, end());
      assert.equal(ledger.today().attempts, 2);
      assert.equal(problems.filter(({ kind }) => kind === 'unwritable').length, 1);

      files.failWith = null;
      ledger.settle('r3', 1, end());
      ledger.intend(intent(clock, 'r4'));
      ledger.settle('r4', 1, end());
      assert.deepEqual(ledger.problems(), []);
      assert.equal(ledger.today().attempts, 4);
      await ledger.close();

      files.remove(`${directory}/ledger.json`);
      const again = await open({ clock, files });
      assert.deepEqual(again.problems, []);
      assert.deepEqual(
        again.ledger.recent(10).map((row) => row.requestId),
        ['r4', 'r3', 'r0', 'r2'],
      );
      await again.ledger.close();
    });
  }

  it('L3: refuses an unknown price like a paid one', async () => {
    const { ledger, clock, files } = await open();
    files.failWith = 'ENOSPC';
    const unpriced = intent(clock, 'r1', { target: target('x@relay', { price: null }) });
    assert.throws(() => ledger.intend(unpriced), /the disk is full \(ENOSPC\)/);
    assert.throws(() => ledger.settle('r1', 1, end()), /never intended/);
    files.failWith = null;
    await ledger.close();
  });

  it('L4: a piece of a line that could not be taken back is set aside when writing works again', async () => {
    const { ledger, clock, files, problems } = await open();
    ledger.intend(intent(clock, 'r1'));
    files.failWith = 'ENOSPC';
    files.bytesBeforeFailure = 50;
    files.truncates = false;
    assert.throws(() => ledger.intend(intent(clock, 'r2')), RequestError);
    files.failWith = null;
    files.truncates = true;
    ledger.settle('r1', 1, end());
    assert.equal(files.bytes(`${journal}.torn`).length, 51);
    assert.ok(problems.some(({ kind }) => kind === 'torn-tail'));
    await ledger.close();
    files.remove(`${directory}/ledger.json`);
    const again = await open({ clock, files });
    assert.deepEqual(again.problems, []);
    assert.equal(again.ledger.recent(10).length, 1);
    await again.ledger.close();
  });

  it('L3: a folder that cannot be made from the start lets free requests go on', async () => {
    const { ledger, clock, problems } = await open({
      files: await (async () => {
        const { MemoryFiles } = await import('./memory-files.ts');
        const files = new MemoryFiles();
        files.failWith = 'EROFS';
        return files;
      })(),
    });
    assert.ok(problems.some(({ kind, message }) => kind === 'unwritable' && message.includes('read-only (EROFS)')));
    ledger.intend(intent(clock, 'r1', { target: sandboxTarget }));
    assert.equal(ledger.settle('r1', 1, end()).outcome, 'success');
    assert.throws(() => ledger.intend(intent(clock, 'r2')), RequestError);
    await ledger.close();
  });
});

describe('what is written', () => {
  it('S4: holds no prompt and no answer: only what the intent and the end carry', async () => {
    const { ledger, clock, files } = await open();
    ledger.intend(intent(clock, 'r1'));
    ledger.settle('r1', 1, end({ rawUsage: { prompt_tokens: 1, echo: 'const secret = compute(the, answer)' } }));
    await ledger.close();
    for (const name of files.list(directory)) assert.ok(!files.text(`${directory}/${name}`).includes('secret'), name);
  });

  it('P4: appending costs the same at row 100,000 as at row 1', async () => {
    const { ledger, clock, files } = await open();
    const costOfRow = (row: number) => {
      const before = { writes: files.writes, bytes: files.bytesWritten, read: files.bytesRead };
      ledger.intend(intent(clock, `request-${String(row).padStart(6, '0')}`));
      ledger.settle(`request-${String(row).padStart(6, '0')}`, 1, end());
      return {
        writes: files.writes - before.writes,
        bytes: files.bytesWritten - before.bytes,
        read: files.bytesRead - before.read,
      };
    };
    costOfRow(0);
    const first = costOfRow(1);
    for (let row = 2; row < 100_000; row += 1) costOfRow(row);
    const last = costOfRow(100_000);
    assert.deepEqual([last.writes, last.read], [first.writes, first.read]);
    // The numbers of the lines have become longer.
    assert.ok(last.bytes - first.bytes <= 20, `${first.bytes} and ${last.bytes} bytes`);
    assert.equal(ledger.today().attempts, 100_001);
    await ledger.close();
  });
});
