/** Opens the books of a ledger: what reads its record, checks it and corrects it, beside the path of requests. */
import type { Clock } from '../clock.ts';
import type { Accounts } from './accounts.ts';
import { readBookedUsage } from './booked-usage.ts';
import type { Booking } from './booking.ts';
import type { Books } from './books.ts';
import { nextMonth, utcMonthStart } from './calendar.ts';
import { createCorrect } from './correct.ts';
import type { CorrectionsOf } from './corrections.ts';
import type { LedgerFiles } from './files.ts';
import { createHistory } from './history.ts';
import { openImportedGap } from './imported-gap.ts';
import type { Journal } from './journal.ts';
import type { RangeSources } from './range.ts';
import { createAttempts, createRows } from './rows.ts';
import { readSpend } from './spend.ts';
import { readSpendSeries } from './spend-series.ts';
import { createTargetSeries } from './target-series.ts';
import { verifyLedger } from './verify.ts';
import { windowAt } from './windows.ts';
import type { Zones } from './zones.ts';

export interface OpenBooksOptions {
  readonly directory: string;
  readonly files: LedgerFiles;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly zones: Pick<Zones, 'settled'>;
  readonly accounts: () => Accounts;
  readonly sources: () => RangeSources;
  readonly openAttempts: () => ReadonlySet<string>;
  readonly correctionsOf: CorrectionsOf;
  readonly booking: Pick<Booking, 'correct'>;
}

export async function openBooks(options: OpenBooksOptions): Promise<Books> {
  const { directory, files, clock, journal, zones, accounts, sources, openAttempts, correctionsOf, booking } = options;
  const { scan } = sources();
  const importedGap = await openImportedGap(directory, files);
  const spendByDay = () => {
    const range = journalRange(journal.segments().map(({ month }) => month));
    return readSpend({ ...range, by: 'day' }, clock.epochMs(), sources());
  };
  const attempts = createAttempts({ journal, scan });
  return {
    timeZone: () => accounts().calendar.timeZone,
    dayOf: (epochMs) => accounts().calendar.dayOf(epochMs).date,
    rows: createRows({ journal, scan }),
    attempts,
    bookedUsage: (fromMs, toMs, zone) => readBookedUsage(attempts, { fromMs, toMs }, zone),
    requests: createHistory({ files, journal, openAttempts }),
    async spendSeries(params, firstDayOfWeek) {
      await zones.settled();
      const nowMs = clock.epochMs();
      const { timeZone } = accounts().calendar;
      const weekFromMs = windowAt('week', nowMs, { timeZone, firstDayOfWeek }).startMs ?? nowMs;
      return readSpendSeries(params, nowMs, weekFromMs, sources());
    },
    targetSeries: createTargetSeries({ clock, calendar: () => accounts().calendar, scan }),
    verify: () => verifyLedger({ files, journal, calendar: accounts().calendar, openAttempts, spendByDay }),
    correct: createCorrect({ files, journal, clock, accounts, correctionsOf, book: booking.correct }),
    importedGap: importedGap.current,
    setImportedGap: importedGap.replace,
  };
}

/** All that can have started in these UTC months, with a day to spare on either side for local days. */
function journalRange(months: readonly string[]): { from?: string; to?: string } {
  const first = months[0];
  const last = months.at(-1);
  if (first === undefined || last === undefined) return {};
  const day = 86_400_000;
  return {
    from: new Date(utcMonthStart(first) - day).toISOString(),
    to: new Date(utcMonthStart(nextMonth(last)) + day).toISOString(),
  };
}
