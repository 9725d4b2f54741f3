/** The one status bar item: profile and today's spend; a click switches the profile. */
import {
  type Disposable,
  l10n,
  MarkdownString,
  StatusBarAlignment,
  type StatusBarItem,
  ThemeColor,
  window,
} from 'vscode';
import type { DaemonConnection } from '../daemon/connection.ts';
import { said } from '../language.ts';
import type { ProfileChoice } from '../profile-choice.ts';
import { statusText } from './status-text.ts';

export class StatusBar implements Disposable {
  readonly #daemon: DaemonConnection;
  readonly #profile: ProfileChoice;
  readonly #item: StatusBarItem;
  readonly #listeners: Disposable[];

  constructor(daemon: DaemonConnection, profile: ProfileChoice) {
    this.#daemon = daemon;
    this.#profile = profile;
    this.#item = window.createStatusBarItem('dualtrack.status', StatusBarAlignment.Right, 100);
    this.#item.name = 'Dualtrack';
    this.#listeners = [
      daemon.onDidChangeState(() => this.#draw()),
      daemon.onDidChangeOverview(() => this.#draw()),
      profile.onDidChange(() => this.#draw()),
    ];
    this.#draw();
    this.#item.show();
  }

  /** What it says now. */
  get text(): string {
    return this.#item.text;
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#item.dispose();
  }

  #draw(): void {
    const status = statusText(this.#daemon.state, this.#daemon.overview, this.#profile.current(), said);
    this.#item.text = status.text;
    this.#item.accessibilityInformation = { label: status.accessibilityLabel, role: 'button' };
    this.#item.tooltip = markdown(status.tooltip);
    this.#item.command = status.blocking ? 'dualtrack.restartDaemon' : 'dualtrack.switchProfile';
    this.#item.backgroundColor = status.blocking ? new ThemeColor('statusBarItem.errorBackground') : undefined;
  }
}

/** The lines are escaped: some come from settings. Only the two links below them are ours. */
function markdown(lines: readonly string[]): MarkdownString {
  const tooltip = new MarkdownString();
  tooltip.isTrusted = { enabledCommands: ['dualtrack.showPanel', 'dualtrack.showLog'] };
  for (const line of lines) tooltip.appendMarkdown(`${escaped(line)}\n\n`);
  const links = [
    `[${l10n.t('Show Spend and Latency')}](command:dualtrack.showPanel)`,
    `[${l10n.t('Show Log')}](command:dualtrack.showLog)`,
  ];
  return tooltip.appendMarkdown(links.join(' · '));
}

/** As `appendText` does, but with spaces at which a long line can be broken. */
function escaped(line: string): string {
  return line.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]()#+\-.!~<>|&$:@]/g, '\\$&');
}
