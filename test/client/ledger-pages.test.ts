/** The rows of the ledger come page by page, each asked for after the one before. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ledgerPages } from '../../client/ledger-pages.ts';
import type { RowsParams } from '../../protocol/books.ts';

describe('the pages of the ledger', () => {
  it('are asked for one after the other, within the range, until there is no next', async () => {
    const asked: RowsParams[] = [];
    const next = ['a', 'b', null];
    const request = async (params: RowsParams) => {
      asked.push(params);
      return { rows: [], next: next[asked.length - 1] ?? null };
    };
    const from = '2026-11-01T00:00:00.000Z';
    let pages = 0;
    for await (const rows of ledgerPages(request, { from })) {
      pages += 1;
      assert.equal(asked.length, pages);
      assert.deepEqual(rows, []);
    }
    assert.deepEqual(
      asked.map(({ after, from: asOf }) => [after, asOf]),
      [
        [undefined, from],
        ['a', from],
        ['b', from],
      ],
    );
  });
});
