/** Checks the whole ledger: every line of every segment, and that what is kept beside the journal adds up to the same. */
import { setImmediate } from 'node:timers/promises';
import type { VerifyFinding, VerifyReport } from '../../protocol/books.ts';
import { noTotals, type SpendReport, type Totals } from '../../protocol/spend.ts';
import { bucketAt, emptyPairing, pair } from './accounts.ts';
import { type Calendar, monthsInAnyZone } from './calendar.ts';
import type { LedgerFiles } from './files.ts';
import type { Journal } from './journal.ts';
import type { CorrectionLine, Line, Verdict } from './line.ts';
import { Links } from './links.ts';
import { addCorrection, addRow, addTotals, type Bucket, wholeKey } from './rollups.ts';
import { readSegment, segmentStart } from './segment.ts';
import { attemptKey } from './stored.ts';

export interface VerifyOptions {
  readonly files: LedgerFiles;
  readonly journal: Journal;
  /** Of the zone in which sums by day are told. */
  readonly calendar: Calendar;
  readonly openAttempts: () => ReadonlySet<string>;
  /** The sums by day that spend answers from, of the moment it is called. */
  readonly spendByDay: () => Promise<SpendReport>;
}

const mostFindings = 200;

/**
 * Reads everything and changes nothing; pauses after every megabyte, so that requests go on beside it. What is written
 * while it runs is left out.
 */
export async function verifyLedger(options: VerifyOptions): Promise<VerifyReport> {
  const { files, journal, openAttempts } = options;
  // All four are of one moment: nothing waits in between.
  const ends = journal.segments();
  const open = openAttempts();
  const unwritten = journal.keptLines();
  const kept = options.spendByDay();
  const days = new Map<string, Bucket>();
  const findings = new Findings();
  const numbers = new Numbers();
  const links = new Links(files, journal, ends);
  const segments: VerifyReport['segments'] = [];
  for (const { month, bytes } of ends) {
    const file = journal.fileOf(month);
    const segment = new SegmentCheck(month, file, findings, options.calendar, days);
    for (const step of readSegment(files, file, segmentStart, bytes)) {
      for (const trouble of step.troubles) {
        if (trouble.kind === 'corrupt-line') numbers.unreadable += 1;
        findings.add({ kind: trouble.kind, file, message: trouble.message });
      }
      for (const line of step.lines) {
        numbers.take(line.n);
        segment.take(line);
      }
      links.take(month, step);
      await setImmediate();
    }
    segments.push({ month, bytes, ...segment.end(open) });
  }
  for (const finding of links.findings()) findings.add(finding);
  const { missing } = numbers;
  if (missing > 0) {
    const message = `${missing} of the lines up to number ${numbers.highest} are in no segment: lines or whole files were taken away.`;
    findings.add({ kind: 'missing-lines', file: journal.fileOf(ends[0]?.month ?? ''), message });
  }
  if (unwritten > 0) {
    const message = `${unwritten} lines wait in memory until the journal can be written; sums were not compared.`;
    findings.add({ kind: 'unwritten', file: journal.fileOf(ends.at(-1)?.month ?? ''), message });
  }
  const report = await kept;
  const daysCompared = unwritten > 0 ? 0 : compareDays(days, report, links.missing, findings);
  return {
    sound: findings.inAll === 0,
    segments,
    totals: sumOf(days.values()),
    daysCompared,
    findings: [...findings.first],
    findingsInAll: findings.inAll,
  };
}

class Findings {
  readonly first: VerifyFinding[] = [];
  inAll = 0;

  add(finding: VerifyFinding): void {
    this.inAll += 1;
    if (this.first.length < mostFindings) this.first.push(finding);
  }
}

/** Every line has a number of its own, counted over all segments. */
class Numbers {
  #seen = 0;
  highest = -1;
  unreadable = 0;

  take(n: number): void {
    this.#seen += 1;
    this.highest = Math.max(this.highest, n);
  }

  get missing(): number {
    return this.highest + 1 - this.#seen - this.unreadable;
  }
}

/** One segment's lines against each other. */
class SegmentCheck {
  readonly #month: string;
  readonly #file: string;
  readonly #findings: Findings;
  readonly #calendar: Calendar;
  readonly #days: Map<string, Bucket>;
  readonly #pairing = emptyPairing();
  readonly #corrections = new Map<string, Verdict>();
  #lines = 0;
  #attempts = 0;
  #corrected = 0;
  #latest = -1;

  constructor(month: string, file: string, findings: Findings, calendar: Calendar, days: Map<string, Bucket>) {
    this.#month = month;
    this.#file = file;
    this.#findings = findings;
    this.#calendar = calendar;
    this.#days = days;
  }

  take(line: Line): void {
    if (line.n <= this.#latest)
      this.#tell('sequence', `Line ${line.n} follows line ${this.#latest}: numbers must grow.`);
    this.#latest = Math.max(this.#latest, line.n);
    this.#lines += 1;
    switch (line.t) {
      case 'segment':
        if (line.month !== this.#month || this.#lines > 1)
          this.#tell('sequence', `Line ${line.n} begins the segment ${line.month} where line ${this.#lines} is.`);
        return;
      case 'correct':
        this.#takeCorrection(line);
        return;
      default:
        this.#takeAttempt(line);
    }
  }

  /** `open`: attempts that are under way by right. */
  end(open: ReadonlySet<string>) {
    let underWay = 0;
    for (const [key, { r, a, n }] of this.#pairing.open) {
      if (open.has(key)) underWay += 1;
      else this.#tell('pairing', `Attempt ${a} of ${r} (line ${n}) is not under way and has no settlement.`);
    }
    return { lines: this.#lines, attempts: this.#attempts, corrections: this.#corrected, underWay };
  }

  #takeAttempt(line: Extract<Line, { t: 'intent' | 'settle' }>): void {
    const isOpen = this.#pairing.open.has(attemptKey(line.r, line.a));
    if (line.t === 'intent' && isOpen)
      this.#tell('pairing', `Attempt ${line.a} of ${line.r} has a second intent in line ${line.n}.`);
    if (line.t === 'settle' && !isOpen) {
      const message = `Attempt ${line.a} of ${line.r} is settled in line ${line.n} without an intent before it, or a second time.`;
      this.#tell('pairing', message);
    }
    const booked = pair(this.#pairing, line);
    if (booked === null) return;
    this.#attempts += 1;
    addRow(this.#dayOf(booked.startedAtMs), booked);
  }

  /** What a correction found must be what the one before it left. */
  #takeCorrection(line: CorrectionLine): void {
    const key = attemptKey(line.r, line.a);
    const before = this.#corrections.get(key);
    if (before?.some((value, index) => value !== line.was[index])) {
      const message = `The correction in line ${line.n} of attempt ${line.a} of ${line.r} does not begin where the one before it ended.`;
      this.#tell('correction', message);
    }
    this.#corrections.set(key, line.now);
    this.#corrected += 1;
    addCorrection(this.#dayOf(line.st), line);
  }

  #dayOf(epochMs: number): Bucket {
    const { date, startMs } = this.#calendar.dayOf(epochMs);
    return bucketAt(this.#days, date, startMs);
  }

  #tell(kind: VerifyFinding['kind'], message: string): void {
    this.#findings.add({ kind, file: this.#file, message });
  }
}

/** Gives how many days were compared: those of segments that are missing are not, since the sums beside may still have them. */
function compareDays(
  days: ReadonlyMap<string, Bucket>,
  kept: SpendReport,
  missing: ReadonlySet<string>,
  findings: Findings,
): number {
  const keptDays = new Map(kept.groups.map(({ key, ...totals }) => [key, totals]));
  const all = new Set([...days.keys(), ...keptDays.keys()]);
  const dates = [...all].filter((date) => !monthsInAnyZone(Date.parse(date)).some((month) => missing.has(month)));
  for (const date of dates) {
    const counted = totalsOf(days.get(date));
    const told: Totals = keptDays.get(date) ?? noTotals;
    for (const field of totalsFields) {
      if (isSameSum(counted[field], told[field])) continue;
      const message = `${date}: ${field} is ${counted[field]} by the lines of the journal, and ${told[field]} by the sums kept beside it.`;
      findings.add({ kind: 'totals', file: '', message });
    }
  }
  return dates.length;
}

/** Sums beyond the safe integers are right to sixteen digits, and may differ in the last by the order they were added in. */
function isSameSum(one: number, other: number): boolean {
  if (Number.isSafeInteger(one) && Number.isSafeInteger(other)) return one === other;
  return Math.abs(one - other) <= Math.abs(one) * 1e-12;
}

const totalsFields = Object.keys(noTotals).filter((field): field is keyof Totals => field in noTotals);

function totalsOf(bucket: Bucket | undefined): Totals {
  const totals: Totals = { ...noTotals };
  const whole = bucket?.cells.all.get(wholeKey);
  if (whole !== undefined) addTotals(totals, whole);
  return totals;
}

function sumOf(buckets: Iterable<Bucket>): Totals {
  const totals: Totals = { ...noTotals };
  for (const bucket of buckets) addTotals(totals, totalsOf(bucket));
  return totals;
}
