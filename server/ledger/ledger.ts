/** The ledger: writes every attempt to the journal before it counts, and answers from what the journal adds up to. */
import * as path from 'node:path';
import { noTotals, type Totals } from '../../protocol/spend.ts';
import type { Clock } from '../clock.ts';
import { Listeners } from '../listeners.ts';
import { RequestError } from '../request-error.ts';
import { pricedAt } from '../routing/target.ts';
import { type Accounts, bookLine } from './accounts.ts';
import { readBookedUsage } from './booked-usage.ts';
import type { Books } from './books.ts';
import type { CorrectedAmount } from './budgets.ts';
import { nextMonth, utcMonth, utcMonthStart } from './calendar.ts';
import { createCorrect } from './correct.ts';
import { createCorrections } from './corrections.ts';
import { readCounted } from './counted.ts';
import { diskFiles, type LedgerFiles } from './files.ts';
import { createFirstAttempts } from './first-attempts.ts';
import { createHistory } from './history.ts';
import { openImportedGap } from './imported-gap.ts';
import { createJournal } from './journal.ts';
import { readLatency } from './latency.ts';
import type { CorrectionLine, IntentLine } from './line.ts';
import { type IdentifyProcess, identifyProcess, type LedgerLock, takeLock } from './lock.ts';
import { isFree } from './money.ts';
import { createMonths } from './months.ts';
import type { Ledger } from './port.ts';
import { type LedgerProblem, ProblemList } from './problems.ts';
import { rebuildAccounts, restoreAccounts } from './restore.ts';
import { addTotals, wholeKey } from './rollups.ts';
import { createAttempts, createRows } from './rows.ts';
import { createScan } from './scan.ts';
import { createSegmentIndexes } from './segment-index.ts';
import { createSnapshots } from './snapshots.ts';
import { readSpend } from './spend.ts';
import { readSpendSeries } from './spend-series.ts';
import { attemptKey, toIntentLine, toSettlementLine, toUnknownSettlement, type Unnumbered } from './stored.ts';
import { createTargetSeries } from './target-series.ts';
import { ledgerHeld, ledgerUnwritable, unwritableSentence } from './unwritable.ts';
import { verifyLedger } from './verify.ts';
import { windowAt } from './windows.ts';
import { createZones } from './zones.ts';

export interface LedgerOptions {
  /** The data directory: journal, snapshot and month files live in it, and nothing else of ours is touched. */
  readonly directory: string;
  readonly clock: Clock;
  /** IANA name, such as `Europe/Berlin`: where days begin and end, until `followTimeZone` says otherwise. */
  readonly timeZone: string;
  /** Told once of each trouble: torn or corrupt lines, a journal that cannot be written, a snapshot made anew. */
  readonly onProblem?: (problem: LedgerProblem) => void;
  readonly files?: LedgerFiles;
  readonly pid?: number;
  readonly identifyProcess?: IdentifyProcess;
}

export interface OpenLedger extends Ledger {
  readonly books: Books;
  /**
   * Cuts days and hours in this zone from here on: at once, or where hours begin at other instants there, when the rows of a
   * month have been read again. Throws RangeError when there is no such zone.
   */
  followTimeZone(timeZone: string): void;
  /** Called when another zone has been taken up. The result takes the listener away. */
  onZone(listener: () => void): () => void;
}

/**
 * Reads the snapshot and the journal's tail, and books attempts that an earlier daemon left without an end as
 * `unknown`. In a folder that cannot be written it opens all the same: free requests go on, paid ones are refused.
 * Throws `RequestError` of kind `ledger-unwritable` when another daemon keeps this folder's ledger.
 */
export async function openLedger(options: LedgerOptions): Promise<OpenLedger> {
  const { directory, clock, files = diskFiles, pid = process.pid } = options;
  const problems = new ProblemList(options.onProblem ?? (() => {}));
  const { report, over } = problems;
  let lock: LedgerLock | null = null;

  const holdLock = () => {
    if (lock !== null) return;
    files.makeFolder(directory);
    const taken = takeLock(files, path.join(directory, 'ledger.lock'), options.identifyProcess ?? identifyProcess, pid);
    if ('heldBy' in taken) throw ledgerHeld(directory, taken.heldBy);
    lock = taken;
  };
  try {
    holdLock();
  } catch (error) {
    if (error instanceof RequestError) throw error;
    report({ kind: 'unwritable', file: directory, message: unwritableSentence(directory, error) });
  }

  const journal = createJournal({ directory, files, clock, report, over, mayWrite: holdLock });
  const context = { directory, files, journal, report };
  let accounts: Accounts = await restoreAccounts(context, options.timeZone, clock.epochMs()).catch((error: unknown) => {
    lock?.release();
    throw error;
  });
  const openAttempts = () => new Set(accounts.pairing.open.keys());
  const indexes = createSegmentIndexes({ ...context, accounts: () => accounts });
  const correctionsOf = createCorrections({ files, journal, accounts: () => accounts, indexes });
  const scan = createScan({ files, journal, openAttempts, indexes, correctionsOf, report });
  const months = createMonths({ directory, files, scan, staleMonths: () => accounts.staleMonths });
  const snapshots = createSnapshots({ ...context, over, clock, months, indexes, accounts: () => accounts });
  const corrections = new Listeners<[amount: CorrectedAmount]>();
  const zoneTaken = new Listeners();
  const zones = createZones({
    journal,
    scan,
    accounts: () => accounts,
    take(inOtherZone) {
      accounts = inOtherZone;
      zoneTaken.tell();
    },
  });
  const firstAttempts = createFirstAttempts();
  const importedGap = await openImportedGap(directory, files);

  const tellWritable = (error: unknown) => {
    if (error === null) over('unwritable');
    else report({ kind: 'unwritable', file: directory, message: unwritableSentence(directory, error) });
  };

  /** Writes a settlement or keeps it for later, and books it either way. */
  const settleLine = (intent: IntentLine, draft: ReturnType<typeof toSettlementLine>) => {
    const { n, offset, error } = journal.append(utcMonth(intent.at), draft, 'keep');
    tellWritable(error);
    const booked = bookLine(accounts, { ...draft, n }, offset);
    if (booked !== null) zones.booked(booked);
    snapshots.appended();
    return booked;
  };

  /** Of whole hours that are kept, which reach back a month. */
  const totalsOf = (fromMs: number, toMs: number): Totals => {
    // The clock had run ahead by weeks and was set right: hours are kept from a day that is yet to come. What waits to be
    // written is in the accounts alone: they are kept until it is in the journal.
    const mayRebuild = journal.keptLines() === 0;
    if (fromMs < accounts.hoursFromMs && mayRebuild)
      accounts = rebuildAccounts(context, accounts.calendar, clock.epochMs(), accounts);
    const totals: Totals = { ...noTotals };
    for (const hour of accounts.hours.values()) {
      if (hour.startMs < fromMs || hour.startMs >= toMs) continue;
      const cell = hour.cells.all.get(wholeKey);
      if (cell !== undefined) addTotals(totals, cell);
    }
    return totals;
  };

  const dangling = [...accounts.pairing.open.values()];
  for (const intent of dangling) settleLine(intent, toUnknownSettlement(intent, clock.epochMs()));
  if (dangling.length > 0) {
    const message = `${dangling.length} ${dangling.length === 1 ? 'attempt was' : 'attempts were'} under way when the daemon before this one ended: what they cost is unknown, and they are counted so.`;
    report({ kind: 'dangling-attempts', file: directory, message });
  }

  const bookCorrection: Parameters<typeof createCorrect>[0]['book'] = (month, draft) => {
    const { n, offset, error } = journal.append(month, draft, 'drop');
    tellWritable(error);
    if (error !== null) throw ledgerUnwritable(directory, error);
    bookLine(accounts, { ...draft, n }, offset);
    zones.corrected();
    snapshots.appended();
    corrections.tell(correctedAmount(draft));
  };
  zones.follow(options.timeZone);
  const spendByDay = () => {
    const range = journalRange(journal.segments().map(({ month }) => month));
    return readSpend({ ...range, by: 'day' }, clock.epochMs(), { accounts, months, scan });
  };
  const attempts = createAttempts({ journal, scan });
  const books: Books = {
    timeZone: () => accounts.calendar.timeZone,
    dayOf: (epochMs) => accounts.calendar.dayOf(epochMs).date,
    rows: createRows({ journal, scan }),
    attempts,
    bookedUsage: (fromMs, toMs, zone) => readBookedUsage(attempts, { fromMs, toMs }, zone),
    requests: createHistory({ files, journal, openAttempts }),
    spendSeries: async (params, firstDayOfWeek) => {
      await zones.settled();
      const nowMs = clock.epochMs();
      const { timeZone } = accounts.calendar;
      const weekFromMs = windowAt('week', nowMs, { timeZone, firstDayOfWeek }).startMs ?? nowMs;
      return readSpendSeries(params, nowMs, weekFromMs, { accounts, months, scan });
    },
    targetSeries: createTargetSeries({ clock, calendar: () => accounts.calendar, scan }),
    verify: () => verifyLedger({ files, journal, calendar: accounts.calendar, openAttempts, spendByDay }),
    correct: createCorrect({ files, journal, clock, accounts: () => accounts, correctionsOf, book: bookCorrection }),
    importedGap: importedGap.current,
    setImportedGap: importedGap.replace,
  };

  return {
    books,
    problems: () => problems.list(),
    intend(intent) {
      const draft = toIntentLine(intent, firstAttempts.of(intent));
      const month = utcMonth(intent.startedAtEpochMs);
      const free = intent.target.simulated || isFree(pricedAt(intent.target, intent.startedAtEpochMs).nominalPrice);
      const { n, offset, error } = journal.append(month, draft, free ? 'keep' : 'drop');
      tellWritable(error);
      if (error !== null && !free) throw ledgerUnwritable(directory, error, intent.target.name);
      bookLine(accounts, { ...draft, n }, offset);
      snapshots.appended();
    },
    settle(requestId, attempt, end) {
      const key = attemptKey(requestId, attempt);
      const before = accounts.pairing.settled.get(key);
      if (before !== undefined) return before.row;
      const intent = accounts.pairing.open.get(key);
      if (intent === undefined) throw new RangeError(`attempt ${attempt} of ${requestId} was never intended`);
      const nowMs = clock.epochMs();
      const booked = settleLine(intent, toSettlementLine(intent, end, nowMs));
      if (booked === null) throw new RangeError(`attempt ${attempt} of ${requestId} was settled while it was booked`);
      return booked.row;
    },
    spend: async (params) => {
      await zones.settled();
      return readSpend(params, clock.epochMs(), { accounts, months, scan });
    },
    counted: (scope, fromMs, toMs) => {
      const segments = journal.segments().map(({ month }) => month);
      const range = { fromMs: fromMs ?? startOf(segments[0], clock.epochMs()), toMs: toMs ?? latestMs };
      return readCounted(scope, range, { accounts, months, scan }, segments);
    },
    onCorrected: corrections.add,
    today() {
      const today = accounts.calendar.dayOf(clock.epochMs());
      return totalsOf(today.startMs, today.endMs);
    },
    month() {
      const { calendar } = accounts;
      const month = calendar.monthOf(clock.epochMs());
      const startMs = calendar.monthStart(month);
      const endMs = calendar.monthStart(nextMonth(month));
      return { startMs, endMs, totals: totalsOf(startMs, endMs) };
    },
    latency: () => readLatency(accounts.latency),
    recent: (most) => accounts.recent.slice(0, most).map(({ row }) => row),
    followTimeZone: zones.follow,
    onZone: zoneTaken.add,
    async close() {
      zones.close();
      journal.writeKept();
      await snapshots.close();
      await journal.close();
      lock?.release();
      lock = null;
    },
  };
}

function correctedAmount({ m, k, p, o, st, was, now }: Unnumbered<CorrectionLine>): CorrectedAmount {
  const [client, workspace] = o;
  const facts = { profile: p, workspace, track: k, model: m, client };
  const nanoUsd = now[3] - was[3];
  const booked = (now[2] ?? 0) - (was[2] ?? 0);
  return { facts, startedAtMs: st, difference: { nanoUsd, beyondBookedNanoUsd: nanoUsd - booked } };
}

/** The last instant a Date can hold. */
const latestMs = 8.64e15;

/** The start of the first segment; without one there is nothing before now. */
function startOf(segment: string | undefined, nowMs: number): number {
  return segment === undefined ? nowMs : utcMonthStart(segment);
}

/** All that can have started in these UTC months, with a day to spare on either side for local days. */
function journalRange(months: readonly string[]): { from?: string; to?: string } {
  const first = months[0];
  const last = months.at(-1);
  if (first === undefined || last === undefined) return {};
  const day = 86_400_000;
  return {
    from: new Date(utcMonthStart(first) - day).toISOString(),
    to: new Date(utcMonthStart(nextMonth(last)) + day).toISOString(),
  };
}
