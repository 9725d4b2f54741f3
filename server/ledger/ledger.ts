/** The ledger: writes every attempt to the journal before it counts, and answers from what the journal adds up to. */
import * as path from 'node:path';
import type { Clock } from '../clock.ts';
import { Listeners } from '../listeners.ts';
import { RequestError } from '../request-error.ts';
import type { Accounts } from './accounts.ts';
import { createBooking } from './booking.ts';
import type { Books } from './books.ts';
import { createCorrections } from './corrections.ts';
import { diskFiles, type LedgerFiles } from './files.ts';
import { createJournal } from './journal.ts';
import { readLatency } from './latency.ts';
import { type IdentifyProcess, identifyProcess, type LedgerLock, takeLock } from './lock.ts';
import { createMonths } from './months.ts';
import { openBooks } from './open-books.ts';
import type { Ledger } from './port.ts';
import { type LedgerProblem, ProblemList, type ReportProblem } from './problems.ts';
import { rebuildAccounts, restoreAccounts } from './restore.ts';
import { createScan } from './scan.ts';
import { createSegmentIndexes } from './segment-index.ts';
import { createSnapshots } from './snapshots.ts';
import { createSums } from './sums.ts';
import { ledgerHeld, unwritableSentence } from './unwritable.ts';
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
  const { directory, clock, files = diskFiles } = options;
  const problems = new ProblemList(options.onProblem ?? (() => {}));
  const { report, over } = problems;
  const folder = holdFolder({ ...options, files, report });
  const journal = createJournal({ directory, files, clock, report, over, mayWrite: folder.hold });
  const context = { directory, files, journal, report };
  let inForce: Accounts = await restoreAccounts(context, options.timeZone, clock.epochMs()).catch((error: unknown) => {
    folder.release();
    throw error;
  });
  const accounts = () => inForce;
  const openAttempts = () => new Set(inForce.pairing.open.keys());
  const indexes = createSegmentIndexes({ ...context, accounts });
  const correctionsOf = createCorrections({ files, journal, accounts, indexes });
  const scan = createScan({ files, journal, openAttempts, indexes, correctionsOf, report });
  const months = createMonths({ directory, files, scan, staleMonths: () => inForce.staleMonths });
  const sources = () => ({ accounts: inForce, months, scan });
  const snapshots = createSnapshots({ ...context, over, clock, months, indexes, accounts });
  const zoneTaken = new Listeners();
  const zones = createZones({
    journal,
    scan,
    accounts,
    take(inOtherZone) {
      inForce = inOtherZone;
      zoneTaken.tell();
    },
  });
  const booking = createBooking({ ...context, clock, accounts, zones, snapshots, over });
  const accountsFrom = (fromMs: number) => {
    // The clock had run ahead by weeks and was set right: hours are kept from a day that is yet to come. What waits to be
    // written is in the accounts alone: they are kept until it is in the journal.
    if (fromMs < inForce.hoursFromMs && journal.keptLines() === 0)
      inForce = rebuildAccounts(context, inForce.calendar, clock.epochMs(), inForce);
    return inForce;
  };
  const books = await openBooks({ ...context, clock, zones, accounts, sources, openAttempts, correctionsOf, booking });
  booking.settleDangling();
  zones.follow(options.timeZone);

  return {
    ...createSums({ clock, journal, zones, sources, accountsFrom }),
    books,
    problems: () => problems.list(),
    intend: booking.intend,
    settle: booking.settle,
    onCorrected: booking.onCorrected,
    latency: () => readLatency(inForce.latency),
    recent: (most) => inForce.recent.slice(0, most).map(({ row }) => row),
    followTimeZone: zones.follow,
    onZone: zoneTaken.add,
    async close() {
      zones.close();
      journal.writeKept();
      await snapshots.close();
      await journal.close();
      folder.release();
    },
  };
}

type FolderOptions = LedgerOptions & { readonly files: LedgerFiles; readonly report: ReportProblem };

/**
 * Keeps the folder from other daemons. Where it cannot be written now, `hold` tries again before the first write. Throws
 * `RequestError` when another daemon has it.
 */
function holdFolder({ directory, files, report, pid = process.pid, ...options }: FolderOptions) {
  const identify = options.identifyProcess ?? identifyProcess;
  let lock: LedgerLock | null = null;
  const hold = () => {
    if (lock !== null) return;
    files.makeFolder(directory);
    const taken = takeLock(files, path.join(directory, 'ledger.lock'), identify, pid);
    if ('heldBy' in taken) throw ledgerHeld(directory, taken.heldBy);
    lock = taken;
  };
  try {
    hold();
  } catch (error) {
    if (error instanceof RequestError) throw error;
    report({ kind: 'unwritable', file: directory, message: unwritableSentence(directory, error) });
  }
  return {
    hold,
    release() {
      lock?.release();
      lock = null;
    },
  };
}
