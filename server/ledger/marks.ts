/** Where in a segment each hour began: a few numbers that spare a query for part of an hour the rest of the month. Pure. */

/** By UTC month of the segment. */
export type Marks = Map<string, SegmentMarks>;

export interface SegmentMarks {
  /** False once the clock went back, or a line was lost or written late: then hours say nothing about places. */
  ordered: boolean;
  latestMs: number;
  /** Start of an hour, and the byte before its first intent; ascending in both. */
  readonly hours: [startMs: number, offset: number][];
}

/** Takes note of an intent, in the order they are written. `offset` is `null` where it is not in the file yet. */
export function markIntent(marks: Marks, month: string, startedAtMs: number, hourStart: number, offset: number | null) {
  markIntentIn(marksOf(marks, month), startedAtMs, hourStart, offset);
}

/** The same for the marks of its segment. */
export function markIntentIn(segment: SegmentMarks, startedAtMs: number, hourStart: number, offset: number | null) {
  if (offset === null || startedAtMs < segment.latestMs) segment.ordered = false;
  // In another time zone than the marks before, an hour may have begun before the latest intent.
  const isFirstOfHour = hourStart > segment.latestMs;
  segment.latestMs = Math.max(segment.latestMs, startedAtMs);
  if (segment.ordered && offset !== null && isFirstOfHour) segment.hours.push([hourStart, offset]);
}

/** From here on this segment is read as a whole. */
export function markDisordered(marks: Marks, month: string): void {
  marksOf(marks, month).ordered = false;
}

/** The byte before the first intent that started at or after `fromMs`, or earlier; `null`: read the whole segment. */
export function offsetIn({ ordered, hours }: SegmentMarks, fromMs: number): number | null {
  return ordered ? (hours.findLast(([startMs]) => startMs <= fromMs)?.[1] ?? 0) : null;
}

export function emptyMarks(): SegmentMarks {
  return { ordered: true, latestMs: 0, hours: [] };
}

function marksOf(marks: Marks, month: string): SegmentMarks {
  let segment = marks.get(month);
  if (segment === undefined) {
    segment = emptyMarks();
    marks.set(month, segment);
  }
  return segment;
}
