/** The sums the ledger is asked for: of today and this month from the hours at hand, of any range and scope by reading. */
import { noTotals, type Totals } from '../../protocol/spend.ts';
import type { Clock } from '../clock.ts';
import type { Accounts } from './accounts.ts';
import { nextMonth, utcMonthStart } from './calendar.ts';
import { readCounted } from './counted.ts';
import type { Journal } from './journal.ts';
import type { Ledger } from './port.ts';
import type { RangeSources } from './range.ts';
import { addTotals, wholeKey } from './rollups.ts';
import { readSpend } from './spend.ts';
import type { Zones } from './zones.ts';

export interface SumsOptions {
  readonly clock: Clock;
  readonly journal: Pick<Journal, 'segments'>;
  readonly zones: Pick<Zones, 'settled'>;
  readonly sources: () => RangeSources;
  /** The accounts, with hours from this instant on where they can be had. */
  readonly accountsFrom: (fromMs: number) => Accounts;
}

export function createSums(options: SumsOptions): Pick<Ledger, 'spend' | 'counted' | 'today' | 'month'> {
  const { clock, journal, zones, sources, accountsFrom } = options;

  /** Of whole hours that are kept, which reach back a month. */
  const totalsOf = (fromMs: number, toMs: number): Totals => {
    const totals: Totals = { ...noTotals };
    for (const hour of accountsFrom(fromMs).hours.values()) {
      if (hour.startMs < fromMs || hour.startMs >= toMs) continue;
      const cell = hour.cells.all.get(wholeKey);
      if (cell !== undefined) addTotals(totals, cell);
    }
    return totals;
  };

  return {
    async spend(params) {
      await zones.settled();
      return readSpend(params, clock.epochMs(), sources());
    },
    counted(scope, fromMs, toMs) {
      const segments = journal.segments().map(({ month }) => month);
      const range = { fromMs: fromMs ?? startOf(segments[0], clock.epochMs()), toMs: toMs ?? latestMs };
      return readCounted(scope, range, sources(), segments);
    },
    today() {
      const today = sources().accounts.calendar.dayOf(clock.epochMs());
      return totalsOf(today.startMs, today.endMs);
    },
    month() {
      const { calendar } = sources().accounts;
      const month = calendar.monthOf(clock.epochMs());
      const startMs = calendar.monthStart(month);
      const endMs = calendar.monthStart(nextMonth(month));
      return { startMs, endMs, totals: totalsOf(startMs, endMs) };
    },
  };
}

/** The last instant a Date can hold. */
const latestMs = 8.64e15;

/** The start of the first segment; without one there is nothing before now. */
function startOf(segment: string | undefined, nowMs: number): number {
  return segment === undefined ? nowMs : utcMonthStart(segment);
}
