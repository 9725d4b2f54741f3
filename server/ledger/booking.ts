/** Writes what happens to the journal and books it in the accounts, both in one turn. */
import type { Clock } from '../clock.ts';
import { Listeners } from '../listeners.ts';
import { pricedAt } from '../routing/target.ts';
import { type Accounts, bookLine } from './accounts.ts';
import type { CorrectedAmount } from './budgets.ts';
import { utcMonth } from './calendar.ts';
import type { CorrectOptions } from './correct.ts';
import { createFirstAttempts } from './first-attempts.ts';
import type { Journal } from './journal.ts';
import type { CorrectionLine, IntentLine } from './line.ts';
import { isFree } from './money.ts';
import type { Ledger } from './port.ts';
import type { ProblemOver, ReportProblem } from './problems.ts';
import type { Snapshots } from './snapshots.ts';
import { attemptKey, toIntentLine, toSettlementLine, toUnknownSettlement, type Unnumbered } from './stored.ts';
import { ledgerUnwritable, unwritableSentence } from './unwritable.ts';
import type { Zones } from './zones.ts';

export interface Booking extends Pick<Ledger, 'intend' | 'settle' | 'onCorrected'> {
  /** Books attempts as `unknown` that an earlier daemon left without an end. */
  settleDangling(): void;
  readonly correct: CorrectOptions['book'];
}

export interface BookingOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly accounts: () => Accounts;
  readonly zones: Pick<Zones, 'booked' | 'corrected'>;
  readonly snapshots: Pick<Snapshots, 'appended'>;
  readonly report: ReportProblem;
  readonly over: ProblemOver;
}

export function createBooking(options: BookingOptions): Booking {
  const { directory, clock, journal, accounts, zones, snapshots, report, over } = options;
  const firstAttempts = createFirstAttempts();
  const corrections = new Listeners<[amount: CorrectedAmount]>();

  const tellWritable = (error: unknown) => {
    if (error === null) over('unwritable');
    else report({ kind: 'unwritable', file: directory, message: unwritableSentence(directory, error) });
  };

  /** Writes a settlement or keeps it for later, and books it either way. */
  const settleLine = (intent: IntentLine, draft: ReturnType<typeof toSettlementLine>) => {
    const { n, offset, error } = journal.append(utcMonth(intent.at), draft, 'keep');
    tellWritable(error);
    const booked = bookLine(accounts(), { ...draft, n }, offset);
    if (booked !== null) zones.booked(booked);
    snapshots.appended();
    return booked;
  };

  return {
    settleDangling() {
      const dangling = [...accounts().pairing.open.values()];
      for (const intent of dangling) settleLine(intent, toUnknownSettlement(intent, clock.epochMs()));
      if (dangling.length === 0) return;
      const message = `${dangling.length} ${dangling.length === 1 ? 'attempt was' : 'attempts were'} under way when the daemon before this one ended: what they cost is unknown, and they are counted so.`;
      report({ kind: 'dangling-attempts', file: directory, message });
    },
    intend(intent) {
      const draft = toIntentLine(intent, firstAttempts.of(intent));
      const month = utcMonth(intent.startedAtEpochMs);
      const free = intent.target.simulated || isFree(pricedAt(intent.target, intent.startedAtEpochMs).nominalPrice);
      const { n, offset, error } = journal.append(month, draft, free ? 'keep' : 'drop');
      tellWritable(error);
      if (error !== null && !free) throw ledgerUnwritable(directory, error, intent.target.name);
      bookLine(accounts(), { ...draft, n }, offset);
      snapshots.appended();
    },
    settle(requestId, attempt, end) {
      const key = attemptKey(requestId, attempt);
      const { open, settled } = accounts().pairing;
      const before = settled.get(key);
      if (before !== undefined) return before.row;
      const intent = open.get(key);
      if (intent === undefined) throw new RangeError(`attempt ${attempt} of ${requestId} was never intended`);
      const booked = settleLine(intent, toSettlementLine(intent, end, clock.epochMs()));
      if (booked === null) throw new RangeError(`attempt ${attempt} of ${requestId} was settled while it was booked`);
      return booked.row;
    },
    correct(month, draft) {
      const { n, offset, error } = journal.append(month, draft, 'drop');
      tellWritable(error);
      if (error !== null) throw ledgerUnwritable(directory, error);
      bookLine(accounts(), { ...draft, n }, offset);
      zones.corrected();
      snapshots.appended();
      corrections.tell(correctedAmount(draft));
    },
    onCorrected: corrections.add,
  };
}

function correctedAmount({ m, k, p, o, st, was, now }: Unnumbered<CorrectionLine>): CorrectedAmount {
  const [client, workspace] = o;
  const facts = { profile: p, workspace, track: k, model: m, client };
  const nanoUsd = now[3] - was[3];
  const booked = (now[2] ?? 0) - (was[2] ?? 0);
  return { facts, startedAtMs: st, difference: { nanoUsd, beyondBookedNanoUsd: nanoUsd - booked } };
}
