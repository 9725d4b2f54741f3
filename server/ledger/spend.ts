/** Answers "what was spent from then to then": whole hours and days from rollups, parts of them from the journal. */
import type { SpendParams, SpendReport } from '../../protocol/spend.ts';
import { type Accounts, bucketAt } from './accounts.ts';
import { type Calendar, monthsBetween, utcMonth } from './calendar.ts';
import type { Months } from './months.ts';
import { addRow, type Bucket } from './rollups.ts';
import type { ScanRows } from './scan.ts';
import { SpendSum } from './spend-sum.ts';

export interface SpendSources {
  readonly accounts: Accounts;
  readonly calendar: Calendar;
  readonly months: Months;
  readonly scan: ScanRows;
}

interface Span {
  firstMs: number;
  lastMs: number;
}

/**
 * Exact for every range: a bucket counts as a whole when all its rows lie within, else its rows are read one by one.
 * Without `from` the range begins with today in the ledger's time zone; without `to` nothing that began today is left
 * out, and the report says `to: now`. The answer is of the moment it is asked.
 */
export async function readSpend(params: SpendParams, nowMs: number, sources: SpendSources): Promise<SpendReport> {
  const { accounts, calendar, months, scan } = sources;
  const today = calendar.dayOf(nowMs);
  const fromMs = params.from === undefined ? today.startMs : Date.parse(params.from);
  const toMs = params.to === undefined ? today.endMs : Date.parse(params.to);
  const sum = new SpendSum(params.by);
  const { hoursFromMs } = accounts;

  // Before the first wait, so that hours and journal are of the same moment.
  const inPart = new Map<number, Span>();
  for (const hour of accounts.hours.values()) {
    const share = shareOf(hour, fromMs, toMs);
    if (share === 'whole') sum.add(hour, calendar.dayOf(hour.startMs).date);
    else if (share === 'part') inPart.set(hour.startMs, { firstMs: hour.firstMs, lastMs: hour.lastMs });
  }
  const scans = [...inPart].map(([startMs, span]) => ({
    isOfHour: (startedAtMs: number) => calendar.hourStart(startedAtMs) === startMs,
    rows: scan(utcMonths([span], fromMs, toMs), Math.max(fromMs, span.firstMs), Math.min(toMs, span.lastMs + 1)),
  }));
  for (const { rows, isOfHour } of scans) await addRows(rows, calendar, sum, isOfHour);

  const daysToMs = Math.min(toMs, hoursFromMs);
  if (fromMs < daysToMs) {
    const daysInPart = new Map<string, Span>();
    for (const month of monthsBetween(monthOf(calendar, fromMs), monthOf(calendar, daysToMs - 1))) {
      for (const [date, day] of await months.days(month, hoursFromMs)) {
        if (day.startMs >= hoursFromMs) continue;
        const share = shareOf(day, fromMs, toMs);
        if (share === 'whole' && params.by !== 'hour') sum.add(day, date);
        else if (share !== 'none') daysInPart.set(date, { firstMs: day.firstMs, lastMs: day.lastMs });
      }
    }
    const rowsOfDays = scan(utcMonths([...daysInPart.values()], fromMs, daysToMs), fromMs, daysToMs);
    await addRows(rowsOfDays, calendar, sum, (startedAtMs) => daysInPart.has(calendar.dayOf(startedAtMs).date));
  }
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(params.to === undefined ? Math.max(nowMs, fromMs) : toMs).toISOString(),
    ...sum.result(),
  };
}

function shareOf(bucket: Bucket, fromMs: number, toMs: number): 'whole' | 'part' | 'none' {
  if (bucket.lastMs < fromMs || bucket.firstMs >= toMs) return 'none';
  return bucket.firstMs >= fromMs && bucket.lastMs < toMs ? 'whole' : 'part';
}

async function addRows(
  rows: ReturnType<ScanRows>,
  calendar: Calendar,
  sum: SpendSum,
  wanted: (startedAtMs: number) => boolean,
): Promise<void> {
  const hours = new Map<number, Bucket>();
  for await (const booked of rows) {
    if (!wanted(booked.startedAtMs)) continue;
    const hourStart = calendar.hourStart(booked.startedAtMs);
    addRow(bucketAt(hours, hourStart, hourStart), booked);
  }
  for (const hour of hours.values()) sum.add(hour, calendar.dayOf(hour.startMs).date);
}

/** The segments that hold the rows of these spans within the range. */
function utcMonths(spans: readonly Span[], fromMs: number, toMs: number): string[] {
  const months = spans.flatMap(({ firstMs, lastMs }) =>
    monthsBetween(utcMonth(Math.max(firstMs, fromMs)), utcMonth(Math.min(lastMs, toMs - 1))),
  );
  return [...new Set(months)].sort();
}

function monthOf(calendar: Calendar, epochMs: number): string {
  return calendar.dayOf(epochMs).date.slice(0, 7);
}
