/**
 * kill -9 of a daemon under load, at seeded random instants: its ledger against what the upstream billed. Twenty kills;
 * `DUALTRACK_LONG=1` makes two hundred.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { DaemonConnection } from '../../client/connection.ts';
import type { LedgerRow } from '../../protocol/books.ts';
import { methods } from '../../protocol/methods.ts';
import { seededRandom } from '../../server/sandbox/seeded.ts';
import { type BillingUpstream, type Call, startBillingUpstream } from './billing-upstream.ts';
import { kill, Lab, question, until } from './lab.ts';

const kills = process.env.DUALTRACK_LONG === '1' ? 200 : 20;
const atOnce = 12;
/** From the first call of a daemon's life on. */
const longestBeforeKillMs = 200;
const seed = 20261122;
/** Micro-dollars a thousand tokens would not come out even: what rounds wrongly shows. */
const price = { inputUsdPerMTok: 0.777001, outputUsdPerMTok: 3.123457 };
const year = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };

describe(`a daemon that is killed ${kills} times under load`, () => {
  let lab: Lab;
  let upstream: BillingUpstream;
  /** What clients were told it cost, by question. */
  const told = new Map<string, number>();
  let rows: readonly LedgerRow[] = [];
  let client: DaemonConnection;

  before(async () => {
    upstream = await startBillingUpstream(seed);
    lab = await Lab.open();
    writeFileSync(lab.paths.configurationFile, JSON.stringify(configurationFor(upstream.url)));
    const random = seededRandom(seed, 'kills');
    for (let round = 0; round < kills; round += 1) {
      const killed = new AbortController();
      const connection = await lab.join();
      const load = Promise.all(
        Array.from({ length: atOnce }, (_, index) => askOn(connection, `${round}-${index}`, killed.signal)),
      );
      const callsBefore = upstream.calls.size;
      await until(() => upstream.calls.size > callsBefore, 10_000);
      await delay(random() * longestBeforeKillMs);
      const pids = lab.daemonPids();
      assert.equal(pids.length, 1);
      for (const pid of pids) kill(pid);
      killed.abort();
      await load;
      connection.dispose();
      await until(() => lab.daemonPids().length === 0, 5000);
    }
    client = await lab.join();
    rows = await allRows(client);
  });
  after(async () => {
    await lab?.close();
    await upstream?.close();
  });

  /** Asks one question after the other until the daemon is gone. */
  async function askOn(connection: DaemonConnection, name: string, killed: AbortSignal): Promise<void> {
    for (let number = 0; !killed.aborted; number += 1) {
      const text = `${name}-${number}`;
      try {
        const result = await connection.request(
          methods.ask,
          question(text, { origin: { conversation: text }, stream: true }),
        );
        assert.equal(result.complete, true);
        told.set(text, result.billedCostNanoUsd ?? -1);
      } catch (error) {
        await delay(0);
        if (!killed.aborted) throw error;
      }
    }
  }

  const callsOf = (row: LedgerRow): readonly Call[] => upstream.calls.get(row.conversation ?? '') ?? [];

  it('L1: every attempt the upstream saw has exactly one row', (test) => {
    test.diagnostic(`${upstream.calls.size} calls, ${rows.length} rows, ${told.size} answers told`);
    assert.ok(upstream.calls.size > kills * 5, `${upstream.calls.size} calls`);
    const byQuestion = Map.groupBy(rows, ({ conversation }) => conversation ?? '');
    for (const [text, calls] of upstream.calls) {
      assert.deepEqual([calls.length, byQuestion.get(text)?.length], [1, 1], text);
    }
  });

  it('L1: a row the upstream did not see is a dangling intent of unknown cost, and so is what was under way', () => {
    const unseen = rows.filter((row) => callsOf(row).length === 0);
    for (const row of unseen) assert.equal(row.outcome, 'unknown', row.conversation ?? '');
    const unknown = rows.filter(({ outcome }) => outcome === 'unknown');
    assert.ok(unknown.length > kills, `${unknown.length} of ${rows.length} rows were under way`);
    for (const row of unknown) {
      assert.equal(row.billedCostNanoUsd, null);
      assert.equal(told.has(row.conversation ?? ''), false, `${row.conversation} was told as a success`);
    }
    assert.deepEqual(
      rows.filter(({ outcome }) => outcome !== 'unknown' && outcome !== 'success').map(({ outcome }) => outcome),
      [],
    );
  });

  it('L1: the sum equals the upstream’s to the nano-dollar for all completed ones', async () => {
    const completed = rows.filter(({ outcome }) => outcome === 'success');
    assert.ok(completed.length > kills, `${completed.length} rows are complete`);
    let billed = 0;
    for (const row of completed) {
      const [call] = callsOf(row);
      assert.ok(call?.completed, row.conversation ?? '');
      assert.equal(row.billedCostNanoUsd, costOf(call), row.conversation ?? '');
      billed += costOf(call);
    }
    const { totals } = await client.request(methods.spend, year);
    assert.equal(totals.billedCostNanoUsd, billed);
    assert.equal(totals.attempts, rows.length);
    assert.equal(totals.unknownCost, rows.length - completed.length);
  });

  it('what a client was told it cost is what its row says', () => {
    assert.ok(told.size > kills, `${told.size} answers`);
    const byQuestion = new Map(rows.map((row) => [row.conversation, row]));
    for (const [text, costNanoUsd] of told) assert.equal(byQuestion.get(text)?.billedCostNanoUsd, costNanoUsd, text);
  });

  it('L4: every line is whole and counted once', async () => {
    const report = await client.request(methods.verify, {});
    assert.deepEqual(report.findings, []);
    assert.equal(report.sound, true);
  });
});

/** Half up, once, in integers. */
function costOf({ inputTokens, outputTokens }: Call): number {
  const picoUsd = BigInt(inputTokens) * 777_001n + BigInt(outputTokens) * 3_123_457n;
  return Number((picoUsd + 500n) / 1000n);
}

async function allRows(client: DaemonConnection): Promise<readonly LedgerRow[]> {
  const rows: LedgerRow[] = [];
  let after: string | undefined;
  do {
    const page = await client.request(methods.rows, after === undefined ? {} : { after });
    rows.push(...page.rows);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return rows;
}

function configurationFor(url: string) {
  return {
    tracks: {
      relay: {
        provider: 'openai-compatible',
        baseUrl: url,
        limits: { requestsPerMinute: 1_000_000, tokensPerMinute: 1_000_000_000, concurrency: 100 },
        models: { 'gpt-4.1': { price } },
      },
    },
    profiles: {
      default: { strategy: 'priority', targets: ['gpt-4.1@relay'], maxAttempts: 1, retry: { attempts: 1 } },
    },
    localServers: { discover: false },
  };
}
