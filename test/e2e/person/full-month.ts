/** A month that is full of requests, for tests of what grows with it. */
import { setImmediate } from 'node:timers/promises';
import { systemClock } from '../../../server/clock.ts';
import { openLedger } from '../../../server/ledger/ledger.ts';
import { end, intent, target } from '../../server/ledger/attempts.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** Books real attempts of the target, evenly from the start of this month until now. No daemon may run on this folder. */
export async function fillMonth(directory: string, name: string, rows: number): Promise<void> {
  const month = new Date(systemClock.epochMs());
  month.setDate(1);
  month.setHours(0, 0, 0, 0);
  const [startMs, lengthMs] = [month.getTime(), systemClock.epochMs() - month.getTime()];
  const clock = new FakeClock(month.toISOString());
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const ledger = await openLedger({ directory, clock, timeZone });
  for (let row = 0; row < rows; row += 1) {
    clock.setEpoch(startMs + Math.floor((row / rows) * lengthMs));
    const requestId = `before-${row}`;
    ledger.intend(intent(clock, requestId, { target: target(name) }));
    ledger.settle(requestId, 1, end());
    if (row % 500 === 0) await setImmediate();
  }
  await ledger.close();
}
