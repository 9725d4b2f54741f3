/** Days and times on the command line. */
import { isDay, timeSchema, timeZoneSchema } from '../protocol/time-range.ts';
import { UsageError } from './exit.ts';

/** Of every command that looks at a range of time. */
export interface RangeOptions {
  readonly from?: string;
  readonly to?: string;
}

/** As the daemon takes them: it knows in which time zone a day begins, and whether the range holds anything. */
export function rangeOf({ from, to }: RangeOptions): RangeOptions {
  return {
    ...(from !== undefined && { from: timeOption('from', from) }),
    ...(to !== undefined && { to: timeOption('to', to) }),
  };
}

function timeOption(option: string, text: string): string {
  if (timeSchema.safeParse(text).success) return text;
  throw new UsageError(
    '--{0} must be a day or a time such as 2026-11-01 or 2026-11-01T08:00:00Z, got {1}',
    option,
    text,
  );
}

export function dayOption(option: string, text: string): string {
  if (isDay(text)) return text;
  throw new UsageError('--{0} must be a day such as 2026-11-01, got {1}', option, text);
}

export function timeZoneOption(option: string, text: string): string {
  if (timeZoneSchema.safeParse(text).success) return text;
  throw new UsageError('--{0} must be a time zone such as UTC or America/Los_Angeles, got {1}', option, text);
}
