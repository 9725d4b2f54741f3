/** Hands the rows of the ledger out page by page: only what a page needs is in memory, however long the journal is. */
import type { LedgerRow, RowsPage, RowsParams } from '../../protocol/books.ts';
import type { Price } from '../catalogue/price.ts';
import type { Books } from './books.ts';
import { utcMonth } from './calendar.ts';
import type { Journal } from './journal.ts';
import { pageCursor, parseCursor } from './page-cursor.ts';
import type { ScannedRow, ScanRows } from './scan.ts';
import { pricingOf } from './stored.ts';

export interface RowsOptions {
  readonly journal: Journal;
  readonly scan: ScanRows;
}

/** A reading that goes on where a page ended. */
type Reading = AsyncGenerator<ScannedRow>;

/** Readings whose next page has not been asked for; of more than this the oldest is given up, and begun anew if need be. */
const readingsKept = 4;

/** All pages of one reading are of the moment of its first: what is settled later is not on them. */
export function createRows({ journal, scan }: RowsOptions): (params: RowsParams) => Promise<RowsPage> {
  const kept = new Map<string, Reading>();

  const begin = (params: RowsParams): Reading => {
    const { after } = params;
    const segments = journal.segments().map(({ month }) => month);
    const fromMs = params.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(params.from);
    const toMs = params.to === undefined ? Number.POSITIVE_INFINITY : Date.parse(params.to);
    const wanted = monthsWithin(segments, fromMs, toMs);
    const cursor = after === undefined ? null : parseCursor(after);
    if (cursor === null) return scan(wanted, fromMs, toMs);
    const rest = wanted.filter((month) => month >= cursor.month);
    return skipTo(scan(rest, fromMs, toMs), cursor);
  };

  return async (params) => {
    const name = (at: string | undefined) => [params.from ?? '', params.to ?? '', at ?? ''].join(' ');
    const known = params.after === undefined ? undefined : kept.get(name(params.after));
    kept.delete(name(params.after));
    const reading = known ?? begin(params);
    const rows: LedgerRow[] = [];
    while (rows.length < params.limit) {
      const { value, done } = await reading.next();
      if (done === true) return { rows, next: null };
      rows.push(toLedgerRow(value));
      if (rows.length < params.limit) continue;
      const next = pageCursor(value);
      kept.set(name(next), reading);
      for (const oldest of [...kept.keys()].slice(0, -readingsKept)) kept.delete(oldest);
      return { rows, next };
    }
    return { rows, next: null };
  };
}

/** Attempts that started within `[fromMs, toMs)`, without what only an export needs. */
export function createAttempts({ journal, scan }: RowsOptions): Books['attempts'] {
  return async function* attempts(fromMs, toMs) {
    const wanted = monthsWithin(
      journal.segments().map(({ month }) => month),
      fromMs,
      toMs,
    );
    for await (const { row } of scan(wanted, fromMs, toMs)) yield row;
  };
}

async function* skipTo(reading: Reading, after: { readonly month: string; readonly place: number }): Reading {
  for await (const row of reading) {
    if (row.month > after.month || row.place > after.place) yield row;
  }
}

function monthsWithin(segments: readonly string[], fromMs: number, toMs: number): string[] {
  const first = Number.isFinite(fromMs) ? utcMonth(fromMs) : '';
  const last = Number.isFinite(toMs) ? utcMonth(toMs - 1) : '9';
  return segments.filter((month) => month >= first && month <= last);
}

function toLedgerRow({ row, intent, settlement }: ScannedRow): LedgerRow {
  const { nominal, list, terms } = pricingOf(intent);
  return {
    ...row,
    settledAt: new Date(settlement.at).toISOString(),
    servedModel: settlement.sm,
    price: nominal && priceOf(nominal),
    listPrice: list && priceOf(list),
    terms,
    notes: settlement.x ?? [],
  };
}

function priceOf(price: Price): NonNullable<LedgerRow['price']> {
  return { ...price, tiers: [...price.tiers] };
}
