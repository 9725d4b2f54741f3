/** Brings about the troubles of a plan, checks what must hold in the middle of each, and clears them up again. */
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { methods } from '../../protocol/methods.ts';
import { kill, until } from '../daemon/lab.ts';
import type { Trouble } from './plan.ts';
import type { RpcClient } from './rpc-client.ts';
import { profileOf, thriftyLimitUsd, type World } from './world.ts';

export interface Clients {
  readonly windows: readonly [RpcClient, RpcClient];
  /** Not connected; for questions in the middle of a trouble. */
  newcomer(): RpcClient;
  /** Ends the processes and connections of all but the windows, and of one window. */
  crash(): void;
}

/** A busy machine takes its time; this is only ever waited out where something hangs. */
const backWithinMs = 30_000;
let questions = 0;

export async function bringAbout(trouble: Trouble, world: World, clients: Clients): Promise<void> {
  const { lab } = world;
  switch (trouble.kind) {
    case 'daemon-killed':
      await killDaemon(world);
      return backAgain(world, clients);
    case 'daemon-killed-twice':
      await killDaemon(world);
      await until(() => lab.daemonPids().length > 0, backWithinMs);
      await delay(trouble.againAfterMs);
      await killDaemon(world);
      return backAgain(world, clients);
    case 'clients-killed':
      return crashClients(world, clients);
    case 'clock-set':
      world.setClock(trouble.aheadMs);
      if (!trouble.killed) return;
      await delay(20);
      await killDaemon(world);
      return backAgain(world, clients);
    case 'disk-full':
      return fillDisk(trouble, world, clients);
    case 'socket-deleted':
      return deleteSocket(world, clients);
    case 'folder-read-only':
      return closeFolder(trouble, world, clients);
    case 'configuration-changed':
      return configure(trouble.variant, world, clients);
    case 'key-rotated':
      return rotateKey(world, clients);
    case 'asleep':
      return sleep(trouble, world);
  }
}

/** W2: who crashes disturbs no stream of another window. */
async function crashClients(world: World, clients: Clients): Promise<void> {
  const [window] = clients.windows;
  await window.connected();
  const answer = window.ask(`free-${++questions}`, 'free');
  await delay(30);
  clients.crash();
  const kind = await answer;
  if (kind !== 'complete') world.wrong(`W2: when other clients crashed, a window's stream ended with ${kind}`);
}

/** Every daemon there is: while one is being replaced there may be two. */
async function killDaemon(world: World): Promise<void> {
  const pids = world.lab.daemonPids();
  for (const pid of pids) kill(pid);
  await until(() => world.lab.daemonPids().every((pid) => !pids.includes(pid)), 5_000);
}

/** W1: both windows are on one daemon again. */
async function backAgain(world: World, { windows }: Clients): Promise<void> {
  const deadlineMs = performance.now() + backWithinMs;
  while (performance.now() < deadlineMs) {
    const [one, other] = await Promise.all(windows.map((window) => window.connected()));
    const pids = world.lab.daemonPids();
    if (one && other && one.daemon.instanceId === other.daemon.instanceId && pids.length === 1) return;
    await delay(50);
  }
  world.wrong(`W1: ${backWithinMs} ms after a kill, daemons ${world.lab.daemonPids().join(', ')} run`);
}

/**
 * The daemon may write no file beyond a size: the system's own limit on one process, which takes no rights to set. A
 * write that crosses it is cut short, the next one fails, as on a full disk.
 */
async function fillDisk(
  { roomBytes, forMs, killed }: Extract<Trouble, { kind: 'disk-full' }>,
  world: World,
  clients: Clients,
): Promise<void> {
  const [window] = clients.windows;
  const { daemon } = await window.connected();
  const fromMs = Date.now();
  limitFileSize(daemon.pid, String(journalBytes(world) + roomBytes));
  try {
    await delay(forMs);
    limitFileSize(daemon.pid, '0');
    await refusesPaidOnly(world, window, 'on a full disk');
    if (killed) await killDaemon(world);
  } finally {
    world.unwritable.push({ fromMs, toMs: killed ? Date.now() : fromMs });
    limitFileSize(daemon.pid, 'unlimited');
  }
  await backAgain(world, clients);
  await servesPaid(world, window, 'after a full disk');
}

/** L3: paid requests stop with a named error, free ones go on. */
async function refusesPaidOnly(world: World, window: RpcClient, when: string): Promise<void> {
  const paid = await probe(window, 'default');
  const free = await probe(window, 'free');
  if (paid !== 'ledger-unwritable') world.wrong(`L3: ${when} a paid request ended with ${paid}`);
  if (free !== 'complete') world.wrong(`L3: ${when} a free request ended with ${free}`);
}

/** Asked on a connection whose end is not noticed yet, it is asked again. */
async function probe(window: RpcClient, profile: string): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    const kind = await window.ask(`probe-${++questions}`, profile);
    if (kind !== 'DaemonLost' || tries === 20) return kind;
    await delay(50);
  }
}

/** Nothing stays refused: within a few tries a request is answered. */
async function servesPaid(world: World, window: RpcClient, when: string): Promise<void> {
  world.script({});
  let latest = '';
  for (let tries = 0; tries < 20; tries += 1) {
    latest = await probe(window, 'default');
    if (latest === 'complete') return;
    await delay(200);
  }
  world.wrong(`${when} requests still ended with ${latest}`);
}

function limitFileSize(pid: number, bytes: string): void {
  try {
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`], { stdio: 'ignore' });
  } catch {
    // The process has ended, and its limit with it.
  }
}

function journalBytes({ lab }: World): number {
  const folder = lab.paths.dataDirectory;
  const journals = readdirSync(folder).filter((name) => /^journal-.*\.jsonl$/.test(name));
  return Math.max(0, ...journals.map((name) => statSync(join(folder, name)).size));
}

/** A cleaner of temporary folders took the name: those connected go on, and newcomers find a daemon, without a manual step. */
async function deleteSocket(world: World, clients: Clients): Promise<void> {
  rmSync(world.lab.paths.socket, { force: true });
  const newcomer = clients.newcomer();
  const startedAtMs = performance.now();
  try {
    const kind = await probe(newcomer, 'free');
    if (kind !== 'complete') world.wrong(`W3: after the socket was deleted a newcomer was told ${kind}`);
    const tookMs = performance.now() - startedAtMs;
    if (tookMs > backWithinMs / 2) world.wrong(`W3: after the socket was deleted a newcomer waited ${tookMs} ms`);
    world.outagesMs.push(tookMs);
  } finally {
    newcomer.dispose();
  }
  await backAgain(world, clients);
}

async function closeFolder(
  { forMs, killed, socketsToo }: Extract<Trouble, { kind: 'folder-read-only' }>,
  world: World,
  clients: Clients,
): Promise<void> {
  const { dataDirectory, socket } = world.lab.paths;
  const folders = socketsToo ? [dataDirectory, dirname(socket)] : [dataDirectory];
  for (const folder of folders) chmodSync(folder, 0o500);
  try {
    await delay(forMs);
    if (killed) {
      await killDaemon(world);
      if (!socketsToo) await refusesPaidOnly(world, clients.windows[0], 'in a read-only folder');
      else await delay(forMs);
    }
  } finally {
    for (const folder of folders) chmodSync(folder, 0o700);
  }
  await backAgain(world, clients);
  await servesPaid(world, clients.windows[0], 'in a folder that can be written again');
}

const settings: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { activeProfile: 'thrifty' },
  { profiles: { default: profileOf('gpt-4.1@spare', 'gpt-4.1@relay') } },
  { tracks: { relay: { limits: { requestsPerMinute: -5 } } }, timeZone: 'Nowhere/Land' },
  {
    budgets: [
      { name: 'week', period: 'week', limitUsd: 900, hard: true },
      { name: 'all', period: 'total', limitUsd: 1_000, hard: true },
      { name: 'thrifty', period: 'total', limitUsd: thriftyLimitUsd, hard: true, scope: { profile: 'thrifty' } },
    ],
  },
];

/** By an editor's settings while requests run, and in the file, which the next daemon reads. */
async function configure(variant: number, world: World, clients: Clients): Promise<void> {
  const window = clients.windows[variant % 2 === 0 ? 0 : 1];
  const chosen = settings[variant] ?? {};
  for (const one of clients.windows) one.settings = chosen;
  world.writeConfiguration(variant === 2 ? { activeProfile: 'thrifty' } : {});
  const { problems } = await (await window.connected()).request(methods.configure, { settings: chosen });
  if (variant === 3 && problems.length === 0) world.wrong('a wrong setting was taken without a word');
}

/** W8: a key changed in window A is used by window B's next request. */
async function rotateKey(world: World, clients: Clients): Promise<void> {
  const [one, other] = clients.windows;
  const key = `sk-chaos-${++questions}`;
  world.key = key;
  await (await one.connected()).request(methods.provideSecrets, { secrets: { upstream: key } });
  const text = `probe-${++questions}`;
  await other.ask(text, 'default');
  const used = world.calls.filter(({ question }) => question === text).map((call) => call.key);
  if (used.some((each) => each !== key)) world.wrong(`W8: window B's next request went with an older key`);
  await (await other.connected()).request(methods.provideSecrets, { secrets: { upstream: key } });
}

/** The machine sleeps: the process stands still and finds another time when it goes on. */
async function sleep({ forMs, aheadMs }: Extract<Trouble, { kind: 'asleep' }>, world: World): Promise<void> {
  const pids = world.lab.daemonPids();
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    await delay(forMs);
    world.setClock(world.aheadMs + aheadMs);
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
}
