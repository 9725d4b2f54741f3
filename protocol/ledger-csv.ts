/** Rows of the ledger as lines of CSV (RFC 4180), safe to open in a spreadsheet. */
import type { LedgerRow } from './books.ts';
import { csvCell } from './csv-cell.ts';

type Cell = string | number | boolean | null | undefined;

type Column = readonly [name: string, read: (row: LedgerRow) => Cell];

const tokenFields = [
  'inputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'cacheWrite1hTokens',
  'outputTokens',
  'reasoningTokens',
  'imageInputTokens',
  'audioInputTokens',
  'imageOutputTokens',
  'audioOutputTokens',
] as const;
const usageColumns = tokenFields.map((field): Column => [field, (row) => row.usage?.[field]]);

const priceFields = [
  'inputPicoUsd',
  'outputPicoUsd',
  'cacheReadPicoUsd',
  'cacheWritePicoUsd',
  'cacheWrite1hPicoUsd',
  'reasoningPicoUsd',
  'imageInputPicoUsd',
  'audioInputPicoUsd',
  'imageOutputPicoUsd',
  'audioOutputPicoUsd',
  'perRequestPicoUsd',
  'source',
  'asOf',
  'until',
] as const;

/** `priceInputPicoUsd` and so on; the tiers, which few prices have, as JSON in one cell. */
function priceColumns(name: string, priceOf: (row: LedgerRow) => LedgerRow['price']): readonly Column[] {
  const named = (field: string) => `${name}${field.slice(0, 1).toUpperCase()}${field.slice(1)}`;
  const tiersOf = (row: LedgerRow): Cell => {
    const tiers = priceOf(row)?.tiers ?? [];
    return tiers.length === 0 ? null : JSON.stringify(tiers);
  };
  return [
    ...priceFields.map((field): Column => [named(field), (row) => priceOf(row)?.[field]]),
    [named('tiers'), tiersOf],
  ];
}

const columns: readonly Column[] = [
  ['requestId', (row) => row.requestId],
  ['attempt', (row) => row.attempt],
  ['startedAt', (row) => row.startedAt],
  ['settledAt', (row) => row.settledAt],
  ['target', (row) => row.target],
  ['servedModel', (row) => row.servedModel],
  ['outcome', (row) => row.outcome],
  ['billable', (row) => row.billable],
  ['measured', (row) => row.measured],
  ['simulated', (row) => row.simulated],
  ...usageColumns,
  ['usageInconsistent', (row) => row.usage?.inconsistent],
  ['listCostNanoUsd', (row) => row.listCostNanoUsd],
  ['billedCostNanoUsd', (row) => row.billedCostNanoUsd],
  ['savingsNanoUsd', (row) => row.savingsNanoUsd],
  ['countedNanoUsd', (row) => row.countedNanoUsd],
  ['abortPolicy', (row) => row.abortPolicy],
  ['firstPartMs', (row) => row.firstPartMs],
  ['totalMs', (row) => row.totalMs],
  ['profile', (row) => row.profile],
  ['client', (row) => row.client],
  ['window', (row) => row.window],
  ['workspace', (row) => row.workspace],
  ['branch', (row) => row.branch],
  ['language', (row) => row.language],
  ['command', (row) => row.command],
  ['conversation', (row) => row.conversation],
  ['parentRequest', (row) => row.parentRequest],
  ...priceColumns('price', (row) => row.price),
  ...priceColumns('listPrice', (row) => row.listPrice),
  ['currency', (row) => row.terms.currency],
  ['perListUsd', (row) => row.terms.perListUsd],
  ['fxPerUsd', (row) => row.terms.fxPerUsd],
  ['notes', (row) => row.notes.join(' ')],
  ['correctionId', (row) => row.correction?.id],
  ['correctedAt', (row) => row.correction?.at],
  ['correctedWhy', (row) => row.correction?.why],
];

export const csvHeading = columns.map(([name]) => name).join(',');

/** One row with its line end; an unknown value is an empty cell. */
export function csvLine(row: LedgerRow): string {
  return `${columns.map(([, read]) => csvCell(read(row))).join(',')}\r\n`;
}
