/** A row as a line of CSV: nothing of it is left out, and a spreadsheet takes none of it for a formula. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type LedgerRow, ledgerRowSchema, rowPriceSchema } from '../../protocol/books.ts';
import { csvHeading, csvLine } from '../../protocol/ledger-csv.ts';
import { usageSchema } from '../../protocol/usage-schema.ts';

const rates = {
  inputPicoUsd: 1,
  outputPicoUsd: 2,
  cacheReadPicoUsd: 3,
  cacheWritePicoUsd: 4,
  cacheWrite1hPicoUsd: 5,
  reasoningPicoUsd: 6,
  imageInputPicoUsd: 7,
  audioInputPicoUsd: 8,
  imageOutputPicoUsd: 9,
  audioOutputPicoUsd: 10,
};
const price = {
  ...rates,
  perRequestPicoUsd: 11,
  tiers: [{ aboveInputTokens: 12, ...rates }],
  source: 'configuration',
  asOf: '2026-11-01',
  until: '2026-12-01',
};

/** With every field there is: the compiler asks for those that are new, the first test for those that may be absent. */
const row: Required<LedgerRow> = {
  requestId: 'request-1',
  attempt: 1,
  target: 'gpt-4.1@relay',
  profile: 'default',
  client: 'VS Code',
  window: 'window-1',
  workspace: '/home/ada/engine',
  branch: 'main',
  language: 'typescript',
  command: 'explain',
  conversation: 'c-1',
  parentRequest: 'request-0',
  outcome: 'success',
  billable: true,
  measured: true,
  simulated: false,
  usage: {
    inputTokens: 1,
    cacheReadTokens: 2,
    cacheWriteTokens: 3,
    cacheWrite1hTokens: 4,
    outputTokens: 5,
    reasoningTokens: 6,
    imageInputTokens: 7,
    audioInputTokens: 8,
    imageOutputTokens: 9,
    audioOutputTokens: 10,
    inconsistent: false,
  },
  listCostNanoUsd: 30,
  billedCostNanoUsd: 20,
  savingsNanoUsd: 10,
  countedNanoUsd: 25,
  startedAt: '2026-11-22T12:00:00.000Z',
  firstPartMs: 40,
  totalMs: 200,
  abortPolicy: 'estimate',
  correction: { id: 'c1', at: '2026-11-23T12:00:00.000Z', why: 'invoice' },
  settledAt: '2026-11-22T12:00:01.000Z',
  servedModel: 'gpt-4.1-2025',
  price,
  listPrice: price,
  terms: { currency: 'CNY', perListUsd: '1', fxPerUsd: '7.3' },
  notes: ['cache-read-at-input-price'],
};

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Every row that differs from this one in a single place, with the path of that place. */
function* differing(value: Json, path = ''): Generator<readonly [string, Json]> {
  if (typeof value !== 'object' || value === null) {
    yield [path, typeof value === 'boolean' ? !value : typeof value === 'number' ? value + 1000 : `${value}-other`];
    return;
  }
  for (const [key, entry] of Object.entries(value)) {
    for (const [where, other] of differing(entry, `${path}.${key}`)) {
      const changed = Array.isArray(value)
        ? value.map((one, at) => (String(at) === key ? other : one))
        : { ...value, [key]: other };
      yield [where, changed];
    }
  }
}

describe('a line of CSV', () => {
  it('is checked with a row that has every field', () => {
    const fieldsOf = (value: object) => Object.keys(value).toSorted();
    assert.deepEqual(fieldsOf(row), fieldsOf(ledgerRowSchema.shape));
    assert.deepEqual(fieldsOf(price), fieldsOf(rowPriceSchema.shape));
    assert.deepEqual(fieldsOf(row.usage ?? {}), fieldsOf(usageSchema.shape));
  });

  it('U7: tells every field of a row: no two rows that differ make the same line', () => {
    const line = csvLine(row);
    const places: string[] = [];
    const plain: Json = JSON.parse(JSON.stringify(row));
    for (const [where, other] of differing(plain)) {
      places.push(where);
      // Enumerations and dates are checked elsewhere; here a text is a text.
      const changed = {
        ...row,
        ...(typeof other === 'object' && other !== null && !Array.isArray(other) ? other : {}),
      };
      assert.notEqual(csvLine(changed), line, `${where} is not exported`);
    }
    assert.ok(places.length > 90, `${places.length} places`);
  });

  it('has as many cells as there are names', () => {
    const plain = csvLine({ ...row, price: null, listPrice: null, workspace: null, notes: [] });
    assert.equal(plain.split(',').length, csvHeading.split(',').length);
    assert.equal(new Set(csvHeading.split(',')).size, csvHeading.split(',').length);
  });
});
