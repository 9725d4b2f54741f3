/**
 * Where hours begin in segments that are closed, and what was corrected in them: one small file a segment, derived from
 * it, so that a query for a part of an old month does not read all of it.
 */
import * as path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as z from 'zod';
import type { Accounts } from './accounts.ts';
import { nextMonth, utcMonth, utcMonthStart } from './calendar.ts';
import type { LedgerFiles } from './files.ts';
import { forgetOldest } from './forget-oldest.ts';
import type { Journal } from './journal.ts';
import { type CorrectionLine, type Line, storedCorrectionSchema } from './line.ts';
import { emptyMarks, markIntentIn, offsetIn, type SegmentMarks } from './marks.ts';
import { endsWith, type Place, readSegment, segmentStart } from './segment.ts';
import { createStore } from './store.ts';
import { attemptKey } from './stored.ts';

export interface SegmentIndexes {
  /**
   * The byte before the first intent within `end` bytes that started at or after `fromMs`, or earlier; from there starts are
   * in order. `null`: read all, since they are not, or most of the month is wanted anyway.
   */
  offsetBefore(month: string, end: number, fromMs: number, toMs: number): Promise<number | null>;
  /** What is in the file of a closed segment, if there is one that fits it. */
  corrections(
    month: string,
    end: number,
  ): Promise<{ readonly toBytes: number; readonly found: readonly CorrectionLine[] }>;
  /** Keeps what the accounts know of a segment whose hours are about to be let go. Throws the system's error. */
  keep(month: string): Promise<void>;
}

export interface SegmentIndexesOptions {
  readonly directory: string;
  readonly files: LedgerFiles;
  readonly journal: Journal;
  readonly accounts: () => Accounts;
}

interface SegmentIndex {
  /** How far the segment was read. */
  place: Place;
  readonly marks: SegmentMarks;
  /** Attempts without a settlement, by `attemptKey`. */
  readonly open: Set<string>;
  readonly corrections: CorrectionLine[];
}

const whole = z.number().int();
const indexSchema = z.object({
  version: z.literal(1),
  /** Bytes read, hash and number of the last line. */
  place: z.tuple([whole, z.string(), whole]),
  ordered: z.boolean(),
  latestMs: whole,
  hours: z.array(z.tuple([whole, whole])),
  open: z.array(z.string()),
  corrections: z.array(storedCorrectionSchema),
});

const indexesRemembered = 12;
/** Local months end so much before the UTC month or after. */
const dayMs = 86_400_000;

export function createSegmentIndexes(options: SegmentIndexesOptions): SegmentIndexes {
  const { directory, files, journal, accounts } = options;
  const remembered = new Map<string, SegmentIndex>();
  const storeOf = (month: string) => createStore(files, path.join(directory, `index-${month}.json`), indexSchema);
  const isClosed = (month: string) => month < utcMonth(accounts().hoursFromMs);
  let latest: Promise<unknown> = Promise.resolve();

  /** From memory or its file; `null`: there is none, or it is of another segment than this one. */
  async function known(month: string, end: number): Promise<SegmentIndex | null> {
    const before = remembered.get(month);
    if (before !== undefined) return before.place.bytes <= end ? before : null;
    const content = await storeOf(month).read();
    if (content.status !== 'good') return null;
    const { place, ordered, latestMs, hours, open, corrections } = content.data;
    const [bytes, hash, n] = place;
    if (bytes > end || !endsWith(files, journal.fileOf(month), { bytes, hash })) return null;
    const marks = { ordered, latestMs, hours };
    return { place: { bytes, hash, n }, marks, open: new Set(open), corrections };
  }

  /** One at a time: two queries for the same month read it once. */
  function indexOf(month: string, end: number): Promise<SegmentIndex> {
    const done = latest.then(async () => {
      const index = (await known(month, end)) ?? emptyIndex();
      if (index.place.bytes < end) {
        await readOn(index, month, end);
        // Without the file the next daemon reads the segment again.
        await save(month, index).catch(() => {});
      }
      remembered.delete(month);
      remembered.set(month, index);
      if (remembered.size > 2 * indexesRemembered) forgetOldest(remembered, indexesRemembered);
      return index;
    });
    latest = done.catch(() => {});
    return done;
  }

  async function readOn(index: SegmentIndex, month: string, end: number): Promise<void> {
    for (const step of readSegment(files, journal.fileOf(month), index.place, end)) {
      for (const [at, line] of step.lines.entries()) take(index, line, step.offsets[at] ?? null);
      index.place = step.place;
      await setImmediate();
    }
  }

  function take({ marks, open, corrections }: SegmentIndex, line: Line, offset: number | null): void {
    if (line.t === 'correct') corrections.push(line);
    if (line.t === 'intent') {
      markIntentIn(marks, line.at, accounts().calendar.hourStart(line.at), offset);
      open.add(attemptKey(line.r, line.a));
    }
    // Its intent was lost, so that nothing says where it belongs.
    if (line.t === 'settle' && !open.delete(attemptKey(line.r, line.a))) marks.ordered = false;
  }

  async function save(month: string, { place, marks, open, corrections }: SegmentIndex): Promise<void> {
    const { bytes, hash, n } = place;
    if (hash === null) return;
    const hours = [...marks.hours];
    const index = { version: 1 as const, ...marks, hours, open: [...open], corrections: [...corrections] };
    await storeOf(month).write({ ...index, place: [bytes, hash, n] });
  }

  return {
    async offsetBefore(month, end, fromMs, toMs) {
      // To learn the places would be to read all of it once more.
      if (fromMs <= utcMonthStart(month) && toMs > utcMonthStart(nextMonth(month)) - dayMs) return null;
      const marks = isClosed(month) ? (await indexOf(month, end)).marks : accounts().marks.get(month);
      return marks === undefined ? null : offsetIn(marks, fromMs);
    },
    async corrections(month, end) {
      const index = await known(month, end);
      return index === null ? { toBytes: 0, found: [] } : { toBytes: index.place.bytes, found: index.corrections };
    },
    async keep(month) {
      const { marks, corrections, pairing } = accounts();
      const place = journal.place(month);
      const ofMonth = marks.get(month);
      // A segment that was not followed from its beginning, or not in order, is read when it is asked for.
      if (place === null || ofMonth === undefined || !ofMonth.ordered) return;
      const open = [...pairing.open].filter(([, { at }]) => utcMonth(at) === month).map(([key]) => key);
      await save(month, { place, marks: ofMonth, open: new Set(open), corrections: corrections.get(month) ?? [] });
    },
  };
}

function emptyIndex(): SegmentIndex {
  return { place: segmentStart, marks: emptyMarks(), open: new Set(), corrections: [] };
}
