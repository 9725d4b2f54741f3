/**
 * Answers "how did targets do over time". No rollup holds that, so rows are read: each past slot once, the latest ones
 * again when somebody looks, and never for more than a twentieth of the time.
 */
import type { SeriesUnit, TargetSeries, TargetSlot } from '../../protocol/series.ts';
import type { Clock } from '../clock.ts';
import { longestRequestMs } from '../longest-request.ts';
import { type Calendar, monthsBetween, utcMonth } from './calendar.ts';
import type { ScanRows } from './scan.ts';
import { type Slots, slotsUpTo } from './slots.ts';
import { noTargetSlot, TargetTallies } from './target-slots.ts';

export interface TargetSeriesOptions {
  readonly clock: Clock;
  readonly calendar: () => Calendar;
  readonly scan: ScanRows;
}

type SlotFigures = ReadonlyMap<string, TargetSlot>;

/** An answer is given again for this many times as long as it took to make. */
const restFactor = 20;

export function createTargetSeries(options: TargetSeriesOptions): (unit: SeriesUnit) => Promise<TargetSeries> {
  const readers = new Map<SeriesUnit, () => Promise<TargetSeries>>();
  let calendar = options.calendar();
  return (unit) => {
    if (calendar !== options.calendar()) readers.clear();
    calendar = options.calendar();
    const reader = readers.get(unit) ?? createReader(unit, { ...options, calendar });
    readers.set(unit, reader);
    return reader();
  };
}

function createReader(
  unit: SeriesUnit,
  { clock, calendar, scan }: Omit<TargetSeriesOptions, 'calendar'> & { readonly calendar: Calendar },
): () => Promise<TargetSeries> {
  /** By start. */
  const finished = new Map<number, SlotFigures>();
  let latest: { readonly series: Promise<TargetSeries>; restsUntilMs: number; readonly slotStartMs: number } | null =
    null;

  const read = async (slots: Slots, nowMs: number): Promise<TargetSeries> => {
    const { starts, endMs, indexOf } = slots;
    for (const startMs of finished.keys()) if (!starts.includes(startMs)) finished.delete(startMs);
    const tallies = new TargetTallies();
    const firstOpen = starts.findIndex((startMs) => !finished.has(startMs));
    const fromMs = starts[firstOpen] ?? endMs;
    for await (const { row, startedAtMs } of scan(monthsBetween(utcMonth(fromMs), utcMonth(nowMs)), fromMs, endMs)) {
      // An attempt without a known end says nothing about its target.
      if (row.outcome !== 'unknown') tallies.add(row, indexOf(startedAtMs));
    }
    const figures = starts.map((startMs, place) => {
      const known = finished.get(startMs) ?? tallies.read(place);
      const slotEndMs = starts[place + 1] ?? endMs;
      // An attempt counts where it started, and what started in this slot has ended.
      if (slotEndMs + longestRequestMs <= nowMs) finished.set(startMs, known);
      return known;
    });
    return {
      unit,
      timeZone: calendar.timeZone,
      starts: starts.map((startMs) => new Date(startMs).toISOString()),
      targets: byTarget(figures),
    };
  };

  return () => {
    const nowMs = clock.epochMs();
    const slots = slotsUpTo(unit, nowMs, calendar);
    const slotStartMs = slots.starts.at(-1) ?? nowMs;
    const beganAtMs = clock.monotonicMs();
    if (latest !== null && latest.slotStartMs === slotStartMs && beganAtMs < latest.restsUntilMs) return latest.series;
    const series = read(slots, nowMs);
    const reading = { series, restsUntilMs: Number.POSITIVE_INFINITY, slotStartMs };
    latest = reading;
    series.then(
      () => {
        const endedAtMs = clock.monotonicMs();
        reading.restsUntilMs = endedAtMs + restFactor * (endedAtMs - beganAtMs);
      },
      () => {
        if (latest === reading) latest = null;
      },
    );
    return series;
  };
}

/** Most tried first. */
function byTarget(figures: readonly SlotFigures[]): TargetSeries['targets'] {
  const targets = [...new Set(figures.flatMap((slot) => [...slot.keys()]))].map((target) => {
    return { target, slots: figures.map((slot) => slot.get(target) ?? noTargetSlot) };
  });
  const attempts = (slots: readonly TargetSlot[]) => slots.reduce((sum, slot) => sum + slot.attempts, 0);
  return targets.sort(
    (one, other) => attempts(other.slots) - attempts(one.slots) || (one.target < other.target ? -1 : 1),
  );
}
