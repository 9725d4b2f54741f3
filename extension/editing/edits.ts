/** The edits of this window: their diffs, the keys that decide them, and what becomes of them when a tab is closed. */
import {
  commands,
  type Disposable,
  EventEmitter,
  l10n,
  Range,
  TabInputTextDiff,
  type TextDocument,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { EditSession } from './edit-session.ts';

const editScheme = 'dualtrack-edit';

const updateEveryMs = 100;

export class Edits implements TextDocumentContentProvider, Disposable {
  readonly #changed = new EventEmitter<Uri>();
  readonly #sessions = new Map<string, EditSession>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #listeners: readonly Disposable[];
  #opened = 0;

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#listeners = [
      workspace.registerTextDocumentContentProvider(editScheme, this),
      workspace.onDidChangeTextDocument((change) => {
        for (const session of this.#sessions.values()) {
          if (session.document === change.document) session.documentChanged(change);
        }
      }),
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.length > 0) this.#dropClosed();
      }),
    ];
  }

  /** Opens the diff of an edit that is about to come; `null`: an edit of these lines is still open, and is shown. */
  async open(document: TextDocument, range: Range, title: string): Promise<EditSession | null> {
    const before = [...this.#sessions.values()].find((session) => session.document === document);
    if (before !== undefined) {
      await this.#show(before, title);
      return null;
    }
    // Loaded now: activation does without what compares lines.
    const { EditSession } = await import('./edit-session.ts');
    this.#opened += 1;
    const name = document.uri.path.split('/').at(-1) ?? '';
    const uri = Uri.from({ scheme: editScheme, path: `/${this.#opened}/${name}` });
    const session = new EditSession(document, range, uri, () => this.#changedSoon(session));
    this.#sessions.set(uri.toString(), session);
    this.#tell();
    try {
      await this.#show(session, title);
    } catch (error) {
      this.close(session);
      throw error;
    }
    return session;
  }

  /** The edit whose diff, or whose document, is in front; `undefined`: none. */
  active(): EditSession | undefined {
    const active = window.activeTextEditor?.document;
    if (active === undefined) return undefined;
    const all = [...this.#sessions.values()];
    return this.#sessions.get(active.uri.toString()) ?? all.find(({ document }) => document === active) ?? undefined;
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#sessions.get(uri.toString())?.text() ?? `${l10n.t('This edit has been decided.')}\n`;
  }

  /** The answer has ended or a decision was made: the keys ask what can be decided. */
  tellState(): void {
    this.#tell();
  }

  /** Ends an edit and closes its tab. */
  async finish(session: EditSession): Promise<void> {
    this.close(session);
    const tab = tabOf(session);
    if (tab !== undefined) await window.tabGroups.close(tab);
  }

  close(session: EditSession): void {
    const key = session.proposalUri.toString();
    session.close();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#sessions.delete(key);
    this.#tell();
  }

  dispose(): void {
    for (const session of [...this.#sessions.values()]) this.close(session);
    for (const listener of this.#listeners) listener.dispose();
    this.#changed.dispose();
  }

  async #show({ document, proposalUri, firstPosition }: EditSession, title: string): Promise<void> {
    const selection = new Range(firstPosition, firstPosition);
    await commands.executeCommand('vscode.diff', document.uri, proposalUri, title, { preview: false, selection });
  }

  #changedSoon({ proposalUri }: EditSession): void {
    const key = proposalUri.toString();
    if (this.#timers.has(key)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      this.#changed.fire(proposalUri);
    }, updateEveryMs);
    this.#timers.set(key, timer);
  }

  /** Who closes the diff wants the edit no more. */
  #dropClosed(): void {
    for (const session of [...this.#sessions.values()]) {
      if (tabOf(session) === undefined) this.close(session);
    }
  }

  #tell(): void {
    const uris = (state: EditSession['state']) =>
      [...this.#sessions.values()]
        .filter((session) => session.state === state)
        .map(({ proposalUri }) => proposalUri.toString());
    void commands.executeCommand('setContext', 'dualtrack.streamingEdits', uris('streaming'));
    void commands.executeCommand('setContext', 'dualtrack.readyEdits', uris('ready'));
  }
}

function tabOf({ proposalUri }: EditSession) {
  return window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .find(({ input }) => input instanceof TabInputTextDiff && input.modified.toString() === proposalUri.toString());
}
