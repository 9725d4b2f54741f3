/** Adds up everything that started within a range: whole hours and days from rollups, parts of them from the journal. */
import { type Accounts, bucketAt } from './accounts.ts';
import { type Calendar, monthsBetween, utcMonth } from './calendar.ts';
import type { Months } from './months.ts';
import { addRow, type Bucket } from './rollups.ts';
import type { ScanRows } from './scan.ts';

export interface RangeSources {
  readonly accounts: Accounts;
  readonly months: Months;
  readonly scan: ScanRows;
}

/** Takes one bucket of the range, with the local date of its hour or day. */
export type AddBucket = (bucket: Bucket, date: string) => void;

export interface Range {
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
  /** True: no bucket is longer than an hour. */
  readonly byTheHour: boolean;
}

interface Span {
  firstMs: number;
  lastMs: number;
}

/**
 * Exact for every range: a bucket counts as a whole when all its rows lie within, else its rows are read one by one. Of
 * the moment it is called: hours and journal are taken before the first wait.
 */
export async function addRange(range: Range, sources: RangeSources, add: AddBucket): Promise<void> {
  const { accounts, months, scan } = sources;
  const { fromMs, toMs } = range;
  const { calendar, hoursFromMs } = accounts;

  const inPart = new Map<number, Span>();
  for (const hour of accounts.hours.values()) {
    const share = shareOf(hour, fromMs, toMs);
    if (share === 'whole') add(hour, calendar.dayOf(hour.startMs).date);
    else if (share === 'part') inPart.set(hour.startMs, { firstMs: hour.firstMs, lastMs: hour.lastMs });
  }
  const scans = [...inPart].map(([startMs, span]) => ({
    isOfHour: (startedAtMs: number) => calendar.hourStart(startedAtMs) === startMs,
    rows: scan(utcMonths([span], fromMs, toMs), Math.max(fromMs, span.firstMs), Math.min(toMs, span.lastMs + 1)),
  }));
  for (const { rows, isOfHour } of scans) await addRows(rows, calendar, add, isOfHour);

  const daysToMs = Math.min(toMs, hoursFromMs);
  if (fromMs >= daysToMs) return;
  const daysInPart: DaySpan[] = [];
  for (const month of monthsBetween(calendar.monthOf(fromMs), calendar.monthOf(daysToMs - 1))) {
    for (const [date, day] of await months.days(calendar, month, hoursFromMs)) {
      if (day.startMs >= hoursFromMs) continue;
      const share = shareOf(day, fromMs, toMs);
      if (share === 'whole' && !range.byTheHour) add(day, date);
      else if (share !== 'none') daysInPart.push({ date, firstMs: day.firstMs, lastMs: day.lastMs });
    }
  }
  const readings = runsOf(daysInPart, calendar).map((run) => ({
    isOfRun: (startedAtMs: number) => run.dates.has(calendar.dayOf(startedAtMs).date),
    rows: scan(utcMonths([run], fromMs, daysToMs), Math.max(fromMs, run.firstMs), Math.min(daysToMs, run.lastMs + 1)),
  }));
  for (const { rows, isOfRun } of readings) await addRows(rows, calendar, add, isOfRun);
}

interface DaySpan extends Span {
  readonly date: string;
}

interface Run extends Span {
  readonly dates: Set<string>;
}

/** Days that follow each other are read in one go; between the two ends of a long range nothing is read. */
function runsOf(days: readonly DaySpan[], calendar: Calendar): readonly Run[] {
  const runs: Run[] = [];
  for (const { date, firstMs, lastMs } of days.toSorted((one, other) => one.firstMs - other.firstMs)) {
    const run = runs.at(-1);
    if (run?.dates.has(calendar.dayBefore(firstMs, 1).date)) {
      run.dates.add(date);
      run.lastMs = Math.max(run.lastMs, lastMs);
    } else runs.push({ dates: new Set([date]), firstMs, lastMs });
  }
  return runs;
}

function shareOf(bucket: Bucket, fromMs: number, toMs: number): 'whole' | 'part' | 'none' {
  if (bucket.lastMs < fromMs || bucket.firstMs >= toMs) return 'none';
  return bucket.firstMs >= fromMs && bucket.lastMs < toMs ? 'whole' : 'part';
}

async function addRows(
  rows: ReturnType<ScanRows>,
  calendar: Calendar,
  add: AddBucket,
  wanted: (startedAtMs: number) => boolean,
): Promise<void> {
  const hours = new Map<number, Bucket>();
  for await (const booked of rows) {
    if (!wanted(booked.startedAtMs)) continue;
    const hourStart = calendar.hourStart(booked.startedAtMs);
    addRow(bucketAt(hours, hourStart, hourStart), booked);
  }
  for (const hour of hours.values()) add(hour, calendar.dayOf(hour.startMs).date);
}

/** The segments that hold the rows of these spans within the range. */
function utcMonths(spans: readonly Span[], fromMs: number, toMs: number): string[] {
  const months = spans.flatMap(({ firstMs, lastMs }) =>
    monthsBetween(utcMonth(Math.max(firstMs, fromMs)), utcMonth(Math.min(lastMs, toMs - 1))),
  );
  return [...new Set(months)].sort();
}
