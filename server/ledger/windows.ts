/** The windows budgets are counted in: days, weeks and months of a person's time zone, as exact instants in UTC. Pure. */
import { Temporal } from 'temporal-polyfill';
import type { BudgetPeriod, Weekday } from '../../protocol/budget.ts';
import { weekdays } from '../../protocol/budget.ts';

export interface Window {
  /** `null`: since ever. */
  readonly startMs: number | null;
  /** Exclusive; `null`: for ever. */
  readonly endMs: number | null;
}

export interface WindowSettings {
  /** IANA name. */
  readonly timeZone: string;
  readonly firstDayOfWeek: Weekday;
}

/**
 * The window that holds this instant. It begins and ends at midnight as the zone's clocks show it, so that a day may
 * have 23 or 25 hours; where a change of clocks leaves midnight out, at the first instant after it.
 */
export function windowAt(period: BudgetPeriod, epochMs: number, settings: WindowSettings): Window {
  if (period === 'total') return { startMs: null, endMs: null };
  const { timeZone } = settings;
  const today = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone).toPlainDate();
  const first = firstDay(period, today, settings.firstDayOfWeek);
  const next = first.add(period === 'day' ? { days: 1 } : period === 'week' ? { weeks: 1 } : { months: 1 });
  const midnight = (date: Temporal.PlainDate) => date.toZonedDateTime(timeZone).epochMilliseconds;
  return { startMs: midnight(first), endMs: midnight(next) };
}

export function holdsInstant({ startMs, endMs }: Window, epochMs: number): boolean {
  return (startMs === null || epochMs >= startMs) && (endMs === null || epochMs < endMs);
}

function firstDay(period: 'day' | 'week' | 'month', today: Temporal.PlainDate, firstDayOfWeek: Weekday) {
  if (period === 'day') return today;
  if (period === 'month') return today.with({ day: 1 });
  // Monday is 1.
  const first = weekdays.indexOf(firstDayOfWeek) + 1;
  return today.subtract({ days: (today.dayOfWeek - first + 7) % 7 });
}

/** When a window ends, as the person's clock shows it: `2026-11-23 00:00 (Europe/Berlin)`. */
export function writeReset(endMs: number, timeZone: string): string {
  const at = Temporal.Instant.fromEpochMilliseconds(endMs).toZonedDateTimeISO(timeZone);
  const time = at.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${at.toPlainDate().toString()} ${time} (${timeZone})`;
}
