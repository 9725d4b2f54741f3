/**
 * One open connection to the daemon: a language client that never restarts by itself and never writes down messages,
 * and everything that is said over it. Loaded when the first one is opened, because the language client takes time.
 */
import type { CancellationToken, LogOutputChannel } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  ErrorCodes,
  LanguageClient,
  ProgressType,
  ResponseError,
  RevealOutputChannelOn,
  State,
} from 'vscode-languageclient/node';
import type * as z from 'zod';
import { type AskParams, type AskProgress, type AskResult, askProgressSchema } from '../../protocol/ask.ts';
import { type Method, methods, notices } from '../../protocol/methods.ts';
import type { ClientIdentity, Overview } from '../../protocol/status.ts';
import { said } from '../language.ts';
import { errorInWords, overviewInWords, resultInWords } from './in-words.ts';
import type { KeyOrigins } from './key-origins.ts';
import type { LentKeys } from './lend-keys.ts';
import { quietChannel } from './quiet-channel.ts';

/** The daemon's socket, as the language client takes it. */
export interface DaemonStreams {
  readonly reader: NodeJS.ReadableStream;
  readonly writer: NodeJS.WritableStream;
}

export interface SessionOptions {
  readonly identity: ClientIdentity;
  readonly log: LogOutputChannel;
  onOverview(overview: Overview): void;
  /** Called when the connection has ended, whoever ended it. */
  onEnd(session: DaemonSession): void;
}

export class DaemonSession {
  readonly #client: LanguageClient;
  readonly #log: LogOutputChannel;
  #asked = 0;
  #isStoppedByPerson = false;

  private constructor(client: LanguageClient, log: LogOutputChannel) {
    this.#client = client;
    this.#log = log;
  }

  /** Resolves once the daemon has answered `initialize`; otherwise ends the streams and rejects. */
  static async open(streams: DaemonStreams, options: SessionOptions): Promise<DaemonSession> {
    const client = makeClient(streams, options);
    const session = new DaemonSession(client, options.log);
    const { overviewChanged } = notices;
    client.onNotification(overviewChanged.name, (params: unknown) =>
      options.onOverview(overviewInWords(overviewChanged.params.parse(params), said)),
    );
    client.onNotification(notices.stopped.name, () => {
      session.#isStoppedByPerson = true;
    });
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Stopped) options.onEnd(session);
    });
    try {
      await client.start();
      return session;
    } catch (error) {
      streams.writer.end();
      throw error;
    }
  }

  /** Somebody, in a terminal or elsewhere, has told the daemon to end. */
  get isStoppedByPerson(): boolean {
    return this.#isStoppedByPerson;
  }

  async request<Params extends z.ZodType, Result extends z.ZodType>(
    method: Method<Params, Result>,
    params: z.input<Params>,
    token?: CancellationToken,
  ): Promise<z.output<Result>> {
    try {
      const result: unknown = await (token === undefined
        ? this.#client.sendRequest(method.name, params)
        : this.#client.sendRequest(method.name, params, token));
      return method.result.parse(result);
    } catch (error) {
      throw error instanceof ResponseError ? errorInWords(error, said) : error;
    }
  }

  async ask(
    params: AskParams,
    onProgress: (progress: AskProgress) => void,
    token: CancellationToken,
  ): Promise<AskResult> {
    this.#asked += 1;
    const partialResultToken = `ask-${this.#asked}`;
    const listener = this.#client.onProgress(new ProgressType<unknown>(), partialResultToken, (value) =>
      onProgress(askProgressSchema.parse(value)),
    );
    try {
      return resultInWords(await this.request(methods.ask, { ...params, partialResultToken }, token), said);
    } finally {
      listener.dispose();
    }
  }

  async sendSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
    const { problems } = await this.request(methods.configure, { settings });
    for (const problem of problems) this.#log.warn(problem.message);
  }

  /** Where the configuration sends each key; `undefined`: an older daemon does not tell. */
  async keyOrigins(): Promise<KeyOrigins | undefined> {
    try {
      return (await this.request(methods.keyOrigins, {})).origins;
    } catch (error) {
      if (error instanceof ResponseError && error.code === ErrorCodes.MethodNotFound) return undefined;
      throw error;
    }
  }

  async sendSecrets(lent: LentKeys): Promise<void> {
    await this.request(methods.provideSecrets, lent);
  }

  /** From here on the overview is told whenever it changes; the answer is how it stands now. */
  async subscribe(): Promise<Overview> {
    await this.request(methods.subscribe, { on: true });
    return overviewInWords(await this.request(methods.overview, {}), said);
  }

  async cancel(requestId: string): Promise<void> {
    await this.request(methods.cancel, { requestId });
  }

  /** Lets the daemon finish what runs and end, so that another can be started. False: it refused. */
  async stopDaemon(): Promise<boolean> {
    const { stopping } = await this.request(methods.stop, { comesBack: true });
    return stopping;
  }

  /** Says farewell; the daemon goes on for other windows. */
  async leave(): Promise<void> {
    // The window is closing: a daemon that no longer answers is no reason to hold it up.
    await this.#client.stop(1000).catch(() => {});
  }
}

function makeClient(streams: DaemonStreams, { identity, log }: SessionOptions): LanguageClient {
  return new LanguageClient('dualtrackDaemon', 'Dualtrack', async () => ({ ...streams, detached: true }), {
    // Empty: no document leaves the editor unless somebody asks about it.
    documentSelector: [],
    outputChannel: log,
    traceOutputChannel: quietChannel(),
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: identity,
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      // The connection's owner opens the next one: the client's own policy gives up after a few closes.
      closed: () => ({ action: CloseAction.DoNotRestart, handled: true }),
    },
  });
}
