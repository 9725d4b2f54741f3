/** A client on the daemon's socket, as a window is one: it comes back whenever the daemon is gone, and asks without end. */
import { setTimeout as delay } from 'node:timers/promises';
import type { DaemonConnection } from '../../client/connection.ts';
import { DaemonLost, DaemonUnavailable, RequestFailed } from '../../client/errors.ts';
import { reconnectDelayMs } from '../../extension/daemon/backoff.ts';
import { methods } from '../../protocol/methods.ts';
import { seededRandom } from '../../server/sandbox/seeded.ts';
import { question } from '../daemon/lab.ts';
import type { World } from './world.ts';

export interface RpcClientOptions {
  readonly name: string;
  /** A window lends its key and sends its settings on every connect. */
  readonly isWindow: boolean;
  readonly profile: string;
}

export class RpcClient {
  readonly #world: World;
  readonly #options: RpcClientOptions;
  readonly #random: () => number;
  readonly #ended = new AbortController();
  #connection: DaemonConnection | null = null;
  #opening: Promise<DaemonConnection> | null = null;
  settings: Readonly<Record<string, unknown>> = {};

  constructor(world: World, options: RpcClientOptions) {
    this.#world = world;
    this.#options = options;
    this.#random = seededRandom(world.seed, options.name);
  }

  /** Asks one question after the other until it is ended. */
  async run(): Promise<void> {
    for (let number = 0; !this.#ended.signal.aborted; number += 1) {
      await this.#askOne(`${this.#options.name}-${number}`);
      await delay(10 + 40 * this.#random());
    }
  }

  end(): void {
    this.#ended.abort();
  }

  /** As its process's kill -9 ends it for the daemon: the socket closes in the middle of whatever was said. */
  crash(): void {
    this.#connection?.dispose();
  }

  dispose(): void {
    this.end();
    this.#connection?.dispose();
  }

  /** Asks once and gives the failure's kind, or `complete`. */
  async ask(text: string, profile: string, signal?: AbortSignal): Promise<string> {
    const askedAtMs = Date.now();
    const params = question(text, { origin: { conversation: text }, profile, stream: this.#random() < 0.7 });
    try {
      const connection = await this.connected();
      const result = await connection.request(methods.ask, params, { signal });
      if (!result.complete) return result.failure?.kind ?? 'incomplete without a failure';
      const { requestId, billedCostNanoUsd } = result;
      if (profile !== 'free')
        this.#world.told.push({ question: text, requestId, billedCostNanoUsd, askedAtMs, heardAtMs: Date.now() });
      return 'complete';
    } catch (error) {
      return this.#kindOf(error);
    }
  }

  /** Rejects only when it has been ended. */
  connected(): Promise<DaemonConnection> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async #askOne(text: string): Promise<void> {
    const leaving = this.#random() < 0.15 ? AbortSignal.timeout(Math.ceil(80 * this.#random())) : undefined;
    this.#world.failed(await this.ask(text, this.#options.profile, leaving));
  }

  async #open(): Promise<DaemonConnection> {
    const lostAtMs = performance.now();
    for (let attempt = 0; ; attempt += 1) {
      this.#ended.signal.throwIfAborted();
      await delay(reconnectDelayMs(attempt, this.#random()));
      const connection = await this.#tryOpen();
      if (connection === null) continue;
      if (attempt > 0 || this.#connection !== null) this.#world.outagesMs.push(performance.now() - lostAtMs);
      this.#connection = connection;
      connection.onClose(() => {
        if (this.#connection === connection) this.#opening = null;
      });
      return connection;
    }
  }

  async #tryOpen(): Promise<DaemonConnection | null> {
    const { name, isWindow } = this.#options;
    try {
      const identity = isWindow ? ({ kind: 'vscode', name: 'VS Code', window: name } as const) : { name };
      const connection = await this.#world.lab.join(identity);
      if (!isWindow) return connection;
      await connection.request(methods.configure, { settings: this.settings });
      await connection.request(methods.provideSecrets, { secrets: { upstream: this.#world.key } });
      await connection.request(methods.subscribe, { on: true });
      return connection;
    } catch (error) {
      this.#kindOf(error);
      return null;
    }
  }

  #kindOf(error: unknown): string {
    if (error instanceof RequestFailed) return error.failure.kind;
    if (error instanceof DaemonLost || error instanceof DaemonUnavailable) return error.name;
    if (this.#ended.signal.aborted || (error instanceof Error && error.name === 'TimeoutError')) return 'cancelled';
    this.#world.wrong(`${this.#options.name} was told no clear reason: ${String(error)}`);
    return 'unclear';
  }
}
