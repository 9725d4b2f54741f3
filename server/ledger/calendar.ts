/** Days and hours as people in one time zone count them, as exact instants: a day may have 23, 24 or 25 hours. */
import { Temporal } from 'temporal-polyfill';

/** A local day; the end is exclusive. */
export interface Day {
  /** `2026-11-22`. */
  readonly date: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface Calendar {
  readonly timeZone: string;
  dayOf(epochMs: number): Day;
  /** The local month, `2026-11`. */
  monthOf(epochMs: number): string;
  /** The day so many days before (negative: after) the one that holds this instant. */
  dayBefore(epochMs: number, days: number): Day;
  /** The start of the local month `2026-11`. */
  monthStart(month: string): number;
  /** Where the local hour that holds this instant began; in India that is at half past, counted in UTC. */
  hourStart(epochMs: number): number;
}

const hourMs = 3_600_000;
/** More than any zone is away from UTC. */
const dayMs = 24 * hourMs;
/** Offsets change only at whole quarters of an hour. */
const quarterMs = 900_000;

/** Throws RangeError when there is no such time zone. Remembers the latest day and hour, since rows come in order. */
export function createCalendar(timeZone: string): Calendar {
  const at = (epochMs: number) => Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);
  at(0);
  const toDay = (date: Temporal.PlainDate): Day => ({
    date: date.toString(),
    startMs: date.toZonedDateTime(timeZone).epochMilliseconds,
    endMs: date.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds,
  });
  let latestDay: Day | null = null;
  let latestQuarter = Number.NaN;
  let latestHourStart = Number.NaN;
  const dayOf = (epochMs: number) => {
    if (latestDay === null || epochMs < latestDay.startMs || epochMs >= latestDay.endMs)
      latestDay = toDay(at(epochMs).toPlainDate());
    return latestDay;
  };
  return {
    timeZone,
    dayOf,
    monthOf: (epochMs) => dayOf(epochMs).date.slice(0, 7),
    dayBefore: (epochMs, days) => toDay(at(epochMs).toPlainDate().subtract({ days })),
    monthStart: (month) => Temporal.PlainDate.from(`${month}-01`).toZonedDateTime(timeZone).epochMilliseconds,
    hourStart(epochMs) {
      const quarter = Math.floor(epochMs / quarterMs);
      if (quarter !== latestQuarter) {
        const offsetMs = at(epochMs).offsetNanoseconds / 1e6;
        latestQuarter = quarter;
        latestHourStart = Math.floor((epochMs + offsetMs) / hourMs) * hourMs - offsetMs;
      }
      return latestHourStart;
    },
  };
}

/** The UTC month of an instant, `2026-11`: which segment of the journal it belongs to. */
export function utcMonth(epochMs: number): string {
  // Asked a dozen times a request, and five times as fast as by way of the whole ISO text.
  const date = new Date(epochMs);
  const month = date.getUTCMonth() + 1;
  return `${String(date.getUTCFullYear()).padStart(4, '0')}-${month < 10 ? '0' : ''}${month}`;
}

/** When a UTC month begins, milliseconds since 1970. */
export function utcMonthStart(month: string): number {
  return Date.parse(`${month}-01T00:00:00Z`);
}

/** The local months that may hold an instant, whatever the time zone: two where a month is about to end. */
export function monthsInAnyZone(epochMs: number): string[] {
  return monthsBetween(utcMonth(epochMs - dayMs), utcMonth(epochMs + dayMs));
}

/** The month after, `2027-01` after `2026-12`. */
export function nextMonth(month: string): string {
  return monthAfter(month, 1);
}

/** The month so many after (negative: before) this one. */
export function monthAfter(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return utcMonth(Date.UTC(year, number - 1 + months, 1));
}

/** The months from one to another, both included. */
export function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  for (let month = first; month <= last; month = nextMonth(month)) months.push(month);
  return months;
}
