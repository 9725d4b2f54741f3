/** Times of day as the rules of profiles know them. Pure: whoever asks brings the instant and the time zone. */
import { type Weekday, weekdays } from '../../protocol/budget.ts';
import type { TimeOfDay } from '../../protocol/rule-configuration.ts';

/** What the user's clock shows. */
export interface LocalTime {
  readonly weekday: Weekday;
  /** Since midnight; 0 to 1439. */
  readonly minute: number;
}

/** Reads instants by the clock of one place. Throws `RangeError` when there is no such time zone. */
export function localTimeReader(timeZone: string): (epochMs: number) => LocalTime {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  let latestMinute = Number.NaN;
  let latest: LocalTime = { weekday: 'monday', minute: 0 };
  return (epochMs) => {
    // Formatting takes longer than everything else about a plan; offsets are whole minutes.
    const minute = Math.floor(epochMs / 60_000);
    if (minute !== latestMinute) {
      latest = read(format, epochMs);
      latestMinute = minute;
    }
    return latest;
  };
}

/** Whether a time lies within; one that ends before it begins goes on into the next day, and belongs to the first. */
export function isWithin({ from, to, days }: TimeOfDay, { weekday, minute }: LocalTime): boolean {
  const [start, end] = [minuteOf(from), minuteOf(to)];
  const isOn = (day: Weekday) => days === undefined || days.includes(day);
  if (start < end) return minute >= start && minute < end && isOn(weekday);
  return (minute >= start && isOn(weekday)) || (minute < end && isOn(dayBefore(weekday)));
}

function read(format: Intl.DateTimeFormat, epochMs: number): LocalTime {
  const parts = new Map(format.formatToParts(epochMs).map(({ type, value }) => [type, value]));
  const name = (parts.get('weekday') ?? '').toLowerCase();
  const weekday = weekdays.find((day) => day === name) ?? 'monday';
  return { weekday, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
}

function minuteOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

function dayBefore(day: Weekday): Weekday {
  return weekdays.at(weekdays.indexOf(day) - 1) ?? day;
}
