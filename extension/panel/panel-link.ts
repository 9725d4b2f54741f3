/** One shown panel, be it a view or an editor tab: passes on what the daemon tells while it can be seen, and acts for it. */
import { commands, Disposable, type LogOutputChannel, type Webview } from 'vscode';
import { clientMessageIn } from '../../client/messages.ts';
import type { FromPanel, Load, ToPanel } from '../../protocol/panel.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import { said } from '../language.ts';
import type { ProfileChoice } from '../profile-choice.ts';

export interface PanelLinkParts {
  readonly daemon: DaemonConnection;
  readonly profile: ProfileChoice;
  readonly log: LogOutputChannel;
  /** Called when a person has it in view. */
  readonly onShown: () => void;
}

type BreakerAction = Extract<FromPanel, { type: 'breaker' }>['action'];

/** Requests a page: one message of some hundred kilobytes. */
const requestsAPage = 200;

export class PanelLink implements Disposable {
  readonly #parts: PanelLinkParts;
  readonly #webview: Webview;
  readonly #isVisible: () => boolean;
  readonly #listeners: Disposable;

  constructor(parts: PanelLinkParts, webview: Webview, isVisible: () => boolean) {
    this.#parts = parts;
    this.#webview = webview;
    this.#isVisible = isVisible;
    const { daemon, profile } = parts;
    this.#listeners = Disposable.from(
      webview.onDidReceiveMessage((message: unknown) => void this.#receive(message)),
      daemon.onDidChangeState(() => this.#postState()),
      daemon.onDidChangeOverview(() => this.#postOverview()),
      profile.onDidChange(() => this.#postOverview()),
    );
  }

  /** To be called when it can be seen again. Whoever looks at it wants figures: the daemon is started for that. */
  show(): void {
    if (!this.#isVisible()) return;
    this.#parts.onShown();
    this.#postState();
    this.#postOverview();
    if (this.#parts.daemon.state.state === 'stopped') this.#connect();
  }

  dispose(): void {
    this.#listeners.dispose();
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
        this.show();
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
      case 'breaker':
        void this.#actOnBreaker(message.action, message.target);
        return;
      case 'export':
        void commands.executeCommand('dualtrack.exportLedger');
        return;
      case 'set-budget':
        void commands.executeCommand('dualtrack.setBudget');
        return;
      case 'what-if':
        void commands.executeCommand('dualtrack.whatIf');
        return;
      case 'open-settings':
        void commands.executeCommand('workbench.action.openSettings', `dualtrack.${message.field}`);
        return;
      case 'load-spend':
        this.#load('spend', async (methods) => {
          const { unit, by } = message;
          return { type: 'spend', series: await this.#parts.daemon.request(methods.spendSeries, { unit, by }) };
        });
        return;
      case 'load-targets':
        this.#load('targets', async (methods) => {
          const { unit } = message;
          return { type: 'targets', series: await this.#parts.daemon.request(methods.targetSeries, { unit }) };
        });
        return;
      case 'load-decision':
        this.#load('decision', async (methods) => {
          const { requestId } = message;
          const { strategy, rule, plan, excluded } = await this.#parts.daemon.request(methods.explain, { requestId });
          return { type: 'decision', decision: { requestId, strategy, rule, plan, excluded } };
        });
        return;
      case 'load-requests':
        this.#load('requests', async (methods) => {
          const { before } = message;
          const params = { limit: requestsAPage, ...(before !== null && { before }) };
          return { type: 'requests', before, page: await this.#parts.daemon.request(methods.requests, params) };
        });
        return;
    }
  }

  /** Only from a daemon that is there: what the panel loads is asked for when an overview has come. */
  #load(what: Load, load: (methods: typeof import('../../protocol/methods.ts')['methods']) => Promise<ToPanel>): void {
    import('../../protocol/methods.ts')
      .then(({ methods }) => load(methods))
      .then(
        (loaded) => this.#post(loaded),
        (error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error);
          this.#parts.log.warn(`The panel could not be told of its ${what}: ${reason}`);
          this.#post({ type: 'not-loaded', what, reason: clientMessageIn(reason, said) });
        },
      );
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

  /** Says nothing when it is done: the panel shows the breaker's new state. */
  async #actOnBreaker(action: BreakerAction, target: string): Promise<void> {
    const { daemon, log } = this.#parts;
    const [{ methods }, { tellFailure }] = await Promise.all([
      import('../../protocol/methods.ts'),
      import('../commands/tell-failure.ts'),
    ]);
    const act = daemon.request(methods.breaker, { action, targets: [target] });
    await tellFailure(
      log,
      act.then(() => {}),
    );
  }

  #postState(): void {
    const { state } = this.#parts.daemon;
    const daemon = state.state === 'failed' ? { ...state, reason: clientMessageIn(state.reason, said) } : state;
    this.#post({ type: 'daemon', daemon });
  }

  /** The panel names the profile this window asks with, not the daemon's default. */
  #postOverview(): void {
    const { overview } = this.#parts.daemon;
    if (overview === undefined) return;
    const activeProfile = this.#parts.profile.current() ?? overview.activeProfile;
    this.#post({ type: 'overview', overview: { ...overview, activeProfile } });
  }

  #post(message: ToPanel): void {
    if (!this.#isVisible()) return;
    void this.#webview.postMessage(message);
  }
}
