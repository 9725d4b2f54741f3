/** Attempts under way when the clock jumps by months and the daemon is killed: none is lost, and every line has its end. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FakeClock } from '../../support/fake-clock.ts';
import { end, intent, type Opened, open } from './attempts.ts';

const monthsMs = 150 * 86_400_000;

/** Opened again on the same files, as after kill -9. */
const again = ({ clock, files }: Opened) => open({ clock, files });

const jump = ({ clock }: Opened, byMs: number) => clock.setEpoch(clock.epochMs() + byMs);

async function assertSound({ ledger }: Opened, unknown: readonly string[]): Promise<void> {
  const report = await ledger.books.verify();
  assert.deepEqual(report.findings, []);
  const { rows } = await ledger.books.rows({ limit: 500 });
  const found = rows.filter(({ outcome }) => outcome === 'unknown').map(({ requestId }) => requestId);
  assert.deepEqual(found, unknown);
}

describe('L1: attempts under way when the daemon is killed', () => {
  it('are booked as unknown though the clock jumped by months before, without a snapshot', async () => {
    const first = await open({ clock: new FakeClock() });
    first.ledger.intend(intent(first.clock, 'under-way'));
    jump(first, monthsMs);
    first.ledger.intend(intent(first.clock, 'later'));
    first.ledger.settle('later', 1, end());
    await assertSound(await again(first), ['under-way']);
  });

  it('are booked as unknown though a snapshot was written in a later month before', async () => {
    const first = await open({ clock: new FakeClock() });
    jump(first, monthsMs);
    first.ledger.intend(intent(first.clock, 'counted'));
    first.ledger.settle('counted', 1, end());
    await first.ledger.close();
    const second = await again(first);
    jump(second, -monthsMs);
    second.ledger.intend(intent(second.clock, 'under-way'));
    jump(second, monthsMs);
    await assertSound(await again(second), ['under-way']);
  });

  it('are booked as unknown in an old segment that the snapshot knows of and never read', async () => {
    const first = await open({ clock: new FakeClock() });
    first.ledger.intend(intent(first.clock, 'old'));
    first.ledger.settle('old', 1, end());
    jump(first, monthsMs);
    first.ledger.intend(intent(first.clock, 'counted'));
    first.ledger.settle('counted', 1, end());
    await first.ledger.close();
    first.files.remove('/data/ledger.json');
    const second = await again(first);
    await second.ledger.close();
    const third = await again(second);
    jump(third, -monthsMs);
    third.ledger.intend(intent(third.clock, 'under-way'));
    jump(third, monthsMs);
    await assertSound(await again(third), ['under-way']);
  });
});
