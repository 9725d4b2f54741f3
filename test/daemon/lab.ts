/** A data directory of its own with a simulated upstream, and clients of the daemon in it; leaves nothing behind. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DaemonConnection } from '../../client/connection.ts';
import { joinDaemon } from '../../client/join.ts';
import { locate, thisProcess } from '../../client/locate.ts';
import type { Paths } from '../../client/paths.ts';
import type { DaemonCommand } from '../../client/start.ts';
import type { AskParams } from '../../protocol/ask.ts';
import { textMessage } from '../../protocol/message.ts';
import type { ClientIdentity } from '../../protocol/status.ts';
import { productVersion, protocolVersion } from '../../protocol/version.ts';
import { programOf } from '../../scripts/programs.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../server/sandbox/http-simulator.ts';

export const upstreamKey = 'sk-lab-6f1c9a52e7d04b38';

export interface LabOptions {
  readonly idleMs?: number;
  /** Fields of the one profile. */
  readonly profile?: Readonly<Record<string, unknown>>;
  /** Further fields of the configuration. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** The simulated upstream; absent: it requires `upstreamKey`. */
  readonly simulator?: SimulatorOptions;
  /** What is bundled as the daemon's program, from the project's folder. */
  readonly entry?: string;
}

export class Lab {
  readonly folder: string;
  readonly paths: Paths;
  readonly simulator: Simulator;
  readonly command: DaemonCommand;
  readonly #connections: DaemonConnection[] = [];
  readonly #sockets: Socket[] = [];

  private constructor(folder: string, paths: Paths, simulator: Simulator, command: DaemonCommand) {
    this.folder = folder;
    this.paths = paths;
    this.simulator = simulator;
    this.command = command;
  }

  static async open(options: LabOptions = {}): Promise<Lab> {
    const { idleMs = 60_000, profile = {}, configuration = {}, entry = 'server/main.ts' } = options;
    const folder = mkdtempSync(join(tmpdir(), 'dualtrack-lab-'));
    const simulator = await startSimulator(options.simulator ?? { requiredKey: upstreamKey });
    const configurationFile = join(folder, 'dualtrack.json');
    writeFileSync(configurationFile, JSON.stringify({ ...configurationOf(simulator.url, profile), ...configuration }));
    const dataDirectory = join(folder, 'data');
    const paths = await locate({ dataDirectory, configurationFile }, { ...thisProcess(), environment: {} });
    const args = [await programOf(entry), '--idle-ms', String(idleMs)];
    return new Lab(folder, paths, simulator, { executable: process.execPath, args });
  }

  /** Finds, starts or joins the daemon; `changes` to who asks. */
  async join(changes: Partial<ClientIdentity> = {}, command: DaemonCommand | null = this.command) {
    const identity: ClientIdentity = {
      kind: 'test',
      name: 'lab',
      version: productVersion,
      protocolVersion,
      ...changes,
    };
    const signal = new AbortController().signal;
    const connection = await joinDaemon({ paths: this.paths, identity, spawnCommand: command, signal });
    this.#connections.push(connection);
    return connection;
  }

  /** A socket to the daemon on which nothing has been said. */
  rawSocket(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.paths.socket, () => resolve(socket));
      socket.on('error', reject);
      this.#sockets.push(socket);
    });
  }

  /** Process ids of the daemons of this data directory, whoever started them. */
  daemonPids(): readonly number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => commandLineOf(pid).includes(`--data-dir\0${this.paths.dataDirectory}\0`));
  }

  /** Makes the folders again that a test has taken away. */
  async makeFolders(): Promise<void> {
    const { dataDirectory, configurationFile } = this.paths;
    await locate({ dataDirectory, configurationFile }, { ...thisProcess(), environment: {} });
  }

  /** Text of every file in the data directory, journals and logs alike. */
  filesText(): string {
    const files = readdirSync(this.paths.dataDirectory, { recursive: true, withFileTypes: true });
    return files
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('\n');
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.dispose();
    for (const socket of this.#sockets) socket.destroy();
    for (const pid of this.daemonPids()) kill(pid);
    await until(() => this.daemonPids().length === 0, 30_000);
    await this.simulator.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A question of one line. */
export function question(text = 'What does this do?', more: Partial<AskParams> = {}): AskParams {
  return { chat: { messages: [textMessage('user', text)] }, ...more };
}

/** Waits for something that happens in another process; throws when it does not. */
export async function until(happened: () => boolean, withinMs: number): Promise<void> {
  const giveUpAtMs = performance.now() + withinMs;
  while (!happened()) {
    if (performance.now() > giveUpAtMs) throw new Error(`it did not happen within ${withinMs} ms: ${happened}`);
    await delay(5);
  }
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function configurationOf(url: string, profile: Readonly<Record<string, unknown>>) {
  const model = { price: { inputUsdPerMTok: 8, outputUsdPerMTok: 8 } };
  const track = { provider: 'openai-compatible', apiKey: { secret: 'lab' }, models: { 'gpt-4.1': model } };
  const env = { ...track, baseUrl: url, apiKey: { env: 'LAB_KEY' } };
  return {
    tracks: { relay: { ...track, baseUrl: url }, dead: { ...track, baseUrl: 'http://127.0.0.1:1/v1' }, env },
    profiles: { default: { strategy: 'priority', targets: ['gpt-4.1@relay'], ...profile } },
    localServers: { discover: false },
  };
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
