/** The state the journal's lines add up to: hours, latest rows, latency, attempts under way. Pure; changed in place. */
import type { AttemptRow } from '../../protocol/spend.ts';
import { type Calendar, monthsInAnyZone, utcMonth } from './calendar.ts';
import { corrected, correctedRow } from './correction.ts';
import { forgetOldest } from './forget-oldest.ts';
import { addLatency, emptyLatency, type LatencySketches } from './latency.ts';
import type { CorrectionLine, IntentLine, Line } from './line.ts';
import { type Marks, markDisordered, markIntent } from './marks.ts';
import { addCorrection, addRow, type Bucket, emptyBucket } from './rollups.ts';
import { attemptKey, type BookedRow, lostIntent, toRow } from './stored.ts';

/** Matches settlements to intents, each attempt once. */
export interface Pairing {
  /** Attempts without a settlement, by `attemptKey`. */
  readonly open: Map<string, IntentLine>;
  /** The latest rows by `attemptKey`: a second settlement of one of these changes nothing. */
  readonly settled: Map<string, BookedRow>;
}

export interface Accounts {
  /** The time zone in which its hours are cut. Another zone has accounts of its own, so that nobody mixes the two. */
  readonly calendar: Calendar;
  readonly pairing: Pairing;
  /** Hours are kept from here on; days before it stand in month files. The start of a day in the zone it was chosen in. */
  hoursFromMs: number;
  /** By start of the local hour. */
  readonly hours: Map<number, Bucket>;
  readonly latency: LatencySketches;
  /** Newest first. */
  readonly recent: RecentRow[];
  /** Local months (`2026-10`), of any zone, whose file lacks a row that came late: read from the journal instead. */
  readonly staleMonths: Set<string>;
  /** Where hours begin in the segments that hold them. */
  readonly marks: Marks;
  /** Corrections by UTC month of their attempt, in the order they were made; complete from the month of `hoursFromMs` on. */
  readonly corrections: Map<string, CorrectionLine[]>;
}

export interface RecentRow {
  /** The number of its settlement: the order of booking, whatever the clock said. */
  readonly n: number;
  readonly row: AttemptRow;
}

const recentRows = 50;
const settledRemembered = 1000;

export function emptyPairing(): Pairing {
  return { open: new Map(), settled: new Map() };
}

export function emptyAccounts(calendar: Calendar, hoursFromMs: number): Accounts {
  return {
    calendar,
    pairing: emptyPairing(),
    hoursFromMs,
    hours: new Map(),
    latency: emptyLatency(),
    recent: [],
    staleMonths: new Set(),
    marks: new Map(),
    corrections: new Map(),
  };
}

/** The row a line completes; `null` when it completes none, as an intent does, a second settlement and a correction. */
export function pair({ open, settled }: Pairing, line: Line): BookedRow | null {
  if (line.t === 'segment' || line.t === 'correct') return null;
  const key = attemptKey(line.r, line.a);
  if (line.t === 'intent') {
    open.set(key, line);
    return null;
  }
  if (settled.has(key)) return null;
  const booked = toRow(open.get(key) ?? lostIntent(line), line);
  open.delete(key);
  settled.set(key, booked);
  if (settled.size > 2 * settledRemembered) forgetOldest(settled, settledRemembered);
  return booked;
}

/**
 * Books one line, which begins at this byte of its segment (`null`: it is not written yet). Gives the row it
 * completes, or `null`.
 */
export function bookLine(accounts: Accounts, line: Line, offset: number | null): BookedRow | null {
  const { calendar } = accounts;
  if (line.t === 'correct') {
    bookCorrection(accounts, line);
    return null;
  }
  if (line.t === 'intent') markIntent(accounts.marks, utcMonth(line.at), line.at, calendar.hourStart(line.at), offset);
  const isLost = line.t === 'settle' && !accounts.pairing.open.has(attemptKey(line.r, line.a));
  const booked = pair(accounts.pairing, line);
  if (booked === null) return null;
  if (isLost) markDisordered(accounts.marks, utcMonth(booked.startedAtMs));
  addLatency(accounts.latency, booked.row);
  addRecent(accounts.recent, { n: line.n, row: booked.row });
  const { startedAtMs } = booked;
  if (startedAtMs < accounts.hoursFromMs) {
    markStale(accounts, startedAtMs);
    return booked;
  }
  const hourStart = calendar.hourStart(startedAtMs);
  addRow(bucketAt(accounts.hours, hourStart, hourStart), booked);
  return booked;
}

/** Books the difference where the attempt itself is booked, and changes its row where that is at hand. */
function bookCorrection(accounts: Accounts, line: CorrectionLine): void {
  const key = attemptKey(line.r, line.a);
  const month = utcMonth(line.st);
  const known = accounts.corrections.get(month) ?? [];
  known.push(line);
  accounts.corrections.set(month, known);
  const settled = accounts.pairing.settled.get(key);
  if (settled !== undefined) accounts.pairing.settled.set(key, corrected(settled, [line]));
  const place = accounts.recent.findIndex(({ row }) => row.requestId === line.r && row.attempt === line.a);
  const recent = accounts.recent[place];
  if (recent !== undefined) accounts.recent[place] = { n: recent.n, row: correctedRow(recent.row, [line]) };
  if (line.st < accounts.hoursFromMs) {
    markStale(accounts, line.st);
    return;
  }
  const hourStart = accounts.calendar.hourStart(line.st);
  addCorrection(bucketAt(accounts.hours, hourStart, hourStart), line);
}

/** Files of months stay when the time zone changes, and count again when it changes back: so those of any zone are meant. */
export function markStale({ staleMonths }: Pick<Accounts, 'staleMonths'>, epochMs: number): void {
  for (const month of monthsInAnyZone(epochMs)) staleMonths.add(month);
}

/** The bucket under this key, made when there is none. */
export function bucketAt<Key>(buckets: Map<Key, Bucket>, key: Key, startMs: number): Bucket {
  let bucket = buckets.get(key);
  if (bucket === undefined) {
    bucket = emptyBucket(startMs);
    buckets.set(key, bucket);
  }
  return bucket;
}

/** Rows come in order but for those around a change of segment, so the place is found from the front. */
function addRecent(recent: RecentRow[], entry: RecentRow): void {
  const place = recent.findIndex((other) => other.n <= entry.n);
  recent.splice(place === -1 ? recent.length : place, 0, entry);
  recent.length = Math.min(recent.length, recentRows);
}
