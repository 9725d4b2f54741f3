/**
 * Lets the accounts follow the time zone in force. Zones whose hours begin at the same instants differ in their days alone,
 * and take over at once; else the rows of the hours that are kept are read from the journal beside the requests, and until
 * that is done the ledger answers in the zone before.
 */
import { type Accounts, bucketAt } from './accounts.ts';
import { type Calendar, createCalendar, utcMonth } from './calendar.ts';
import type { Journal } from './journal.ts';
import { addRow, type Bucket } from './rollups.ts';
import type { ScanRows } from './scan.ts';
import type { BookedRow } from './stored.ts';

export interface Zones {
  /** Throws RangeError when there is no such time zone. */
  follow(timeZone: string): void;
  /**
   * Resolves when the accounts are in the zone that was asked for last, or cannot be while lines wait for the journal.
   * Rejects when it cannot be read.
   */
  settled(): Promise<void>;
  /** To be told of every row that is booked. */
  booked(row: BookedRow): void;
  /** To be told of every correction. */
  corrected(): void;
  /** Takes over nothing from here on. */
  close(): void;
}

export interface ZonesOptions {
  readonly journal: Pick<Journal, 'segments' | 'keptLines'>;
  readonly scan: ScanRows;
  readonly accounts: () => Accounts;
  /** Puts these in the place of the accounts. */
  readonly take: (accounts: Accounts) => void;
}

/** Hours on their way into another zone. */
interface Cutting {
  readonly calendar: Calendar;
  readonly before: Accounts;
  readonly fromMs: number;
  /** Of what the journal had at the beginning, as far as it has been read, and of all that was booked since. */
  readonly hours: Map<number, Bucket>;
  /** A row that was read has changed. */
  isOutdated: boolean;
}

export function createZones({ journal, scan, accounts, take }: ZonesOptions): Zones {
  let calendar = accounts().calendar;
  let cutting: Cutting | null = null;
  let work: Promise<void> = Promise.resolve();

  const begin = (): void => {
    const before = accounts();
    cutting = null;
    if (calendar.timeZone === before.calendar.timeZone) return;
    if (areCutAlike(before.hours.values(), calendar)) {
      take({ ...before, calendar });
      return;
    }
    // What waits to be written would be missed: it is begun with the next row that is booked after it was.
    if (journal.keptLines() > 0) return;
    const own: Cutting = {
      calendar,
      before,
      fromMs: before.hoursFromMs,
      hours: new Map(),
      isOutdated: false,
    };
    cutting = own;
    work = cut(own);
    // Whoever asks next is told.
    work.catch(() => {});
  };

  const cut = async (own: Cutting): Promise<void> => {
    const months = journal.segments().flatMap(({ month }) => (month >= utcMonth(own.fromMs) ? [month] : []));
    try {
      for await (const row of scan(months, own.fromMs, Number.POSITIVE_INFINITY)) {
        if (cutting !== own) return;
        add(own, row);
      }
    } catch (error) {
      if (cutting === own) cutting = null;
      throw error;
    }
    if (cutting !== own) return;
    const isAsBefore = accounts() === own.before && own.before.hoursFromMs === own.fromMs && !own.isOutdated;
    if (!isAsBefore) {
      begin();
      return work;
    }
    cutting = null;
    take({ ...own.before, calendar: own.calendar, hours: own.hours });
  };

  return {
    follow(timeZone) {
      if (timeZone === calendar.timeZone) return;
      calendar = createCalendar(timeZone);
      begin();
    },
    async settled() {
      // Another zone may be asked for while this one is waited for.
      while (cutting !== null) await work;
    },
    booked(row) {
      if (cutting !== null) add(cutting, row);
      else if (calendar.timeZone !== accounts().calendar.timeZone) begin();
    },
    corrected() {
      if (cutting !== null) cutting.isOutdated = true;
    },
    close() {
      cutting = null;
      calendar = accounts().calendar;
    },
  };
}

function add({ calendar, fromMs, hours }: Cutting, row: BookedRow): void {
  if (row.startedAtMs < fromMs) return;
  const hourStart = calendar.hourStart(row.startedAtMs);
  addRow(bucketAt(hours, hourStart, hourStart), row);
}

function areCutAlike(hours: Iterable<Bucket>, calendar: Calendar): boolean {
  for (const { startMs, lastMs } of hours) {
    if (calendar.hourStart(startMs) !== startMs || calendar.hourStart(lastMs) !== startMs) return false;
  }
  return true;
}
