/** Books attempts without end, several under way at a time, and tells each step once the ledger has acknowledged it. */
import * as fs from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { systemClock } from '../../../server/clock.ts';
import { openLedger } from '../../../server/ledger/ledger.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { end, intent, usage } from './attempts.ts';

const [directory = '', run = ''] = process.argv.slice(2);
const clock = new FakeClock();
const ledger = await openLedger({
  directory,
  clock: { ...systemClock, epochMs: () => clock.epochMs() },
  timeZone: 'UTC',
});
// Synchronously, so that what was told before the kill has been told.
const tell = (line: string) => fs.writeSync(1, `${line}\n`);

for (let request = 0; ; request += 1) {
  const id = `${run}-${request}`;
  ledger.intend(intent(clock, id));
  tell(`intended ${id}`);
  const settling = `${run}-${request - 3}`;
  if (request >= 3) {
    const row = ledger.settle(settling, 1, end({ measuredUsage: usage(request, 7) }));
    tell(`settled ${settling} ${row.billedCostNanoUsd}`);
  }
  await setImmediate();
}
