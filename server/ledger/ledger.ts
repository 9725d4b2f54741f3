/** The ledger: writes every attempt to the journal before it counts, and answers from what the journal adds up to. */
import * as path from 'node:path';
import { noTotals, type Totals } from '../../protocol/spend.ts';
import type { Clock } from '../clock.ts';
import { RequestError } from '../request-error.ts';
import { type Accounts, bookLine } from './accounts.ts';
import { createCalendar, utcMonth } from './calendar.ts';
import { diskFiles, type LedgerFiles } from './files.ts';
import { createFirstAttempts } from './first-attempts.ts';
import { createJournal } from './journal.ts';
import { readLatency } from './latency.ts';
import type { IntentLine } from './line.ts';
import { type IdentifyProcess, identifyProcess, type LedgerLock, takeLock } from './lock.ts';
import { isFree } from './money.ts';
import { createMonths } from './months.ts';
import type { Ledger } from './port.ts';
import { type LedgerProblem, ProblemList } from './problems.ts';
import { rebuildAccounts, restoreAccounts } from './restore.ts';
import { addTotals, wholeKey } from './rollups.ts';
import { createScan } from './scan.ts';
import { createSnapshots } from './snapshots.ts';
import { readSpend } from './spend.ts';
import { attemptKey, toIntentLine, toSettlementLine, toUnknownSettlement } from './stored.ts';
import { ledgerHeld, ledgerUnwritable, unwritableSentence } from './unwritable.ts';

export interface LedgerOptions {
  /** The data directory: journal, snapshot and month files live in it, and nothing else of ours is touched. */
  readonly directory: string;
  readonly clock: Clock;
  /** IANA name, such as `Europe/Berlin`: where days begin and end. */
  readonly timeZone: string;
  /** Told once of each trouble: torn or corrupt lines, a journal that cannot be written, a snapshot made anew. */
  readonly onProblem?: (problem: LedgerProblem) => void;
  readonly files?: LedgerFiles;
  readonly pid?: number;
  readonly identifyProcess?: IdentifyProcess;
}

/**
 * Reads the snapshot and the journal's tail, and books attempts that an earlier daemon left without an end as
 * `unknown`. In a folder that cannot be written it opens all the same: free requests go on, paid ones are refused.
 * Throws `RequestError` of kind `ledger-unwritable` when another daemon keeps this folder's ledger.
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { directory, clock, timeZone, files = diskFiles, pid = process.pid } = options;
  const problems = new ProblemList(options.onProblem ?? (() => {}));
  const { report } = problems;
  const calendar = createCalendar(timeZone);
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

  const journal = createJournal({ directory, files, clock, report, mayWrite: holdLock });
  const context = { directory, files, calendar, journal, report };
  let accounts: Accounts = await restoreAccounts(context, clock.epochMs()).catch((error: unknown) => {
    lock?.release();
    throw error;
  });
  const openAttempts = () => new Set(accounts.pairing.open.keys());
  const scan = createScan({ files, journal, openAttempts, marks: () => accounts.marks, report });
  const months = createMonths({ directory, files, calendar, scan, staleMonths: () => accounts.staleMonths });
  const snapshots = createSnapshots({ ...context, clock, months, accounts: () => accounts });
  const firstAttempts = createFirstAttempts();

  const tellWritable = (error: unknown) => {
    if (error === null) problems.writable();
    else report({ kind: 'unwritable', file: directory, message: unwritableSentence(directory, error) });
  };

  /** Writes a settlement or keeps it for later, and books it either way. */
  const settleLine = (intent: IntentLine, draft: ReturnType<typeof toSettlementLine>) => {
    const { n, offset, error } = journal.append(utcMonth(intent.at), draft, 'keep');
    tellWritable(error);
    const booked = bookLine(accounts, calendar, { ...draft, n }, offset);
    snapshots.appended();
    return booked;
  };

  const dangling = [...accounts.pairing.open.values()];
  for (const intent of dangling) settleLine(intent, toUnknownSettlement(intent, clock.epochMs()));
  if (dangling.length > 0) {
    const message = `${dangling.length} ${dangling.length === 1 ? 'attempt was' : 'attempts were'} under way when the daemon before this one ended: what they cost is unknown, and they are counted so.`;
    report({ kind: 'dangling-attempts', file: directory, message });
  }

  return {
    problems: () => problems.list(),
    intend(intent) {
      const draft = toIntentLine(intent, firstAttempts.of(intent));
      const month = utcMonth(intent.startedAtEpochMs);
      const free = intent.target.simulated || isFree(intent.target.nominalPrice);
      const { n, offset, error } = journal.append(month, draft, free ? 'keep' : 'drop');
      tellWritable(error);
      if (error !== null && !free) throw ledgerUnwritable(directory, error, intent.target.name);
      bookLine(accounts, calendar, { ...draft, n }, offset);
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
    spend: (params) => readSpend(params, clock.epochMs(), { accounts, calendar, months, scan }),
    today() {
      const today = calendar.dayOf(clock.epochMs());
      // The clock had run ahead by weeks and was set right: hours are kept from a day that is yet to come.
      if (today.startMs < accounts.hoursFromMs) accounts = rebuildAccounts(context, clock.epochMs(), accounts);
      const totals: Totals = { ...noTotals };
      for (const hour of accounts.hours.values()) {
        const cell = hour.cells.all.get(wholeKey);
        if (cell !== undefined && hour.startMs >= today.startMs && hour.startMs < today.endMs) addTotals(totals, cell);
      }
      return totals;
    },
    latency: () => readLatency(accounts.latency),
    recent: (most) => accounts.recent.slice(0, most).map(({ row }) => row),
    async close() {
      journal.writeKept();
      await snapshots.close();
      await journal.close();
      lock?.release();
      lock = null;
    },
  };
}
