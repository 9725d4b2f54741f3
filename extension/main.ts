/** Puts the extension together. Activation reads no file and starts nothing: the daemon is started when it is needed. */
import { randomUUID } from 'node:crypto';
import { type ExtensionContext, env, Uri, window, workspace } from 'vscode';
import { connectStreams } from '../client/join.ts';
import { locate } from '../client/locate.ts';
import type { DaemonState } from '../protocol/panel.ts';
import type { ClientIdentity } from '../protocol/status.ts';
import { productVersion, protocolVersion } from '../protocol/version.ts';
import { AnswerDocuments } from './answers/answer-documents.ts';
import { registerAskAction } from './asking/ask-action.ts';
import { registerAskCommands } from './commands/ask-commands.ts';
import { registerHousekeepingCommands } from './commands/housekeeping-commands.ts';
import { offerRemedies } from './commands/remedies.ts';
import { DaemonConnection } from './daemon/connection.ts';
import { Secrets } from './daemon/secrets.ts';
import { concernsDaemon, daemonSettings } from './daemon/settings.ts';
import { PanelView } from './panel/panel-view.ts';
import { ProfileChoice } from './profile-choice.ts';
import { StatusBar } from './status/status-bar.ts';

/** What `activate` returns, for the editor suite: it only looks, it changes nothing. */
export interface DualtrackApi {
  statusText(): string;
  daemonState(): DaemonState;
  /** Texts of the answers whose tabs are open, oldest first. */
  answers(): readonly string[];
  profile(): string | undefined;
}

export function activate(context: ExtensionContext): DualtrackApi {
  const log = window.createOutputChannel('Dualtrack', { log: true });
  const secrets = new Secrets(context.secrets);
  const profile = new ProfileChoice(context.workspaceState);
  const identity = identityOfWindow();
  const spawnCommand = {
    executable: process.execPath,
    args: [Uri.joinPath(context.extensionUri, 'dist', 'daemon.mjs').fsPath],
  };
  const daemon = new DaemonConnection({
    open: async (signal) => {
      const paths = await locate();
      const streams = await connectStreams({ paths, identity, spawnCommand, signal });
      log.info(
        `Connected to daemon ${streams.daemon.version}, process ${streams.daemon.pid}; it logs to ${paths.logFile}`,
      );
      return streams;
    },
    identity,
    settings: daemonSettings,
    secrets: () => secrets.all(),
    log,
  });
  const answers = new AnswerDocuments();
  const statusBar = new StatusBar(daemon, profile);
  const warn = (error: unknown) => log.warn(error instanceof Error ? error.message : String(error));

  context.subscriptions.push(
    log,
    profile,
    answers,
    statusBar,
    new PanelView({ daemon, profile, log, extensionUri: context.extensionUri }),
    registerAskAction(),
    ...registerAskCommands({
      daemon,
      answers,
      profile,
      log,
      offerRemedies: (kind, message, again) => void offerRemedies(kind, message, again),
    }),
    ...registerHousekeepingCommands({ daemon, profile, secrets, log }),
    workspace.onDidChangeConfiguration((change) => {
      if (concernsDaemon(change)) daemon.sendSettings().catch(warn);
    }),
    // May come twice or without a change: all secrets are read again and sent as a whole.
    context.secrets.onDidChange(() => void daemon.sendSecrets().catch(warn)),
  );
  leave = () => daemon.dispose();

  return {
    statusText: () => statusBar.text,
    daemonState: () => daemon.state,
    answers: () => answers.texts(),
    profile: () => profile.current(),
  };
}

/** Waited for by the editor, so that the daemon hears the farewell and does not count a crash. */
export async function deactivate(): Promise<void> {
  await leave?.();
}

let leave: (() => Promise<void>) | undefined;

function identityOfWindow(): ClientIdentity {
  const workspaceFolder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  return {
    kind: 'vscode',
    name: env.appName.slice(0, 100),
    version: productVersion,
    protocolVersion,
    window: randomUUID(),
    ...(workspaceFolder !== undefined && { workspace: workspaceFolder.slice(0, 1000) }),
    locale: env.language,
  };
}
