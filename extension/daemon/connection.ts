/**
 * This window's connection to the daemon: opened when something needs it, opened again when it is lost.
 *
 * On every connect the daemon is told the settings and the secrets, since both live in its memory only, and the
 * overview is subscribed to. A lost connection is never given up: the language client's own policy stops after four
 * closes in three minutes, so each connection is a session of its own and the waiting between them is ours. Only where
 * a person has stopped the daemon it stays stopped, until something is asked.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type CancellationToken, EventEmitter, type LogOutputChannel } from 'vscode';
import type * as z from 'zod';
import type { AskParams, AskProgress, AskResult } from '../../protocol/ask.ts';
import type { Method } from '../../protocol/methods.ts';
import type { DaemonState } from '../../protocol/panel.ts';
import type { ClientIdentity, Overview } from '../../protocol/status.ts';
import { reconnectDelayMs } from './backoff.ts';
import type { KeyOrigins } from './key-origins.ts';
import type { LentKeys } from './lend-keys.ts';
import type { DaemonSession, DaemonStreams } from './session.ts';

export interface DaemonConnectionOptions {
  /** Finds the daemon or starts it. Rejects with a reason for people. */
  open(signal: AbortSignal): Promise<DaemonStreams>;
  readonly identity: ClientIdentity;
  settings(): Promise<Readonly<Record<string, unknown>>>;
  /** What the daemon is lent, where the configuration sends it being known. */
  keys(origins: KeyOrigins | undefined): Promise<LentKeys>;
  readonly log: LogOutputChannel;
}

type Link =
  | { readonly kind: 'none' }
  | { readonly kind: 'opening'; readonly opened: Promise<DaemonSession> }
  | { readonly kind: 'open'; readonly session: DaemonSession };

export class DaemonConnection {
  readonly #options: DaemonConnectionOptions;
  readonly #stateChanged = new EventEmitter<DaemonState>();
  readonly #overviewChanged = new EventEmitter<Overview>();
  readonly #ended = new AbortController();
  #link: Link = { kind: 'none' };
  #state: DaemonState = { state: 'stopped' };
  #overview: Overview | undefined;

  readonly onDidChangeState = this.#stateChanged.event;
  readonly onDidChangeOverview = this.#overviewChanged.event;

  constructor(options: DaemonConnectionOptions) {
    this.#options = options;
  }

  get state(): DaemonState {
    return this.#state;
  }

  /** What was last heard; `undefined` until the daemon was first reached. */
  get overview(): Overview | undefined {
    return this.#overview;
  }

  /** Somebody has stopped the daemon: what nobody asked for does not start it. */
  get isStoppedByPerson(): boolean {
    return this.#state.state === 'stopped' && this.#state.byPerson === true;
  }

  /** Resolves once the daemon is there and knows settings and secrets; rejects with the reason it is not. */
  async ready(): Promise<void> {
    await this.#session();
  }

  /** One request, its result checked. Throws the daemon's error, with data of `failureSchema` where a model was asked. */
  async request<Params extends z.ZodType, Result extends z.ZodType>(
    method: Method<Params, Result>,
    params: z.input<Params>,
    token?: CancellationToken,
  ): Promise<z.output<Result>> {
    const session = await this.#session();
    return session.request(method, params, token);
  }

  /** Asks a model; `onProgress` is called in order, for the last time before the result. */
  async ask(
    params: AskParams,
    onProgress: (progress: AskProgress) => void,
    token: CancellationToken,
  ): Promise<AskResult> {
    const session = await this.#session();
    return session.ask(params, onProgress, token);
  }

  /** Cancels a request by its id, also one of another window. */
  async cancel(requestId: string): Promise<void> {
    const session = await this.#session();
    await session.cancel(requestId);
  }

  /** Tells a connected daemon the settings; one that is not connected hears them when it is. */
  async sendSettings(): Promise<void> {
    if (this.#link.kind === 'none') return;
    const session = await this.#session();
    await session.sendSettings(await this.#options.settings());
    await this.#lend(session);
  }

  /** The same for secrets. Safe to call without a change. */
  async sendSecrets(): Promise<void> {
    if (this.#link.kind === 'none') return;
    const session = await this.#session();
    await this.#lend(session);
  }

  /** Lets the daemon finish what runs and end, for all windows, and starts a new one. */
  async restart(): Promise<void> {
    if (this.#link.kind === 'open') {
      const gone = new Promise<void>((resolve) => {
        const listener = this.onDidChangeState(({ state }) => {
          if (state === 'ready') return;
          listener.dispose();
          resolve();
        });
      });
      if (await this.#link.session.stopDaemon()) await gone;
    }
    await this.ready();
  }

  /** Leaves the daemon; it goes on for other windows. */
  async dispose(): Promise<void> {
    this.#ended.abort();
    const link = this.#link;
    this.#link = { kind: 'none' };
    if (link.kind === 'open') await link.session.leave();
    this.#stateChanged.dispose();
    this.#overviewChanged.dispose();
  }

  #session(): Promise<DaemonSession> {
    if (this.#link.kind === 'open') return Promise.resolve(this.#link.session);
    if (this.#link.kind === 'opening') return this.#link.opened;
    const opened = this.#open();
    this.#link = { kind: 'opening', opened };
    return opened;
  }

  async #open(): Promise<DaemonSession> {
    this.#setState({ state: 'starting' });
    try {
      const session = await this.#openSession();
      this.#link = { kind: 'open', session };
      this.#setState({ state: 'ready' });
      return session;
    } catch (error) {
      this.#link = { kind: 'none' };
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.log.error(`The daemon cannot be reached: ${reason}`);
      this.#setState({ state: 'failed', reason });
      throw error;
    }
  }

  async #openSession(): Promise<DaemonSession> {
    const { open, settings, identity, log } = this.#options;
    const [streams, { DaemonSession }] = await Promise.all([open(this.#ended.signal), import('./session.ts')]);
    // Another daemon counts its revisions anew.
    this.#overview = undefined;
    const session = await DaemonSession.open(streams, {
      identity,
      log,
      onOverview: (overview) => this.#hear(overview),
      onEnd: (ended) => this.#lost(ended),
    });
    try {
      await session.sendSettings(await settings());
      await this.#lend(session);
      this.#hear(await session.subscribe());
      return session;
    } catch (error) {
      await session.leave();
      throw error;
    }
  }

  /** Settings may send a key elsewhere than it was given for, which the keys' owner has to know. */
  async #lend(session: DaemonSession): Promise<void> {
    await session.sendSecrets(await this.#options.keys(await session.keyOrigins()));
  }

  #hear(overview: Overview): void {
    if (this.#overview !== undefined && overview.revision < this.#overview.revision) return;
    this.#overview = overview;
    this.#overviewChanged.fire(overview);
  }

  #lost(session: DaemonSession): void {
    if (this.#ended.signal.aborted) return;
    if (this.#link.kind !== 'open' || this.#link.session !== session) return;
    this.#link = { kind: 'none' };
    if (session.isStoppedByPerson) {
      this.#options.log.info('The daemon was stopped; it starts again when something is asked.');
      this.#setState({ state: 'stopped', byPerson: true });
      return;
    }
    this.#options.log.warn('The connection to the daemon was lost.');
    this.#setState({ state: 'starting' });
    void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await delay(reconnectDelayMs(attempt, Math.random()), undefined, { signal: this.#ended.signal });
      } catch {
        return;
      }
      try {
        await this.#session();
        return;
      } catch {
        // The reason stands in the state and in the log; the next try comes after a longer wait.
      }
    }
  }

  #setState(state: DaemonState): void {
    if (this.#ended.signal.aborted) return;
    this.#state = state;
    this.#stateChanged.fire(state);
  }
}
