/** Rows of the ledger as lines of CSV (RFC 4180), safe to open in a spreadsheet. */
import type { LedgerRow } from '../protocol/books.ts';

type Cell = string | number | boolean | null | undefined;

const columns: readonly (readonly [string, (row: LedgerRow) => Cell])[] = [
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
  ['inputTokens', (row) => row.usage?.inputTokens],
  ['cacheReadTokens', (row) => row.usage?.cacheReadTokens],
  ['cacheWriteTokens', (row) => row.usage?.cacheWriteTokens],
  ['cacheWrite1hTokens', (row) => row.usage?.cacheWrite1hTokens],
  ['outputTokens', (row) => row.usage?.outputTokens],
  ['reasoningTokens', (row) => row.usage?.reasoningTokens],
  ['imageInputTokens', (row) => row.usage?.imageInputTokens],
  ['audioInputTokens', (row) => row.usage?.audioInputTokens],
  ['imageOutputTokens', (row) => row.usage?.imageOutputTokens],
  ['audioOutputTokens', (row) => row.usage?.audioOutputTokens],
  ['usageInconsistent', (row) => row.usage?.inconsistent],
  ['listCostNanoUsd', (row) => row.listCostNanoUsd],
  ['billedCostNanoUsd', (row) => row.billedCostNanoUsd],
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
  ['priceInputPicoUsd', (row) => row.price?.inputPicoUsd],
  ['priceOutputPicoUsd', (row) => row.price?.outputPicoUsd],
  ['priceCacheReadPicoUsd', (row) => row.price?.cacheReadPicoUsd],
  ['priceCacheWritePicoUsd', (row) => row.price?.cacheWritePicoUsd],
  ['priceReasoningPicoUsd', (row) => row.price?.reasoningPicoUsd],
  ['priceSource', (row) => row.price?.source],
  ['priceAsOf', (row) => row.price?.asOf],
  ['currency', (row) => row.terms.currency],
  ['perListUsd', (row) => row.terms.perListUsd],
  ['fxPerUsd', (row) => row.terms.fxPerUsd],
  ['notes', (row) => row.notes.join(' ')],
  ['correctedAt', (row) => row.correction?.at],
  ['correctedWhy', (row) => row.correction?.why],
];

export const csvHeading = columns.map(([name]) => name).join(',');

/** One row with its line end; an unknown value is an empty cell. */
export function csvLine(row: LedgerRow): string {
  return `${columns.map(([, read]) => cell(read(row))).join(',')}\r\n`;
}

/** What a spreadsheet would take for a formula gets an apostrophe in front; then quotes where the form asks for them. */
function cell(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = /^\s*[=+\-@]|^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
