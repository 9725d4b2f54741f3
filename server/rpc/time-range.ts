/** What a caller's days and times stand for, by the clock of the ledger's time zone; a range that holds nothing is refused. */
import { Temporal } from 'temporal-polyfill';
import { isDay } from '../../protocol/time-range.ts';
import { ParameterError } from './parameter-error.ts';

interface NamedRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Where a range begins and ends that names no start or no end; `null`: it has none. */
export interface RangeBounds {
  readonly startMs: number | null;
  readonly endMs: number | null;
}

export const unbounded: RangeBounds = { startMs: null, endMs: null };

/** The parameters with instants in UTC. Throws `ParameterError` when the range ends before it has begun. */
export function rangeIn<Params extends NamedRange>(params: Params, timeZone: string, bounds: RangeBounds): Params {
  const { from, to } = params;
  const fromMs = from === undefined ? bounds.startMs : instantMs('from', from, timeZone);
  const toMs = to === undefined ? bounds.endMs : instantMs('to', to, timeZone);
  if (from === undefined && to === undefined) return params;
  if (fromMs !== null && toMs !== null && fromMs >= toMs) {
    throw to === undefined
      ? new ParameterError(`from must be before ${iso(toMs)}, where the range ends, got ${from}`)
      : new ParameterError(`to must be after ${from ?? iso(fromMs)}, where the range begins, got ${to}`);
  }
  return {
    ...params,
    ...(from !== undefined && fromMs !== null && { from: iso(fromMs) }),
    ...(to !== undefined && toMs !== null && { to: iso(toMs) }),
  };
}

/** A day begins at midnight; where a change of clocks leaves midnight out, at the first instant after it. */
function instantMs(field: string, text: string, timeZone: string): number {
  try {
    if (isDay(text)) return Temporal.PlainDate.from(text).toZonedDateTime(timeZone).epochMilliseconds;
    if (/(Z|[+-]\d\d:?\d\d)$/.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
    return Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds;
  } catch (error) {
    // Beyond the years that can be counted.
    if (error instanceof RangeError)
      throw new ParameterError(
        `${field} must be a day or a time such as 2026-11-01 or 2026-11-01T08:00:00Z, got ${text}`,
      );
    throw error;
  }
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
