/** The panel as a view: shows what the daemon tells, keeps nothing of its own, is told nothing while it is hidden. */
import { randomBytes } from 'node:crypto';
import {
  commands,
  type Disposable,
  env,
  type LogOutputChannel,
  Uri,
  type WebviewView,
  type WebviewViewProvider,
  window,
} from 'vscode';
import type { FromPanel, ToPanel } from '../../protocol/panel.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import type { ProfileChoice } from '../profile-choice.ts';
import { panelHtml } from './panel-html.ts';

export const panelViewId = 'dualtrack.panel';

export interface PanelParts {
  readonly daemon: DaemonConnection;
  readonly profile: ProfileChoice;
  readonly log: LogOutputChannel;
  readonly extensionUri: Uri;
}

export class PanelView implements WebviewViewProvider, Disposable {
  readonly #parts: PanelParts;
  readonly #registration: Disposable;
  #view: WebviewView | undefined;
  #listeners: Disposable[] = [];

  constructor(parts: PanelParts) {
    this.#parts = parts;
    this.#registration = window.registerWebviewViewProvider(panelViewId, this);
  }

  resolveWebviewView(view: WebviewView): void {
    const { daemon, profile, extensionUri } = this.#parts;
    const files = Uri.joinPath(extensionUri, 'dist');
    this.#view = view;
    view.webview.options = { enableScripts: true, localResourceRoots: [files] };
    view.webview.html = panelHtml({
      source: view.webview.cspSource,
      scriptUri: view.webview.asWebviewUri(Uri.joinPath(files, 'webview.js')).toString(),
      nonce: randomBytes(16).toString('base64'),
      locale: env.language,
    });
    this.#listeners = [
      view.webview.onDidReceiveMessage((message: unknown) => void this.#receive(message)),
      view.onDidChangeVisibility(() => this.#show()),
      daemon.onDidChangeState(() => this.#postState()),
      daemon.onDidChangeOverview(() => this.#postOverview()),
      profile.onDidChange(() => this.#postOverview()),
    ];
    view.onDidDispose(() => this.#forget());
  }

  dispose(): void {
    this.#forget();
    this.#registration.dispose();
  }

  #forget(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#listeners = [];
    this.#view = undefined;
  }

  async #receive(message: unknown): Promise<void> {
    // Loaded now: activation does without schemas.
    const { fromPanelSchema } = await import('../../protocol/panel.ts');
    const parsed = fromPanelSchema.safeParse(message);
    if (!parsed.success) {
      this.#parts.log.warn(`The panel sent a message of no known kind: ${parsed.error.message}`);
      return;
    }
    this.#act(parsed.data);
  }

  #act(message: FromPanel): void {
    switch (message.type) {
      case 'ready':
        this.#show();
        return;
      case 'connect':
        this.#connect();
        return;
      case 'cancel':
        this.#cancel(message.requestId);
        return;
      case 'switch-profile':
        void commands.executeCommand('dualtrack.switchProfile');
        return;
      case 'ask':
        void commands.executeCommand('dualtrack.ask');
        return;
    }
  }

  /** Whoever looks at the panel wants its figures: this is one of the things the daemon is started for. */
  #show(): void {
    if (this.#view?.visible !== true) return;
    this.#postState();
    this.#postOverview();
    if (this.#parts.daemon.state.state === 'stopped') this.#connect();
  }

  #connect(): void {
    // The reason for a failure stands in the state, which the panel is told.
    this.#parts.daemon.ready().catch(() => {});
  }

  #cancel(requestId: string): void {
    this.#parts.daemon.cancel(requestId).catch((error: unknown) => {
      this.#parts.log.warn(`The request could not be stopped: ${error instanceof Error ? error.message : error}`);
    });
  }

  #postState(): void {
    this.#post({ type: 'daemon', daemon: this.#parts.daemon.state });
  }

  /** The panel names the profile this window asks with, not the daemon's default. */
  #postOverview(): void {
    const { overview } = this.#parts.daemon;
    if (overview === undefined) return;
    const activeProfile = this.#parts.profile.current() ?? overview.activeProfile;
    this.#post({ type: 'overview', overview: { ...overview, activeProfile } });
  }

  #post(message: ToPanel): void {
    if (this.#view?.visible !== true) return;
    void this.#view.webview.postMessage(message);
  }
}
