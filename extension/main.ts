/**
 * Puts the extension together. Activation reads no file and starts nothing: the daemon is started when it is needed, and
 * what speaks to it is loaded then.
 */
import { randomUUID } from 'node:crypto';
import { type ExtensionContext, env, type LogOutputChannel, Uri, window, workspace } from 'vscode';
import type { DaemonState } from '../protocol/panel.ts';
import type { ClientIdentity } from '../protocol/status.ts';
import { productVersion, protocolVersion } from '../protocol/version.ts';
import { AnswerDocuments } from './answers/answer-documents.ts';
import { MediaDocuments } from './answers/media-documents.ts';
import { registerAskAction } from './asking/ask-action.ts';
import { BudgetWarnings } from './budgets/budget-warnings.ts';
import { registerChat } from './chat/register.ts';
import { registerCommands } from './commands/registration.ts';
import { DaemonConnection } from './daemon/connection.ts';
import { KeyLender } from './daemon/lend-keys.ts';
import { Secrets } from './daemon/secrets.ts';
import type { DaemonStreams } from './daemon/session.ts';
import { concernsDaemon } from './daemon/settings-change.ts';
import { Edits } from './editing/edits.ts';
import { learnLanguage } from './language.ts';
import { FirstRun } from './onboarding/first-run.ts';
import { WalkthroughSteps } from './onboarding/walkthrough-steps.ts';
import { registerPanelCommands } from './panel/panel-commands.ts';
import { PanelEditor } from './panel/panel-editor.ts';
import { PanelView } from './panel/panel-view.ts';
import { SettingProblems } from './problems/setting-problems.ts';
import { ProfileChoice } from './profile-choice.ts';
import { SelectionPrice } from './status/selection-price.ts';
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
  const lender = new KeyLender(secrets, log);
  const profile = new ProfileChoice(context.workspaceState);
  const identity = identityOfWindow();
  const daemon = new DaemonConnection({
    open: (signal) => openStreams(context.extensionUri, identity, log, signal),
    identity,
    settings: async () => (await import('./daemon/settings.ts')).daemonSettings(),
    keys: (origins) => lender.lend(origins),
    log,
  });
  const answers = new AnswerDocuments();
  const edits = new Edits();
  const media = new MediaDocuments();
  const statusBar = new StatusBar(daemon, profile);
  void learnLanguage();
  const warn = (error: unknown) => log.warn(error instanceof Error ? error.message : String(error));

  const walkthrough = new WalkthroughSteps({ daemon, profile, memory: context.globalState });
  const onShown = () => walkthrough.mark('panelSeen');
  const panelParts = { daemon, profile, log, onShown, extensionUri: context.extensionUri };
  const panelEditor = new PanelEditor(panelParts);

  context.subscriptions.push(
    log,
    profile,
    answers,
    edits,
    media,
    statusBar,
    new SelectionPrice({ daemon, answers, media, profile, log }),
    new SettingProblems(daemon),
    new BudgetWarnings(daemon, context.globalState),
    walkthrough,
    new FirstRun({ daemon, profile, memory: context.globalState, warn }),
    new PanelView(panelParts),
    panelEditor,
    ...registerPanelCommands({ daemon, profile, log, panelEditor }),
    registerAskAction(),
    ...registerChat({ daemon, answers, media, profile, log }, context.extensionUri),
    ...registerCommands({ daemon, answers, media, edits, profile, secrets, walkthrough, log }),
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

async function openStreams(
  extensionUri: Uri,
  identity: ClientIdentity,
  log: LogOutputChannel,
  signal: AbortSignal,
): Promise<DaemonStreams> {
  const [{ locate }, { connectStreams }] = await Promise.all([
    import('../client/locate.ts'),
    import('../client/join.ts'),
  ]);
  const paths = await locate();
  // Electron or Node, whichever runs this extension, runs the daemon.
  const args = [Uri.joinPath(extensionUri, 'dist', 'daemon.mjs').fsPath];
  const spawnCommand = { executable: process.execPath, args };
  const streams = await connectStreams({ paths, identity, spawnCommand, signal });
  log.info(`Connected to daemon ${streams.daemon.version}, process ${streams.daemon.pid}; it logs to ${paths.logFile}`);
  return streams;
}

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
