/** `dualtrack export`: every row of the ledger, one a line, as JSON or CSV; a page of them in memory at a time. */
import { once } from 'node:events';
import { ledgerPages } from '../client/ledger-pages.ts';
import type { LedgerRow } from '../protocol/books.ts';
import { csvHeading, csvLine } from '../protocol/ledger-csv.ts';
import { methods } from '../protocol/methods.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { type RangeOptions, rangeOf } from './time-options.ts';

export interface ExportOptions extends GlobalOptions, RangeOptions {
  readonly format: 'csv' | 'json';
}

export async function exportRows(options: ExportOptions, interrupted: AbortSignal): Promise<void> {
  const range = rangeOf(options);
  const lineOf = options.format === 'csv' ? csvLine : jsonLine;
  await withDaemon(options, interrupted, async (daemon) => {
    let heading = options.format === 'csv' ? `${csvHeading}\r\n` : '';
    const pages = ledgerPages((params) => daemon.request(methods.rows, params, { signal: interrupted }), range);
    for await (const rows of pages) {
      await write(heading + rows.map(lineOf).join(''), interrupted);
      heading = '';
    }
  });
}

function jsonLine(row: LedgerRow): string {
  return `${JSON.stringify(row)}\n`;
}

/** Waits for a slow reader, so that pages do not pile up. */
async function write(text: string, interrupted: AbortSignal): Promise<void> {
  interrupted.throwIfAborted();
  if (!process.stdout.write(text)) await once(process.stdout, 'drain', { signal: interrupted });
}
