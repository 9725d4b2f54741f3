/**
 * One run of the chaos suite: a daemon's process, two windows and six more clients, an upstream, and a plan of troubles
 * drawn from a seed. Prints its report as one line of JSON: `node test/chaos/run.ts SEED ROUNDS`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { methods } from '../../protocol/methods.ts';
import { until } from '../daemon/lab.ts';
import { CliClient } from './cli-client.ts';
import { GatewayClient } from './gateway-client.ts';
import { judgeBooks, judgeRecount, leftBehind, readBooks } from './judge.ts';
import { drawPlan } from './plan.ts';
import type { ChaosReport } from './report.ts';
import { RpcClient } from './rpc-client.ts';
import { bringAbout, type Clients } from './troubles.ts';
import { World } from './world.ts';

const seed = Number(process.argv[2] ?? 1);
const rounds = Number(process.argv[3] ?? 1);
console.log(JSON.stringify(await run(seed, rounds)));

async function run(seed: number, rounds: number): Promise<ChaosReport> {
  const startedAtMs = performance.now();
  const world = await World.open(seed);
  try {
    const steps = await trouble(world, rounds);
    const settled = await settle(world);
    return { seed, steps, ...settled, seconds: Math.round((performance.now() - startedAtMs) / 1000) };
  } finally {
    await world.close();
  }
}

/** Gives the kinds of trouble in their order. */
async function trouble(world: World, rounds: number): Promise<string[]> {
  world.script({});
  const windows = [
    new RpcClient(world, { name: 'window-a', isWindow: true, profile: 'default' }),
    new RpcClient(world, { name: 'window-b', isWindow: true, profile: 'thrifty' }),
  ] as const;
  const others = [
    new RpcClient(world, { name: 'rpc-a', isWindow: false, profile: 'default' }),
    new RpcClient(world, { name: 'rpc-b', isWindow: false, profile: 'thrifty' }),
    new GatewayClient(world, 'gateway-a', 'default'),
    new GatewayClient(world, 'gateway-b', 'thrifty'),
    new CliClient(world, 'cli-a'),
    new CliClient(world, 'cli-b'),
  ];
  const clients: Clients = {
    windows,
    newcomer: () => new RpcClient(world, { name: 'newcomer', isWindow: false, profile: 'free' }),
    crash: () => {
      for (const client of [windows[1], ...others]) client.crash();
    },
  };
  await Promise.all(windows.map((window) => window.connected()));
  const load = Promise.all([...windows, ...others].map((client) => client.run()));
  const plan = drawPlan(world.seed, rounds);
  try {
    for (const step of plan) {
      world.script({ faults: [...step.faults] });
      await delay(step.pauseMs);
      const troubleAtMs = performance.now();
      await bringAbout(step.trouble, world, clients);
      world.look();
      if (process.env.DUALTRACK_CHAOS_VERBOSE === '1')
        console.error(
          JSON.stringify(step.trouble),
          Math.round(performance.now() - troubleAtMs),
          world.wrongs.at(-1) ?? '',
        );
    }
    world.script({});
    await delay(300);
  } finally {
    for (const client of [...windows, ...others]) client.end();
    await load.finally(() => {
      for (const client of [...windows, ...others]) if (client instanceof RpcClient) client.dispose();
    });
  }
  return plan.map(({ trouble }) => trouble.kind);
}

async function settle(world: World): Promise<Omit<ChaosReport, 'seed' | 'steps' | 'seconds'>> {
  const { lab } = world;
  await world.quiet();
  const client = await lab.join();
  await client.request(methods.configure, { settings: {} });
  const before = await readBooks(client);
  const wrongs = [...world.wrongs, ...judgeBooks(before, world)];
  await client.request(methods.stop, {});
  await until(() => lab.daemonPids().length === 0, 20_000).catch(() => {
    wrongs.push(`W5: the daemons ${lab.daemonPids().join(', ')} still run after they were asked to stop`);
  });
  wrongs.push(...leftBehind(world));
  const next = await lab.join();
  const after = await readBooks(next);
  wrongs.push(...judgeBooks(after, world).map((wrong) => `after a restart: ${wrong}`), ...judgeRecount(before, after));
  return {
    wrongs,
    calls: world.calls.length,
    rows: before.rows.length,
    unknown: before.rows.filter(({ outcome }) => outcome === 'unknown').length,
    billedNanoUsd: before.totals.billedCostNanoUsd,
    outcomes: Object.fromEntries(world.failures),
    longestOutageMs: Math.round(Math.max(0, ...world.outagesMs)),
  };
}
