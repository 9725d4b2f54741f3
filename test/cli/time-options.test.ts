/** Days and ranges on the command line: by the daemon's time zone, and refused where they hold nothing. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as z from 'zod';
import { spendReportSchema } from '../../protocol/spend.ts';
import { Lab } from '../daemon/lab.ts';
import { run } from './terminal.ts';

describe('days on the command line', () => {
  let lab: Lab;

  before(async () => {
    lab = await Lab.open({ configuration: { timeZone: 'Pacific/Kiritimati' } });
    await run(lab, ['daemon']);
  });
  after(() => lab.close());

  it('begin at midnight of the time zone that is configured', async () => {
    const { out } = await run(lab, ['spend', '--from', '2026-11-01', '--to', '2026-11-02', '--json']);
    const { from, to } = spendReportSchema.parse(JSON.parse(out));
    assert.deepEqual([from, to], ['2026-10-31T10:00:00.000Z', '2026-11-01T10:00:00.000Z']);
  });

  it('that the calendar lacks, and texts that are no time, are wrong usage of every command with a range', async () => {
    const commands = [['spend'], ['export'], ['whatif', '--profile', 'default'], ['import-usage', usageFile(lab)]];
    for (const command of commands) {
      for (const [option, text] of [
        ['--from', '2026-02-30'],
        ['--to', '5'],
      ] as const) {
        const { code, out, err } = await run(lab, [...command, option, text]);
        assert.deepEqual([code, out], [2, ''], command[0]);
        assert.match(err, new RegExp(`dualtrack: ${option} must be a day .*, got ${text}\\n$`));
      }
    }
  });

  it('of a range that ends before it begins are wrong usage of every command with a range', async () => {
    const backwards = ['--from', '2026-11-30', '--to', '2026-11-01'];
    for (const command of [['spend'], ['export', '--format', 'csv'], ['whatif', '--profile', 'default']]) {
      const { code, out, err } = await run(lab, [...command, ...backwards]);
      assert.deepEqual([code, out], [2, ''], command[0]);
      assert.match(err, /--to must be after 2026-11-30, where the range begins, got 2026-11-01/);
    }
    assert.equal((await run(lab, ['import-usage', usageFile(lab), ...backwards])).code, 2);
    const alone = await run(lab, ['spend', '--to', '2001-01-01']);
    assert.equal(alone.code, 2);
    assert.match(alone.err, /--to must be after .*, where the range begins, got 2001-01-01/);
    const chinese = await run(lab, ['spend', ...backwards], null, 'zh_CN.UTF-8');
    const profile = await run(lab, ['ask', '--profile', 'nope', 'x'], null, 'zh_CN.UTF-8');
    assert.match(profile.err, /^dualtrack: --profile 必须是路由方案的名称，却得到“nope”（现有：/);
    assert.match(chinese.err, /--to 必须晚于范围的起点 2026-11-30，却得到 2026-11-01/);
  });

  it('of a usage file are counted in its time zone', async () => {
    const wrong = await run(lab, ['import-usage', usageFile(lab), '--file-time-zone', 'Mars/Olympus']);
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /--file-time-zone must be a time zone such as .*, got Mars\/Olympus/);
    const rowsSchema = z.object({ rows: z.array(z.object({ day: z.string() })) });
    for (const [zone, day] of [
      ['UTC', '2026-11-22'],
      ['America/Los_Angeles', '2026-11-21'],
    ] as const) {
      const { out, err } = await run(lab, ['import-usage', usageFile(lab), '--file-time-zone', zone, '--json']);
      assert.deepEqual(rowsSchema.parse(JSON.parse(out)).rows, [{ day }], err);
    }
  });
});

function usageFile(lab: Lab): string {
  const file = join(lab.folder, 'usage.csv');
  writeFileSync(file, 'time,model,cost\n2026-11-22T02:00:00Z,gpt-4.1,1\n');
  return file;
}
