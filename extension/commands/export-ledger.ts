/** Writes every row of the ledger into a file the person names: CSV for a spreadsheet, or a JSON object a line. */
import { createWriteStream } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type CancellationToken, commands, l10n, ProgressLocation, Uri, window } from 'vscode';
import { ledgerPages } from '../../client/ledger-pages.ts';
import type { LedgerRow } from '../../protocol/books.ts';
import { csvHeading, csvLine } from '../../protocol/ledger-csv.ts';
import { methods } from '../../protocol/methods.ts';
import type { DaemonConnection } from '../daemon/connection.ts';

/** Leaves a file that was cut short by the person or a failure as far as it came. */
export async function exportLedger(daemon: DaemonConnection, day: string): Promise<void> {
  const file = await window.showSaveDialog({
    title: l10n.t('Export Ledger'),
    defaultUri: Uri.file(join(homedir(), `dualtrack-${day}.csv`)),
    filters: { CSV: ['csv'], 'JSON Lines': ['jsonl'] },
  });
  if (file === undefined) return;
  const format = file.path.endsWith('.csv') ? csv : jsonLines;
  const title = l10n.t('Dualtrack: exporting the ledger');
  const isWhole = await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (_, token) => {
      await pipeline(Readable.from(lines(daemon, format, token)), createWriteStream(file.fsPath));
      return !token.isCancellationRequested;
    },
  );
  if (!isWhole) return;
  const show = l10n.t('Open File');
  const chosen = await window.showInformationMessage(l10n.t('The ledger is in {0}.', file.fsPath), show);
  if (chosen === show) await commands.executeCommand('vscode.open', file);
}

interface Format {
  readonly heading: string;
  readonly lineOf: (row: LedgerRow) => string;
}
const csv: Format = { heading: `${csvHeading}\r\n`, lineOf: csvLine };
const jsonLines: Format = { heading: '', lineOf: (row) => `${JSON.stringify(row)}\n` };

async function* lines(daemon: DaemonConnection, { heading, lineOf }: Format, token: CancellationToken) {
  if (heading !== '') yield heading;
  for await (const rows of ledgerPages((params) => daemon.request(methods.rows, params, token))) {
    if (rows.length > 0) yield rows.map(lineOf).join('');
    if (token.isCancellationRequested) return;
  }
}
