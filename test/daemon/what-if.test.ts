/** What other profiles would have made of real, priced requests: asked of a daemon process over its own journal. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { DaemonConnection } from '../../client/connection.ts';
import { methods } from '../../protocol/methods.ts';
import { openLedger } from '../../server/ledger/ledger.ts';
import { end, intent, target } from '../server/ledger/attempts.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { Lab, question } from './lab.ts';

const price = (inputUsdPerMTok: number, outputUsdPerMTok: number) => ({ price: { inputUsdPerMTok, outputUsdPerMTok } });
const profiles = {
  dear: { strategy: 'priority', targets: ['claude-sonnet-4.5@relay'] },
  cheap: { strategy: 'cheapest', targets: ['*@relay'] },
};

const hourMs = 3_600_000;

/** Books an attempt of some hours ago, within this month: its end is long settled when a daemon first reads it. */
async function bookEarlier(directory: string, requestId: string): Promise<void> {
  const monthStart = new Date();
  monthStart.setDate(1);
  monthStart.setHours(0, 1, 0, 0);
  const clock = new FakeClock(new Date(Math.max(monthStart.getTime(), Date.now() - 3 * hourMs)).toISOString());
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const ledger = await openLedger({ directory, clock, timeZone });
  ledger.intend(intent(clock, requestId, { target: target('claude-sonnet-4.5@relay') }));
  ledger.settle(requestId, 1, end());
  await ledger.close();
}

describe('what a month would have cost under each profile', () => {
  let lab: Lab;
  let client: DaemonConnection;

  before(async () => {
    lab = await Lab.open({ simulator: { models: ['claude-sonnet-4.5', 'deepseek-v3.2'] } });
    await bookEarlier(lab.paths.dataDirectory, 'earlier');
    client = await lab.join();
    const models = { 'claude-sonnet-4.5': price(15, 15), 'deepseek-v3.2': price(0.42, 1.68) };
    const relay = { provider: 'openai-compatible', baseUrl: lab.simulator.url, models };
    await client.request(methods.configure, { settings: { tracks: { relay }, profiles } });
  });
  after(() => lab.close());

  const ask = () => client.request(methods.ask, question('What does this do?', { profile: 'dear' }));
  async function reports() {
    const told = await client.request(methods.whatIf, { profiles: ['dear', 'cheap'] });
    const [dear, cheap] = told.reports;
    assert.ok(dear !== undefined && cheap !== undefined);
    return { dear, cheap };
  }

  it('is told to the nano-dollar where nothing would be otherwise, and estimated elsewhere', async () => {
    const before = await reports();
    const asked = [await ask(), await ask()];
    const { dear, cheap } = await reports();
    const spent = asked.reduce((sum, { billedCostNanoUsd }) => sum + (billedCostNanoUsd ?? 0), 0);
    assert.ok(spent > 0);
    assert.equal(dear.actual.billedCostNanoUsd - before.dear.actual.billedCostNanoUsd, spent);
    assert.deepEqual(dear.whatif, dear.actual);
    assert.deepEqual([dear.measured, cheap.measured, cheap.estimated], [3, 0, 3]);
    const cheaper = asked.reduce((sum, { usage }) => {
      return sum + (usage?.inputTokens ?? 0) * 420 + (usage?.outputTokens ?? 0) * 1680;
    }, 0);
    assert.equal(cheap.whatif.billedCostNanoUsd - before.cheap.whatif.billedCostNanoUsd, cheaper);
    assert.ok(cheaper < spent / 5);
  });

  it('follows a correction of what was read long before', async () => {
    const before = await reports();
    const correction = { requestId: 'earlier', billedCostNanoUsd: 900_000_000, why: 'as billed', id: 'c1' };
    const { before: wrong } = await client.request(methods.correct, correction);
    const after = await reports();
    const difference = after.dear.actual.billedCostNanoUsd - before.dear.actual.billedCostNanoUsd;
    assert.equal(difference, 900_000_000 - (wrong.billedCostNanoUsd ?? 0));
  });
});
