/** The hours, days or months up to now that a chart shows, as one time zone counts them. Pure. */
import type { SeriesUnit } from '../../protocol/series.ts';
import { type Calendar, monthAfter, nextMonth } from './calendar.ts';

export interface Slots {
  /** Milliseconds since 1970, oldest first; the last one holds the instant asked for. */
  readonly starts: readonly number[];
  /** Where the last one ends. */
  readonly endMs: number;
  /** The place of what began at this instant; -1: before the first. */
  indexOf(epochMs: number): number;
}

/** An hour that the clocks show twice is two slots, one that they leave out is none. */
export function slotsUpTo(unit: SeriesUnit, nowMs: number, calendar: Calendar): Slots {
  const starts = startsUpTo(unit, nowMs, calendar);
  return {
    starts,
    endMs: unit === 'hour' ? calendar.hourStart(nowMs) + 3_600_000 : endOf(unit, nowMs, calendar),
    indexOf: (epochMs) => starts.findLastIndex((startMs) => startMs <= epochMs),
  };
}

function startsUpTo(unit: SeriesUnit, nowMs: number, calendar: Calendar): number[] {
  switch (unit) {
    case 'hour': {
      const starts = [calendar.hourStart(nowMs)];
      while (starts.length < 24) starts.unshift(calendar.hourStart((starts[0] ?? nowMs) - 1));
      return starts;
    }
    case 'day':
      return Array.from({ length: 30 }, (_, index) => calendar.dayBefore(nowMs, 29 - index).startMs);
    case 'month':
      return Array.from({ length: 12 }, (_, index) =>
        calendar.monthStart(monthAfter(calendar.monthOf(nowMs), index - 11)),
      );
  }
}

function endOf(unit: 'day' | 'month', nowMs: number, calendar: Calendar): number {
  return unit === 'day' ? calendar.dayOf(nowMs).endMs : calendar.monthStart(nextMonth(calendar.monthOf(nowMs)));
}
