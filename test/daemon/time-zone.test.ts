/** The time zone of a daemon process: spend, month and budgets are in the same one, wherever and whenever it is set. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { DaemonConnection } from '../../client/connection.ts';
import { methods } from '../../protocol/methods.ts';
import { Lab, question, upstreamKey } from './lab.ts';

/** 25 hours apart: the date is never the same in both. */
const east = 'Pacific/Kiritimati';
const west = 'Pacific/Pago_Pago';

describe('the time zone in force', () => {
  let lab: Lab;
  let client: DaemonConnection;

  before(async () => {
    lab = await Lab.open({ configuration: { budgets: [{ name: 'day', period: 'day', limitUsd: 5 }], timeZone: east } });
    client = await join();
    await client.request(methods.ask, question());
  });
  after(() => lab.close());

  async function join(): Promise<DaemonConnection> {
    const joined = await lab.join();
    await joined.request(methods.provideSecrets, { secrets: { lab: upstreamKey } });
    return joined;
  }

  async function assertIn(timeZone: string): Promise<void> {
    const today = todayIn(timeZone);
    const spend = await client.request(methods.spend, { by: 'day' });
    assert.deepEqual(
      spend.groups.map(({ key }) => key),
      [today],
    );
    assert.equal(dateIn(timeZone, spend.month.from).slice(8), '01');
    const { budgets } = await client.request(methods.budgets, {});
    assert.match(budgets[0]?.resetsAtLocal ?? '', new RegExp(`00:00 \\(${timeZone}\\)$`));
    assert.equal(budgets[0]?.usedNanoUsd, spend.totals.billedCostNanoUsd);
    assert.ok(spend.totals.billedCostNanoUsd > 0);
    const overview = await client.request(methods.overview, {});
    assert.equal(overview.today.billedCostNanoUsd, spend.totals.billedCostNanoUsd);
  }

  const todayIn = (timeZone: string) => dateIn(timeZone, new Date().toISOString());

  it('is that of the file at a start', () => assertIn(east));

  it('is that of an editor from when its settings came, also for what was spent before', async () => {
    await client.request(methods.configure, { settings: { timeZone: west } });
    await assertIn(west);
    await client.request(methods.configure, { settings: { timeZone: 'Asia/Kolkata' } });
    await assertIn('Asia/Kolkata');
    await client.request(methods.configure, { settings: {} });
    await assertIn(east);
  });

  it('is that of the file as soon as it has been saved', async () => {
    const file = lab.paths.configurationFile ?? '';
    const configuration: unknown = JSON.parse(readFileSync(file, 'utf8'));
    assert.ok(typeof configuration === 'object');
    writeFileSync(file, JSON.stringify({ ...configuration, timeZone: west }));
    const giveUpAtMs = performance.now() + 20_000;
    while ((await client.request(methods.spend, { by: 'day' })).groups[0]?.key !== todayIn(west)) {
      assert.ok(performance.now() < giveUpAtMs, 'the file was not followed');
      await delay(50);
    }
    await assertIn(west);
  });

  it('is that of an editor after a restart, too', async () => {
    await client.request(methods.stop, {});
    client = await join();
    await client.request(methods.configure, { settings: { timeZone: east } });
    await assertIn(east);
  });
});

/** `2026-11-22`. */
function dateIn(timeZone: string, instant: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(instant));
}
