/**
 * This window's connection to the daemon: opened when something needs it, opened again when it is lost.
 *
 * On every connect the daemon is told the settings and the secrets, since both live in its memory only, and the
 * overview is subscribed to. A lost connection is never given up: the language client's own policy stops after four
 * closes in three minutes, so each connection is a client of its own and the waiting between them is ours.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type CancellationToken, EventEmitter, type LogOutputChannel } from 'vscode';
import { type LanguageClient, ProgressType } from 'vscode-languageclient/node';
import type { z } from 'zod';
import { type AskParams, type AskProgress, type AskResult, askProgressSchema } from '../../protocol/ask.ts';
import { type Method, methods, notices } from '../../protocol/methods.ts';
import type { DaemonState } from '../../protocol/panel.ts';
import type { ClientIdentity, Overview } from '../../protocol/status.ts';
import { reconnectDelayMs } from './backoff.ts';
import { type DaemonStreams, startClient } from './language-client.ts';

export interface DaemonConnectionOptions {
  /** Finds the daemon or starts it. Rejects with a reason for people. */
  open(signal: AbortSignal): Promise<DaemonStreams>;
  readonly identity: ClientIdentity;
  settings(): Readonly<Record<string, unknown>>;
  secrets(): Promise<Readonly<Record<string, string>>>;
  readonly log: LogOutputChannel;
}

type Link =
  | { readonly kind: 'none' }
  | { readonly kind: 'opening'; readonly opened: Promise<LanguageClient> }
  | { readonly kind: 'open'; readonly client: LanguageClient };

export class DaemonConnection {
  readonly #options: DaemonConnectionOptions;
  readonly #stateChanged = new EventEmitter<DaemonState>();
  readonly #overviewChanged = new EventEmitter<Overview>();
  readonly #ended = new AbortController();
  #link: Link = { kind: 'none' };
  #state: DaemonState = { state: 'stopped' };
  #overview: Overview | undefined;
  #asked = 0;

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

  /** Resolves once the daemon is there and knows settings and secrets; rejects with the reason it is not. */
  async ready(): Promise<void> {
    await this.#client();
  }

  /** One request, its result checked. Throws `ResponseError`; with data of `failureSchema` where a model was asked. */
  async request<Params extends z.ZodType, Result extends z.ZodType>(
    method: Method<Params, Result>,
    params: z.input<Params>,
    token?: CancellationToken,
  ): Promise<z.output<Result>> {
    return this.#send(await this.#client(), method, params, token);
  }

  /** Asks a model; `onProgress` is called in order, for the last time before the result. */
  async ask(
    params: AskParams,
    onProgress: (progress: AskProgress) => void,
    token: CancellationToken,
  ): Promise<AskResult> {
    const client = await this.#client();
    this.#asked += 1;
    const partialResultToken = `ask-${this.#asked}`;
    const listener = client.onProgress(new ProgressType<unknown>(), partialResultToken, (value) =>
      onProgress(askProgressSchema.parse(value)),
    );
    try {
      return await this.#send(client, methods.ask, { ...params, partialResultToken }, token);
    } finally {
      listener.dispose();
    }
  }

  /** Tells a connected daemon the settings; one that is not connected hears them when it is. */
  async sendSettings(): Promise<void> {
    if (this.#link.kind !== 'none') await this.#configure(await this.#client());
  }

  /** The same for secrets. Safe to call without a change. */
  async sendSecrets(): Promise<void> {
    if (this.#link.kind !== 'none') await this.#provideSecrets(await this.#client());
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
      const { stopping } = await this.#send(this.#link.client, methods.stop, {});
      if (stopping) await gone;
    }
    await this.ready();
  }

  /** Leaves the daemon; it goes on for other windows. */
  async dispose(): Promise<void> {
    this.#ended.abort();
    const link = this.#link;
    this.#link = { kind: 'none' };
    // The window is closing: a daemon that no longer answers is no reason to hold it up.
    if (link.kind === 'open') await link.client.stop(1000).catch(() => {});
    this.#stateChanged.dispose();
    this.#overviewChanged.dispose();
  }

  #client(): Promise<LanguageClient> {
    if (this.#link.kind === 'open') return Promise.resolve(this.#link.client);
    if (this.#link.kind === 'opening') return this.#link.opened;
    const opened = this.#open();
    this.#link = { kind: 'opening', opened };
    return opened;
  }

  async #open(): Promise<LanguageClient> {
    this.#setState({ state: 'starting' });
    try {
      const streams = await this.#options.open(this.#ended.signal);
      const client = await startClient(streams, this.#options, {
        notice: notices.overviewChanged,
        heard: (overview) => this.#hear(overview),
        stopped: (stopped) => this.#lost(stopped),
      });
      await this.#greet(client);
      this.#link = { kind: 'open', client };
      this.#setState({ state: 'ready' });
      return client;
    } catch (error) {
      this.#link = { kind: 'none' };
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.log.error(`The daemon cannot be reached: ${reason}`);
      this.#setState({ state: 'failed', reason });
      throw error;
    }
  }

  async #greet(client: LanguageClient): Promise<void> {
    await this.#configure(client);
    await this.#provideSecrets(client);
    await this.#send(client, methods.subscribe, { on: true });
    // Another daemon counts its revisions anew.
    this.#overview = undefined;
    this.#hear(await this.#send(client, methods.overview, {}));
  }

  async #configure(client: LanguageClient): Promise<void> {
    const { problems } = await this.#send(client, methods.configure, { settings: this.#options.settings() });
    for (const problem of problems) this.#options.log.warn(problem.message);
  }

  async #provideSecrets(client: LanguageClient): Promise<void> {
    await this.#send(client, methods.provideSecrets, { secrets: await this.#options.secrets() });
  }

  async #send<Params extends z.ZodType, Result extends z.ZodType>(
    client: LanguageClient,
    method: Method<Params, Result>,
    params: z.input<Params>,
    token?: CancellationToken,
  ): Promise<z.output<Result>> {
    const result: unknown = await (token === undefined
      ? client.sendRequest(method.name, params)
      : client.sendRequest(method.name, params, token));
    return method.result.parse(result);
  }

  #hear(overview: Overview): void {
    if (this.#overview !== undefined && overview.revision < this.#overview.revision) return;
    this.#overview = overview;
    this.#overviewChanged.fire(overview);
  }

  #lost(client: LanguageClient): void {
    if (this.#ended.signal.aborted) return;
    if (this.#link.kind !== 'open' || this.#link.client !== client) return;
    this.#link = { kind: 'none' };
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
        await this.#client();
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
