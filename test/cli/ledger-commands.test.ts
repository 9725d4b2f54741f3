/** The ledger in a terminal: verify, export, correct, import-usage and every grouping of spend, against a real daemon. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as z from 'zod';
import { verifyText } from '../../cli/verify-ledger.ts';
import type { DaemonConnection } from '../../client/connection.ts';
import { correctResultSchema, importedGapSchema, ledgerRowSchema, verifyReportSchema } from '../../protocol/books.ts';
import { methods } from '../../protocol/methods.ts';
import { noTotals, spendGroupings, spendReportSchema } from '../../protocol/spend.ts';
import { english } from '../../protocol/translate.ts';
import { Lab, question, upstreamKey } from '../daemon/lab.ts';
import { run } from './terminal.ts';

const asked = 5;

describe('the ledger in a terminal', () => {
  let lab: Lab;
  let client: DaemonConnection;

  before(async () => {
    lab = await Lab.open({ profile: { retry: { attempts: 1 } } });
    client = await lab.join({ workspace: '/home/ada/engine' });
    await client.request(methods.provideSecrets, { secrets: { lab: upstreamKey } });
    for (let index = 0; index < asked; index += 1) {
      const origin = { branch: index % 2 === 0 ? 'main' : '=cmd()', conversation: 'say "hi", then\nleave' };
      await client.request(methods.ask, question('What is it?', { origin }));
    }
  });
  after(() => lab.close());

  const rows = async (...options: string[]) => {
    const { code, out, err } = await run(lab, ['export', '--format', 'json', ...options]);
    assert.equal(code, 0, err);
    return out
      .split('\n')
      .slice(0, -1)
      .map((line) => ledgerRowSchema.parse(JSON.parse(line)));
  };

  it('export --format json gives one object a line, with every field others script against', async () => {
    const { out } = await run(lab, ['export', '--format', 'json']);
    const [first = ''] = out.split('\n');
    const row: Record<string, unknown> = JSON.parse(first);
    const fields = `requestId attempt target outcome billable measured simulated usage listCostNanoUsd billedCostNanoUsd
      startedAt firstPartMs totalMs`;
    for (const field of fields.split(/\s+/)) assert.ok(field in row, field);
    const usage = ['inputTokens', 'cacheReadTokens', 'cacheWriteTokens', 'outputTokens', 'reasoningTokens'];
    const [parsed] = await rows();
    for (const field of usage) assert.ok(parsed?.usage !== null && field in (parsed?.usage ?? {}), field);
    assert.match(parsed?.startedAt ?? '', /^\d{4}-\d\d-\d\dT.*Z$/);
    assert.equal((await rows()).length, asked);
    assert.deepEqual(await rows('--from', '2001-01-01', '--to', '2001-01-02'), []);
  });

  it('export --format csv is quoted, and no cell is a formula', async () => {
    const { code, out } = await run(lab, ['export', '--format', 'csv']);
    assert.equal(code, 0);
    assert.match(out, /^requestId,attempt,startedAt,/);
    assert.equal(out.match(/,'=cmd\(\),/g)?.length, 2);
    assert.equal(out.match(/,"say ""hi"", then\nleave",/g)?.length, asked);
    assert.equal(out.match(/\r\n/g)?.length, asked + 1);
  });

  it('spend --json adds up the rows, by every grouping', async () => {
    const all = await rows();
    const billed = all.reduce((sum, row) => sum + (row.billedCostNanoUsd ?? 0), 0);
    const printed = await run(lab, ['spend', '--by', 'target', '--json']);
    assert.equal(printed.code, 0, printed.err);
    assert.equal(spendReportSchema.parse(JSON.parse(printed.out)).totals.billedCostNanoUsd, billed);
    for (const by of spendGroupings) {
      const { totals, groups } = await client.request(methods.spend, { by });
      assert.equal(totals.requests, asked, by);
      assert.equal(totals.billedCostNanoUsd, billed, by);
      const sum = groups.reduce((one, group) => one + group.billedCostNanoUsd, 0);
      assert.equal(sum, billed, by);
      assert.equal(
        groups.reduce((one, group) => one + group.attempts, 0),
        asked,
        by,
      );
      const known = { target: 'gpt-4.1@relay', model: 'gpt-4.1', track: 'relay', profile: 'default', client: 'lab' };
      const key = by in known ? Object.entries(known).find(([name]) => name === by)?.[1] : undefined;
      if (key !== undefined) assert.deepEqual([groups.length, groups[0]?.key], [1, key]);
      if (by === 'branch') assert.deepEqual(groups.map((group) => group.key).sort(), ['=cmd()', 'main']);
      if (by === 'workspace') assert.equal(groups[0]?.key, '/home/ada/engine');
    }
  });

  it('the daemon tells latency per target, and requests newest first', async () => {
    const { latency } = await client.request(methods.latency, {});
    assert.deepEqual(
      latency.map(({ target, attempts }) => [target, attempts]),
      [['gpt-4.1@relay', asked]],
    );
    const first = await client.request(methods.requests, { limit: 2 });
    const rest = await client.request(methods.requests, { before: first.next ?? undefined });
    const starts = [...first.requests, ...rest.requests].map(({ startedAt }) => startedAt);
    assert.equal(starts.length, asked);
    assert.deepEqual(starts, starts.toSorted().reverse());
  });

  it('ledger verify exits 0 on a sound ledger, and 1 with what it found on one that was changed by hand', async () => {
    const sound = await run(lab, ['ledger', 'verify', '--json']);
    assert.equal(sound.code, 0, sound.err);
    const report = verifyReportSchema.parse(JSON.parse(sound.out));
    assert.deepEqual([report.sound, report.totals.attempts], [true, asked]);

    const file = join(lab.paths.dataDirectory, `journal-${new Date().toISOString().slice(0, 7)}.jsonl`);
    const whole = readFileSync(file, 'utf8');
    try {
      writeFileSync(file, whole.replace(/"tt":\d+/, '"tt":0'));
      const { code, out } = await run(lab, ['ledger', 'verify']);
      assert.equal(code, 1);
      assert.match(out, /corrupt-line: .* at byte \d+ .*its hash does not fit its content/);
      assert.match(out, /NOT SOUND/);
    } finally {
      writeFileSync(file, whole);
    }
    assert.equal((await run(lab, ['ledger', 'verify'])).code, 0);
  });

  it('ledger verify tells of one day and one attempt as of one', () => {
    const report = {
      ...{ sound: true, segments: [], totals: { ...noTotals, attempts: 1 } },
      ...{ daysCompared: 1, findings: [], findingsInAll: 0 },
    };
    assert.match(verifyText(report, english), /the sums of 1 day agree; 1 attempt, billed \$0\.00$/);
  });

  it('B6: correct books an entry once, which rows and sums follow; wrong use exits 2, an unknown row 1', async () => {
    const before = await rows();
    const [row] = before;
    const id = row?.requestId ?? '';
    const command = ['correct', id, '--cost-usd', '0.000000042', '--why', 'invoice 7', '--json'];
    for (const booked of [true, false]) {
      const { code, out, err } = await run(lab, command);
      assert.equal(code, 0, err);
      assert.equal(correctResultSchema.parse(JSON.parse(out)).booked, booked);
    }
    const back = ['correct', id, '--cost-usd', '0.5', '--why', 'invoice 8'];
    assert.match((await run(lab, back)).out, / → \$0\.50\n$/);
    assert.match((await run(lab, command.slice(0, -1))).out, /\$0\.50 → \$0\.000000042\n$/);
    const named = await run(lab, [...back, '--id', 'eight']);
    assert.equal(named.code, 0, named.err);
    const taken = await run(lab, [...command, '--id', 'eight']);
    assert.deepEqual([taken.code, taken.out], [1, '']);
    assert.match(taken.err, /"eight" names another correction of .*; give this one a name of its own/);
    assert.equal((await run(lab, command)).code, 0);
    const now = (await rows()).find(({ requestId }) => requestId === id);
    assert.deepEqual([now?.billedCostNanoUsd, now?.correction?.why], [42, 'invoice 7']);
    assert.equal((await rows()).length, before.length);
    assert.equal((await run(lab, ['ledger', 'verify'])).code, 0);
    assert.equal((await run(lab, ['correct', id, '--why', 'x'])).code, 2);
    assert.equal((await run(lab, ['correct', id, '--cost-usd', 'much', '--why', 'x'])).code, 2);
    const unknown = await run(lab, ['correct', 'nobody', '--not-billable', '--why', 'x']);
    assert.deepEqual([unknown.code, /no attempt nobody/.test(unknown.err)], [1, true]);
  });

  it('import-usage shows the gap per model and day, and the overview keeps its sum', async () => {
    const all = await rows();
    const lines = all.map(({ startedAt, usage, billedCostNanoUsd }) =>
      [startedAt, 'gpt-4.1', usage?.inputTokens, usage?.outputTokens, (billedCostNanoUsd ?? 0) / 1e9].join(','),
    );
    const file = join(lab.folder, 'usage.csv');
    writeFileSync(file, `created_at,model,prompt_tokens,completion_tokens,cost\n${lines.join('\n')}\n`);
    const comparisonSchema = importedGapSchema.extend({ rows: z.array(z.object({ differs: z.boolean() })) });
    const even = await run(lab, ['import-usage', file, '--json']);
    assert.equal(even.code, 0, even.err);
    assert.equal(comparisonSchema.parse(JSON.parse(even.out)).differing, 0);

    writeFileSync(file, `created_at,model,prompt_tokens,completion_tokens,cost\n${lines.slice(1).join('\n')}\n`);
    const { code, out } = await run(lab, ['import-usage', file, '--track', 'relay']);
    assert.equal(code, 0);
    assert.match(out, /gpt-4\.1 +4 +5 +-1 /);
    assert.match(out, /1 of 1 differ/);
    const { importedGap } = await client.request(methods.overview, {});
    assert.deepEqual([importedGap?.imported.requests, importedGap?.ledger.requests, importedGap?.differing], [4, 5, 1]);

    const nowhere = await run(lab, ['import-usage', file, '--track', 'nope']);
    assert.equal(nowhere.code, 2);
    assert.match(nowhere.err, /--track must name a track \(.*relay.*\), got nope/);

    writeFileSync(file, 'date,model,cost\n2026-11-22,gpt-4.1,cheap\n');
    const wrong = await run(lab, ['import-usage', file]);
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /usage\.csv line 2, column cost: costUsd must be an amount of dollars .*got "cheap"/);
  });
});
