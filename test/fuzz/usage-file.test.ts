/** Usage files of vendors with anything in them: figures, or one sentence on what is wrong. */
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import fc from 'fast-check';
import { dayIn } from '../../cli/day-of.ts';
import { decimalSigns } from '../../cli/decimal-sign.ts';
import { UsageError } from '../../cli/exit.ts';
import { usageFields } from '../../cli/usage-fields.ts';
import { readUsageFile } from '../../cli/usage-file.ts';
import { assertClear, assertUnpolluted, fuzz } from './fuzz.ts';
import { mutated, mutatedJson } from './mutations.ts';

const csv =
  '\uFEFFDate,Model,Requests,"Prompt Tokens",completion_tokens,Cost (USD)\r\n' +
  '2026-11-22,"gpt, 4.1",2,"1,200",30,0.5\r\n2026-11-22T12:00:00Z,m,,1,2,$1.5E-05\r\n1795348802,"a ""b""",1,1,1,-0.1\r\n';
const semicolons = 'time;model;cost;requests\n2026-11-22;m;0,1;1.200\n\n2026-11-23;__proto__;1,250;2\n';
const rows = [
  { date: '2026-11-22', model: 'm', requests: 2, input_tokens: 5, output_tokens: 6, cost: 0.5 },
  { timestamp: 1_795_348_802, model: 'n', cost: '0.1', usage: { nested: true } },
];

describe("a vendor's usage file of any form", () => {
  fuzz(
    'S3: gives sums that are figures, or one sentence that names the file',
    'usage',
    fc.tuple(
      fc.oneof(
        mutated(
          [csv, semicolons, JSON.stringify(rows), JSON.stringify({ data: rows })].map((text) => Buffer.from(text)),
        ).map(String),
        mutatedJson([rows, { data: rows }]).map((value) => JSON.stringify(value) ?? ''),
      ),
      fc.option(
        fc.tuple(fc.constantFrom('model', 'Date', '__proto__', 'constructor', 'x'), fc.constantFrom(...usageFields)),
      ),
      fc.constantFrom(null, ...decimalSigns),
    ),
    ([text, mapping, decimal]) => {
      try {
        const { entries, lines } = readUsageFile('u.csv', text, {
          mapping: new Map(mapping === null ? [] : [mapping]),
          decimal,
          dayOf: dayIn('Europe/Berlin'),
        });
        assert.ok(lines >= entries.length && entries.length > 0);
        for (const { day, model, requests, inputTokens, outputTokens, costNanoUsd } of entries) {
          assert.match(day, /^\d{4}-\d\d-\d\d$/);
          assert.ok(model.length >= 1 && model.length <= 200);
          for (const figure of [requests, inputTokens, outputTokens, costNanoUsd]) {
            assert.ok(figure === null || Number.isSafeInteger(figure), `${figure}`);
          }
        }
      } catch (error) {
        assert.ok(error instanceof UsageError, `no UsageError: ${error}`);
        assertClear(error.message);
        assert.match(error.message, /u\.csv/);
      }
      assertUnpolluted();
    },
  );
});
