/** A vendor's usage file: how its amounts and days are read, what is refused, and how it is set beside the ledger. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { dayIn } from '../../cli/day-of.ts';
import { UsageError } from '../../cli/exit.ts';
import { readUsageFile, type UsageReading } from '../../cli/usage-file.ts';
import { compareUsage } from '../../cli/usage-gap.ts';
import { nanoUsdOf } from '../../cli/usd.ts';

const reading: UsageReading = { mapping: new Map(), decimal: null, dayOf: dayIn('UTC') };
const read = (text: string, mapping: UsageReading['mapping'] = new Map()) =>
  readUsageFile('u.csv', text, { ...reading, mapping }).entries;

describe('an amount of dollars', () => {
  it('U8: is whole nano-dollars, however it is written', () => {
    const cases: readonly (readonly [string, number | null])[] = [
      ['0.000000001', 1],
      ['$1,234.50', 1_234_500_000_000],
      ['1.2E-05', 12_000],
      ['-0.5', -500_000_000],
      ['.1', 100_000_000],
      ['0.0000000005', 1],
      ['0.00000000049', 0],
      ['', null],
      ['1.2.3', null],
      ['12,34', null],
      ['0,012', null],
      ['0,012,345', null],
      ['1234,567', null],
      ['NaN', null],
      ['99999999999', null],
    ];
    for (const [text, nano] of cases) assert.equal(nanoUsdOf(text), nano, text);
  });

  it('U8: of any whole number of nano-dollars is read back exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (nano) => {
        const digits = String(nano).padStart(10, '0');
        assert.equal(nanoUsdOf(`${digits.slice(0, -9)}.${digits.slice(-9)}`), nano);
      }),
    );
  });
});

describe("a vendor's usage file", () => {
  it('is read by the names vendors use, quoted cells and a byte order mark included', () => {
    const text =
      '\uFEFFDate,Model,Requests,"Prompt Tokens",completion_tokens,Cost (USD)\r\n2026-11-22,"gpt, 4.1",2,"1,200",30,0.5\r\n';
    assert.deepEqual(read(text), [
      {
        day: '2026-11-22',
        model: 'gpt, 4.1',
        requests: 2,
        inputTokens: 1200,
        outputTokens: 30,
        costNanoUsd: 500_000_000,
      },
    ]);
  });

  it('is added up by day and model; lines with a time and no count are one request each', () => {
    const text = 'time;model;cost\n2026-11-22T12:00:00Z;m;0.1\n2026-11-22 12:00:01;m;0.2\n1795348802;m;0.3\n';
    const [entry, ...others] = read(text);
    assert.deepEqual([entry?.requests, entry?.inputTokens, entry?.costNanoUsd, others], [3, null, 600_000_000, []]);
  });

  it('is mapped by what is said, which stands above the names that are known', () => {
    const text = 'when,what,cost,really,cached,prompt_tokens\n2026-11-22,m,9,1,40,60\n';
    const mapping = new Map([
      ['when', 'time'],
      ['what', 'model'],
      ['really', 'costUsd'],
      ['cached', 'cacheReadTokens'],
    ] as const);
    const [entry] = read(text, mapping);
    assert.deepEqual([entry?.inputTokens, entry?.costNanoUsd, entry?.requests], [100, 1_000_000_000, null]);
  });

  it('may be JSON: an array, an object with one, or a line each; fields inside are named by their path', () => {
    const one = { date: '2026-11-22', model: 'm', usage: { prompt_tokens: 7 } };
    const mapping = new Map([['usage.prompt_tokens', 'inputTokens']] as const);
    const texts = [JSON.stringify([one]), JSON.stringify({ object: 'page', data: [one] }), JSON.stringify(one)];
    texts.push(`${JSON.stringify(one)}\n${JSON.stringify({ ...one, model: 'n' })}\n`);
    for (const text of texts) assert.equal(read(text, mapping)[0]?.inputTokens, 7, text);
  });

  it('S3: with names of the language in it changes nothing but its own figures', () => {
    const text = 'date,model,cost,__proto__,constructor\n2026-11-22,__proto__,1,2,3\n2026-11-22,constructor,1,2,3\n';
    assert.deepEqual(
      read(text).map(({ model }) => model),
      ['__proto__', 'constructor'],
    );
    read('[{"__proto__":{"polluted":1},"date":"2026-11-22","model":"m","cost":1}]');
    assert.equal('polluted' in {}, false);
  });

  it('is refused with line, column, rule and value', () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      [
        'date,model,cost\n2026-11-22,m,1\n2026-02-30,m,1\n',
        /line 3, column date: time must be a time .* got "2026-02-30"/,
      ],
      [
        'date,model,requests\n2026-11-22,m,-1\n',
        /line 2, column requests: requests must be a whole number .* got "-1"/,
      ],
      ['date,model,cost\n2026-11-22,,1\n', /line 2, column model: model must be a name/],
      ['date,cost\n2026-11-22,1\n', /no column for model; name it with --map COLUMN=model. It has date, cost/],
      ['date,model\n2026-11-22,m\n', /no column for any of requests/],
      ['date,model,cost,cost\n2026-11-22,m,1,1\n', /name each column once, got cost twice/],
      [
        'date,model,cost\n2026-11-22,m\n',
        /no CSV that can be read: line 2 \(it has more or fewer cells than the first line has columns\)/,
      ],
      ['date,model,cost\n', /no line of usage/],
      ['{"a":\n', /line 1 must be JSON/],
      ['[1]', /entry 1 must be an object, got "1"/],
    ];
    for (const [text, message] of cases) assert.throws(() => read(text), { name: UsageError.name, message }, text);
    assert.throws(
      () => read('date,model,cost\n2026-11-22,m,1\n', new Map([['x', 'time']] as const)),
      /has no column x/,
    );
  });
});

describe('the decimals of a usage file', () => {
  const costs = (text: string, decimal: UsageReading['decimal'] = null) =>
    readUsageFile('u.csv', text, { ...reading, decimal }).entries.map(({ requests, costNanoUsd }) => [
      requests,
      costNanoUsd,
    ]);
  const line = (requests: string, cost: string) =>
    `date;model;requests;cost\n2026-11-22;m;${requests};${cost}\n2026-11-23;m;1.200;1,250\n`;

  it('U8: stand behind a comma where the figures of the file show it, and not between thousands', () => {
    const european = [
      [2, 12_000_000],
      [1200, 1_250_000_000],
    ];
    assert.deepEqual(costs(line('2', '0,012')), european);
    assert.deepEqual(costs(line('2', '0,012').replaceAll(';', '\t')), european);
    assert.deepEqual(costs(line('2', '0.012').replace('1.200', '1200').replace('1,250', '1,250.00')), [
      [2, 12_000_000],
      [1200, 1_250_000_000_000],
    ]);
  });

  it('U8: are asked for where every figure can be read in two ways, and taken as they are said to be', () => {
    const ambiguous = 'date;model;cost\n2026-11-22;m;1\n2026-11-23;m;1,250\n';
    assert.throws(() => costs(ambiguous), {
      name: UsageError.name,
      message:
        /line 3, column cost: costUsd must not be readable in two ways.* --decimal comma or --decimal point, got "1,250"/,
    });
    assert.deepEqual(costs(ambiguous, 'comma')[1], [null, 1_250_000_000]);
    assert.deepEqual(costs(ambiguous, 'point')[1], [null, 1_250_000_000_000]);
    assert.deepEqual(costs('date;model;cost\n2026-11-22;m;12\n'), [[null, 12_000_000_000]]);
  });

  it('U8: of both kinds in one file are refused at the one that does not fit', () => {
    assert.throws(
      () => costs('date;model;cost\n2026-11-22;m;0.5\n2026-11-23;m;0,5\n'),
      /line 3, column cost: costUsd must be an amount of dollars .*--decimal comma.*, got "0,5"/,
    );
    assert.throws(() => costs('date,model,cost\n2026-11-22,m,"0,012"\n'), /--decimal comma 0,0123\), got "0,012"/);
    assert.deepEqual(costs('date,model,cost\n2026-11-22,m,"0,012"\n', 'comma'), [[null, 12_000_000]]);
  });

  it('U8: of numbers of JSON stand behind a point, whatever is said of what people wrote', () => {
    assert.deepEqual(costs('[{"date":"2026-11-22","model":"m","cost":0.5}]', 'comma'), [[null, 500_000_000]]);
  });
});

describe('the days of a usage file', () => {
  it('are those of the time zone in which it counts them', () => {
    const text = 'time,model,cost\n2026-11-22T02:00:00Z,m,1\n2026-11-22,m,1\n';
    const days = (timeZone: string) =>
      readUsageFile('u.csv', text, { ...reading, dayOf: dayIn(timeZone) }).entries.map(({ day }) => day);
    assert.deepEqual(days('UTC'), ['2026-11-22']);
    assert.deepEqual(days('America/Los_Angeles'), ['2026-11-21', '2026-11-22']);
  });
});

describe('what is wrong with a usage file', () => {
  it('names the first few of many columns', () => {
    const columns = Array.from({ length: 80 }, (_, at) => `column ${at}`);
    const text = `${columns.join(',')}\n${columns.map(() => 1).join(',')}\n`;
    assert.throws(() => read(text), /It has column 0, column 1, .*column 11 and 68 more$/);
  });
});

describe('the gap', () => {
  it('sets days and models of either side beside each other, and leaves out what the file does not tell', () => {
    const imported = [
      { day: '2026-11-21', model: 'm', requests: 2, inputTokens: null, outputTokens: null, costNanoUsd: 5 },
    ];
    const booked = { requests: 2, inputTokens: 10, outputTokens: 3, costNanoUsd: 5, unknownCost: 0 };
    const ledger = [
      { day: '2026-11-21', model: 'm', ...booked },
      { day: '2026-11-22', model: 'm', ...booked },
    ];
    const { rows, totals } = compareUsage(imported, ledger);
    assert.deepEqual(
      rows.map(({ day, differs, imported: file }) => [day, differs, file.costNanoUsd, file.inputTokens]),
      [
        ['2026-11-21', false, 5, null],
        ['2026-11-22', true, 0, null],
      ],
    );
    assert.deepEqual([totals.imported.costNanoUsd, totals.ledger.costNanoUsd], [5, 10]);
  });
});
