/** Days and instants as people and tools name them, and ranges of these. */
import * as z from 'zod';

export const timeZoneSchema = z
  .string('must be a time zone')
  .refine(isTimeZone, 'must be a time zone such as "Europe/Berlin"');

export const daySchema = z.iso.date('must be a day such as 2026-11-01');

/** Such as `2026-11-22`, and one that the calendar has: February has no thirtieth. */
export function isDay(text: string): boolean {
  return daySchema.safeParse(text).success;
}

/** A day, which stands for its midnight, or a time; without an offset both are by the clock of the daemon's time zone. */
export const timeSchema = z.union(
  [
    daySchema,
    z.iso.datetime({ offset: true, local: true }),
    // Without seconds.
    z.iso.datetime({ offset: true, local: true, precision: -1 }),
  ],
  'must be a day or a time such as 2026-11-01 or 2026-11-01T08:00:00Z',
);

/** Inclusive start and exclusive end; what absent ones stand for says the method. */
export const timeRange = { from: timeSchema.optional(), to: timeSchema.optional() };

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
