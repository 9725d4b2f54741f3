/** Days that are no longer kept by the hour: one file a local month, derived from the journal, read on query. */
import * as path from 'node:path';
import * as z from 'zod';
import { bucketAt } from './accounts.ts';
import { type Calendar, monthsBetween, nextMonth, utcMonth } from './calendar.ts';
import type { LedgerFiles } from './files.ts';
import { addBucket, addRow, type Bucket } from './rollups.ts';
import type { ScanRows } from './scan.ts';
import { createStore } from './store.ts';
import { restoreBucket, storeBucket, storedBucketSchema } from './stored-bucket.ts';

/** Buckets by local date. */
export type Days = ReadonlyMap<string, Bucket>;

export interface Months {
  /** The days of a local month, with all that started in them before `untilMs`. */
  days(calendar: Calendar, month: string, untilMs: number): Promise<Days>;
  /**
   * Turns hours into days: those from `fromMs` (up to where the files reach) to `untilMs`, which ends a day. Throws the
   * system's error.
   */
  fold(calendar: Calendar, hours: readonly Bucket[], fromMs: number, untilMs: number): Promise<void>;
}

export interface MonthsOptions {
  readonly directory: string;
  readonly files: LedgerFiles;
  readonly scan: ScanRows;
  /** Months whose file lacks a row; taken out of the set when the file is derived anew. */
  readonly staleMonths: () => Set<string>;
}

const monthSchema = z.object({
  version: z.literal(3),
  timeZone: z.string(),
  /** All that started before this is in. */
  coveredToMs: z.number().int(),
  days: z.array(z.tuple([z.string(), storedBucketSchema])),
});

/** A file that is missing, damaged, of another time zone, stale or short is derived from the journal again. */
export function createMonths({ directory, files, scan, staleMonths }: MonthsOptions): Months {
  let latest: Promise<unknown> = Promise.resolve();
  /** One at a time, so that a query never reads what a fold is about to replace. */
  const serially = <T>(work: () => Promise<T>): Promise<T> => {
    const done = latest.then(work, work);
    latest = done.catch(() => {});
    return done;
  };
  const storeOf = (month: string) => createStore(files, fileOf(month), monthSchema);
  const fileOf = (month: string) => path.join(directory, `days-${month}.json`);

  const load = async (calendar: Calendar, month: string, neededToMs: number): Promise<Map<string, Bucket> | null> => {
    if (staleMonths().has(month)) return null;
    const content = await storeOf(month).read();
    if (content.status !== 'good') {
      const nothingYet = content.status === 'missing' && neededToMs <= calendar.monthStart(month);
      return nothingYet ? new Map() : null;
    }
    const { timeZone, coveredToMs, days } = content.data;
    if (timeZone !== calendar.timeZone || coveredToMs < neededToMs) return null;
    // What is beyond is left out by the day; within a day it cannot be.
    if (coveredToMs > neededToMs && cutsADay(calendar, neededToMs)) return null;
    return new Map(days.map(([date, stored]) => [date, restoreBucket(stored)]));
  };

  const derive = async (calendar: Calendar, month: string, untilMs: number): Promise<Map<string, Bucket>> => {
    const startMs = calendar.monthStart(month);
    const endMs = reachOf(calendar, month, untilMs);
    const days = new Map<string, Bucket>();
    staleMonths().delete(month);
    for await (const booked of scan(monthsBetween(utcMonth(startMs), utcMonth(endMs)), startMs, endMs)) {
      const day = calendar.dayOf(booked.startedAtMs);
      addRow(bucketAt(days, day.date, day.startMs), booked);
    }
    return days;
  };

  const save = async (calendar: Calendar, month: string, days: Days, untilMs: number): Promise<void> => {
    const content = {
      version: 3 as const,
      timeZone: calendar.timeZone,
      coveredToMs: reachOf(calendar, month, untilMs),
      days: [...days].map(([date, bucket]): [string, ReturnType<typeof storeBucket>] => [date, storeBucket(bucket)]),
    };
    try {
      await storeOf(month).write(content);
    } catch (error) {
      // An older file may still be there, and lacks what these days have.
      staleMonths().add(month);
      throw error;
    }
  };

  return {
    days: (calendar, month, untilMs) =>
      serially(async () => {
        const known = await load(calendar, month, reachOf(calendar, month, untilMs));
        if (known !== null) return known;
        const days = await derive(calendar, month, untilMs);
        // A month without a row needs no file: a range may begin decades before the ledger. Where it cannot be written,
        // the month stays stale, and the next query reads the journal again.
        if (days.size > 0 || files.size(fileOf(month)) !== null)
          await save(calendar, month, days, untilMs).catch(() => {});
        return days;
      }),
    fold: (calendar, hours, fromMs, untilMs) =>
      serially(async () => {
        const byMonth = Map.groupBy(hours, (hour) => calendar.monthOf(hour.startMs));
        for (const month of monthsBetween(calendar.monthOf(fromMs), calendar.monthOf(untilMs))) {
          const ofMonth = byMonth.get(month);
          const known = await loadBefore(calendar, month, fromMs);
          if (ofMonth === undefined && (known === null || known.size === 0)) continue;
          const days = known ?? (await derive(calendar, month, untilMs));
          if (known !== null) addHours(known, ofMonth ?? [], calendar);
          await save(calendar, month, days, untilMs);
        }
      }),
  };

  /** Whole days, to which hours are added; a day that the file has in part can only be derived. */
  async function loadBefore(calendar: Calendar, month: string, fromMs: number): Promise<Map<string, Bucket> | null> {
    const neededToMs = reachOf(calendar, month, fromMs);
    if (neededToMs > calendar.monthStart(month) && cutsADay(calendar, neededToMs)) return null;
    return load(calendar, month, neededToMs);
  }
}

/** How far a month's file goes. */
function reachOf(calendar: Calendar, month: string, untilMs: number): number {
  return Math.min(calendar.monthStart(nextMonth(month)), untilMs);
}

/** True where hours begin within a day, since the time zone has changed after they did. */
function cutsADay(calendar: Calendar, epochMs: number): boolean {
  return calendar.dayOf(epochMs).startMs !== epochMs;
}

/** A day that is there already is put in anew, so that a fold that was cut off can be done again. */
function addHours(days: Map<string, Bucket>, hours: readonly Bucket[], calendar: Calendar): void {
  const byDate = Map.groupBy(hours, (hour) => calendar.dayOf(hour.startMs).date);
  for (const [date, ofDay] of byDate) {
    days.delete(date);
    for (const hour of ofDay) addBucket(bucketAt(days, date, calendar.dayOf(hour.startMs).startMs), hour);
  }
}
