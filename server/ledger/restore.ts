/** Brings the accounts back at a start: from the snapshot and the journal's tail, or from the journal alone. */
import * as path from 'node:path';
import { type Accounts, bookLine, bucketAt, emptyAccounts } from './accounts.ts';
import { type Calendar, createCalendar, monthsBetween, nextMonth, utcMonth, utcMonthStart } from './calendar.ts';
import type { LedgerFiles } from './files.ts';
import type { Journal } from './journal.ts';
import { markDisordered } from './marks.ts';
import type { ReportProblem } from './problems.ts';
import { endsWith, placeAtEnd, readSegment, type SegmentStep, segmentStart } from './segment.ts';
import { fromSnapshot, type Snapshot, snapshotSchema } from './snapshot.ts';
import { createStore, type Store } from './store.ts';
import type { MakeAnew } from './stored-bucket.ts';

export interface RestoreContext {
  readonly directory: string;
  readonly files: LedgerFiles;
  readonly journal: Journal;
  readonly report: ReportProblem;
}

/** Hours are kept for so many days before today; older ones are kept by the day. */
const daysByTheHour = 31;
const dayMs = 86_400_000;
/** So much shorter such days may be, where clocks went forward. */
const slackMs = 3_600_000;

/**
 * An attempt whose end is missing has its intent among the latest lines, whatever month they are in: the clock may have
 * jumped since. So many lines are written in the longest time an attempt takes.
 */
const linesUnderWay = 20_000;

/** From where hours are kept, at this instant. */
export function hoursStart(calendar: Calendar, nowMs: number): number {
  return calendar.dayBefore(nowMs, daysByTheHour).startMs;
}

export function snapshotStore(directory: string, files: LedgerFiles): Store<Snapshot> {
  return createStore(files, path.join(directory, 'ledger.json'), snapshotSchema);
}

/**
 * A snapshot that is missing, damaged or at odds with the journal gives way to the journal. The accounts are in the zone
 * the snapshot was written in; `timeZone` is for those that come from the journal.
 */
export async function restoreAccounts(context: RestoreContext, timeZone: string, nowMs: number): Promise<Accounts> {
  const { directory, files, journal, report } = context;
  const calendar = createCalendar(timeZone);
  const content = await snapshotStore(directory, files).read();
  if (content.status === 'missing') return rebuildAccounts(context, calendar, nowMs);
  const refusal = content.status === 'corrupt' ? content.reason : reasonAgainst(content.data, journal, files, nowMs);
  if (refusal === null && content.status === 'good') {
    try {
      return readTail(content.data, context);
    } catch (error) {
      return rebuilt(`its content does not hold together: ${String(error)}`);
    }
  }
  return rebuilt(refusal ?? 'it is unreadable');

  function rebuilt(reason: string): Accounts {
    const file = path.join(directory, 'ledger.json');
    report({ kind: 'snapshot-rebuilt', file, message: `${file} was made anew from the journal: ${reason}.` });
    return rebuildAccounts(context, calendar, nowMs);
  }
}

/**
 * Reads the segments of the days kept by the hour, and those with the latest lines in any case, for their numbers and for
 * what was under way. Files of older
 * months are no longer trusted, since nothing says any more which of them lack a row.
 */
export function rebuildAccounts(
  context: RestoreContext,
  calendar: Calendar,
  nowMs: number,
  previous?: Accounts,
): Accounts {
  const { directory, files, journal } = context;
  const accounts = emptyAccounts(calendar, hoursStart(calendar, nowMs));
  const segments = journal.segments();
  const firstMonth = utcMonth(accounts.hoursFromMs);
  const newest = segments.at(-1)?.month;
  const ends = new Map(segments.map(({ month, bytes }) => [month, placeAtEnd(files, journal.fileOf(month), bytes)]));
  const latestNumber = Math.max(...[...ends.values()].map((end) => end?.n ?? -1));
  for (const { month } of segments) {
    const end = ends.get(month) ?? null;
    const isSettled = end !== null && end.n < latestNumber - linesUnderWay;
    if (month < firstMonth && month !== newest && isSettled) {
      markDisordered(accounts.marks, month);
      // A correction may have put the latest number into an old segment.
      journal.assume(month, end);
      continue;
    }
    journal.readOn(month, segmentStart, (step) => bookStep(accounts, step));
  }
  for (const name of files.list(directory)) {
    const month = /^days-(\d{4}-\d\d)\.json$/.exec(name)?.[1];
    if (month !== undefined) accounts.staleMonths.add(month);
  }
  // Attempts under way whose intent could not be written yet.
  for (const [key, intent] of previous?.pairing.open ?? []) {
    if (!accounts.pairing.settled.has(key)) accounts.pairing.open.set(key, intent);
  }
  return accounts;
}

function bookStep(accounts: Accounts, { lines, offsets }: SegmentStep): void {
  for (const [index, line] of lines.entries()) bookLine(accounts, line, offsets[index] ?? null);
}

function readTail(snapshot: Snapshot, context: RestoreContext): Accounts {
  const { journal } = context;
  const accounts = fromSnapshot(snapshot, hoursAnew(snapshot, context));
  const covers = new Map(snapshot.covers.map(([month, bytes, hash, n]) => [month, { bytes, hash, n }]));
  const firstMonth = utcMonth(accounts.hoursFromMs);
  for (const { month, bytes } of journal.segments()) {
    const covered = covers.get(month);
    // What was not read from its beginning, and not marked then, says nothing about places in it.
    if (covered !== undefined && !accounts.marks.has(month)) markDisordered(accounts.marks, month);
    const neverRead = covered === undefined || covered.n === -1;
    if (neverRead && month < firstMonth && covered?.bytes === bytes) continue;
    if (covered !== undefined && covered.bytes === bytes) {
      journal.assume(month, covered);
      continue;
    }
    // An old segment that was put back by hand, or gone on with while the clock was set back: its days are read from it
    // when they are asked for, and what was under way in it is found now.
    if (neverRead && month < firstMonth) for (const stale of localMonths(month)) accounts.staleMonths.add(stale);
    journal.readOn(month, neverRead ? segmentStart : covered, (step) => bookStep(accounts, step));
  }
  return accounts;
}

/** The hours of a snapshot, read from the journal as far as the snapshot covers it; read once, and only when one is asked for. */
function hoursAnew(snapshot: Snapshot, { directory, files, journal, report }: RestoreContext): MakeAnew {
  let hours: Accounts['hours'] | null = null;
  const read = () => {
    const file = path.join(directory, 'ledger.json');
    const message = `${file} was made anew from the journal: its hours are not of their form.`;
    report({ kind: 'snapshot-rebuilt', file, message });
    const accounts = emptyAccounts(createCalendar(snapshot.timeZone), snapshot.hoursFromMs);
    for (const [month, bytes, , n] of snapshot.covers) {
      if (n === -1 || files.size(journal.fileOf(month)) === null) continue;
      for (const step of readSegment(files, journal.fileOf(month), segmentStart, bytes)) bookStep(accounts, step);
    }
    return accounts.hours;
  };
  return (startMs) => {
    hours ??= read();
    return bucketAt(hours, startMs, startMs).cells;
  };
}

function reasonAgainst(snapshot: Snapshot, journal: Journal, files: LedgerFiles, nowMs: number): string | null {
  if (snapshot.hoursFromMs > nowMs - daysByTheHour * dayMs + slackMs)
    return 'the clock had run ahead when it was written';
  const sizes = new Map(journal.segments().map(({ month, bytes }) => [month, bytes]));
  const firstMonth = utcMonth(snapshot.hoursFromMs);
  const newest = [...sizes.keys()].at(-1);
  for (const [month, covered, hash] of snapshot.covers) {
    const bytes = sizes.get(month);
    if (bytes === undefined && month < firstMonth) continue;
    if (bytes === undefined || bytes < covered)
      return `the journal of ${month} has ${bytes ?? 0} bytes, and it counted ${covered}`;
    if (hash === null || covered === 0 || (bytes === covered && month !== newest)) continue;
    if (!endsWith(files, journal.fileOf(month), { bytes: covered, hash }))
      return `the journal of ${month} is another one than it counted`;
  }
  return null;
}

/** The local months, of any zone, that the rows of a segment may be in. */
function localMonths(utc: string): string[] {
  return monthsBetween(utcMonth(utcMonthStart(utc) - dayMs), utcMonth(utcMonthStart(nextMonth(utc)) + dayMs));
}
