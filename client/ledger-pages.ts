/** Reads the rows of the ledger from the daemon, a page of them in memory at a time. */
import type { LedgerRow, RowsPage, RowsParams } from '../protocol/books.ts';

const rowsAPage = 500;

/** Oldest first; at least one page, which may be empty. The next is asked for when the one before has been dealt with. */
export async function* ledgerPages(
  request: (params: RowsParams) => Promise<RowsPage>,
  range: Pick<RowsParams, 'from' | 'to'> = {},
): AsyncGenerator<readonly LedgerRow[]> {
  let after: string | null = null;
  do {
    const page: RowsPage = await request({ ...range, limit: rowsAPage, ...(after !== null && { after }) });
    yield page.rows;
    after = page.next;
  } while (after !== null);
}
