/** Makes one language client for one connection to the daemon: it never restarts by itself and never writes down messages. */
import type { LogOutputChannel } from 'vscode';
import { CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn, State } from 'vscode-languageclient/node';
import type { z } from 'zod';
import type { Notice } from '../../protocol/methods.ts';
import type { ClientIdentity } from '../../protocol/status.ts';
import { quietChannel } from './quiet-channel.ts';

/** The daemon's socket, as the language client takes it. */
export interface DaemonStreams {
  readonly reader: NodeJS.ReadableStream;
  readonly writer: NodeJS.WritableStream;
}

export interface ClientListeners<Params extends z.ZodType> {
  readonly notice: Notice<Params>;
  heard(params: z.output<Params>): void;
  /** Called when the connection has ended, whoever ended it. */
  stopped(client: LanguageClient): void;
}

/** Resolves once the daemon has answered `initialize`; otherwise ends the streams and rejects. */
export async function startClient<Params extends z.ZodType>(
  streams: DaemonStreams,
  { identity, log }: { readonly identity: ClientIdentity; readonly log: LogOutputChannel },
  { notice, heard, stopped }: ClientListeners<Params>,
): Promise<LanguageClient> {
  const client = new LanguageClient('dualtrackDaemon', 'Dualtrack', async () => ({ ...streams, detached: true }), {
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
  client.onNotification(notice.name, (params: unknown) => heard(notice.params.parse(params)));
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Stopped) stopped(client);
  });
  try {
    await client.start();
    return client;
  } catch (error) {
    streams.writer.end();
    throw error;
  }
}
