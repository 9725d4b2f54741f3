/** The ledger as a record to be read, checked and corrected, beside the path of requests. */
import type {
  BookedUsage,
  CorrectParams,
  CorrectResult,
  ImportedGap,
  RequestsPage,
  RequestsParams,
  RowsPage,
  RowsParams,
  VerifyReport,
} from '../../protocol/books.ts';
import type { Weekday } from '../../protocol/budget.ts';
import type { SeriesUnit, SpendSeries, SpendSeriesParams, TargetSeries } from '../../protocol/series.ts';
import type { AttemptRow } from '../../protocol/spend.ts';

export interface Books {
  /** IANA name: whose days and hours the ledger counts. */
  timeZone(): string;
  /** `2026-11-22` in the ledger's time zone. */
  dayOf(epochMs: number): string;
  /** Rows in the order they were settled, a page at a time; `from` and `to` are instants. */
  rows(params: RowsParams): Promise<RowsPage>;
  /** Attempts that started within `[fromMs, toMs)`, in the order they were settled; as fast as they are read. */
  attempts(fromMs: number, toMs: number): AsyncIterable<AttemptRow>;
  /** Requests with their attempts, newest first, a page at a time. */
  requests(params: RequestsParams): Promise<RequestsPage>;
  /** Spend in slots up to now, and of this week. */
  spendSeries(params: SpendSeriesParams, firstDayOfWeek: Weekday): Promise<SpendSeries>;
  /** How targets did in slots up to now. */
  targetSeries(unit: SeriesUnit): Promise<TargetSeries>;
  /** Reads every line and recomputes every sum; changes nothing. */
  verify(): Promise<VerifyReport>;
  /** Books a compensating entry. Throws `RequestError` of kind `invalid-request` or `ledger-unwritable`. */
  correct(params: CorrectParams): Promise<CorrectResult>;
  /** What vendors can have charged for within `[fromMs, toMs)`, by their days. */
  bookedUsage(fromMs: number, toMs: number, timeZone: string): Promise<readonly BookedUsage[]>;
  /** What the last usage file of a vendor showed; `null`: there was none. */
  importedGap(): ImportedGap | null;
  /** Throws the system's error; then the one before stands. */
  setImportedGap(gap: ImportedGap): Promise<void>;
}
