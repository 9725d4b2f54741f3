/**
 * Answers as read-only Markdown documents of their own scheme: one tab a conversation. They are kept in memory until the
 * window closes, and never on disk; a tab that was closed can be opened again.
 *
 * The text is untrusted. Their language is not `markdown` but one of its own with the same colours: the editor would
 * make `command:` links in Markdown run commands on a click.
 */
import {
  commands,
  type Disposable,
  EventEmitter,
  l10n,
  TabInputText,
  type TextDocumentContentProvider,
  type TextEditor,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { AskParams } from '../../protocol/ask.ts';
import { said } from '../language.ts';
import { type Answer, isRunning, lineOfQuestion, nextTurn, renderAnswer } from './answer.ts';
import { answerTitle } from './answer-title.ts';

const answerScheme = 'dualtrack-answer';
/** By this folder the editor knows the language of an answer: see `filenamePatterns` in package.json. */
const answerFolder = '/dualtrack-answers';

/** Ten updates a second read as a stream; more would only cost the editor a new text model each. */
const updateEveryMs = 100;

/** How often a closed tab can be opened again: the latest ones. */
const mostKept = 50;

/** What was asked, so that it can be asked again or gone on from. */
export type AskedRequest = Omit<AskParams, 'partialResultToken'>;

/** One answer on its way: changed by who asks, closed by the person. */
export interface OpenAnswer {
  readonly uri: Uri;
  /** As it is now. */
  readonly answer: Answer;
  readonly request: AskedRequest;
  /** Resolves when the tab is there. */
  readonly shown: Promise<void>;
  current(): Answer;
  update(change: (answer: Answer) => Answer): void;
  /** Aborted when the person stops the answer or closes its tab. */
  readonly stopped: AbortSignal;
  /** A further turn in the same document: its tab in front, its question on top. */
  goOn(answer: Answer, request: AskedRequest): OpenAnswer;
}

interface Entry {
  readonly uri: Uri;
  answer: Answer;
  request: AskedRequest;
  stop: AbortController;
  timer: NodeJS.Timeout | undefined;
  /** Whether its tab is there. */
  shown: boolean;
}

export class AnswerDocuments implements TextDocumentContentProvider, Disposable {
  readonly #changed = new EventEmitter<Uri>();
  readonly #entries = new Map<string, Entry>();
  readonly #listeners: Disposable[];
  #opened = 0;

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#listeners = [
      workspace.registerTextDocumentContentProvider(answerScheme, this),
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.length > 0) this.#dropClosed();
      }),
      window.onDidChangeVisibleTextEditors(() => this.#showHeldBack()),
    ];
  }

  /**
   * Opens a tab for an answer and gives the focus to it, so that Escape stops it and the keys scroll it. Does not wait
   * for the tab: an editor that is still starting takes seconds, in which the answer can begin.
   */
  open(answer: Answer, request: AskedRequest, column?: ViewColumn): OpenAnswer {
    this.#opened += 1;
    const path = `${answerFolder}/${this.#opened}/${answerTitle(answer.question)}`;
    const uri = Uri.from({ scheme: answerScheme, path });
    const entry: Entry = { uri, answer, request, stop: new AbortController(), timer: undefined, shown: false };
    this.#entries.set(uri.toString(), entry);
    this.#forgetOldest();
    this.#tellRunning();
    const shown = this.#show(entry, column).then(() => {});
    return this.#handle(entry, shown);
  }

  /** The conversation in the active editor, else the latest that has ended; `undefined`: there is none. */
  active(): OpenAnswer | undefined {
    const uri = window.activeTextEditor?.document.uri.toString() ?? '';
    const entry = this.#entries.get(uri) ?? [...this.#entries.values()].findLast(({ answer }) => !isRunning(answer));
    return entry === undefined ? undefined : this.#handle(entry, Promise.resolve());
  }

  /** Every conversation that is kept, newest first. */
  kept(): readonly OpenAnswer[] {
    return [...this.#entries.values()].reverse().map((entry) => this.#handle(entry, Promise.resolve()));
  }

  /** Opens the tab of a conversation again. */
  async reveal({ answer }: OpenAnswer): Promise<void> {
    const entry = [...this.#entries.values()].find((one) => one.answer === answer);
    if (entry !== undefined) await this.#show(entry);
  }

  provideTextDocumentContent(uri: Uri): string {
    const entry = this.#entries.get(uri.toString());
    if (entry !== undefined) return renderAnswer(entry.answer, said);
    return `${l10n.t('This answer is no longer kept: answers live in memory, until the window closes.')}\n`;
  }

  /** Stops the answer in the active editor, else every one that runs in this window. False: none ran. */
  stop(): boolean {
    const active = window.activeTextEditor?.document.uri.toString();
    const one = active === undefined ? undefined : this.#entries.get(active);
    const running = [...this.#entries.values()].filter(({ answer }) => isRunning(answer));
    const chosen = one !== undefined && isRunning(one.answer) ? [one] : running;
    for (const entry of chosen) entry.stop.abort();
    return chosen.length > 0;
  }

  /** The texts of the open tabs as they are shown, oldest first. */
  texts(): string[] {
    return [...this.#entries.values()].filter(({ shown }) => shown).map(({ answer }) => renderAnswer(answer, said));
  }

  dispose(): void {
    for (const entry of this.#entries.values()) {
      clearTimeout(entry.timer);
      entry.stop.abort();
    }
    for (const listener of this.#listeners) listener.dispose();
    this.#changed.dispose();
  }

  #handle(entry: Entry, shown: Promise<void>): OpenAnswer {
    const { uri, answer, request, stop } = entry;
    return {
      uri,
      answer,
      request,
      shown,
      stopped: stop.signal,
      current: () => entry.answer,
      update: (change) => this.#update(entry, change),
      goOn: (next, nextRequest) => {
        entry.answer = nextTurn(entry.answer, next);
        entry.request = nextRequest;
        entry.stop = new AbortController();
        this.#tellRunning();
        const shown = this.#show(entry).then((editor) => revealQuestion(editor, entry.answer));
        return this.#handle(entry, shown);
      },
    };
  }

  async #show(entry: Entry, column?: ViewColumn): Promise<TextEditor> {
    const { uri } = entry;
    const fromAnAnswer = window.activeTextEditor?.document.uri.scheme === answerScheme;
    const viewColumn = column ?? (fromAnAnswer ? ViewColumn.Active : ViewColumn.Beside);
    try {
      const editor = await window.showTextDocument(uri, { viewColumn, preview: false });
      entry.shown = true;
      // It may have grown since the editor asked for its text.
      this.#changed.fire(uri);
      return editor;
    } catch (error) {
      // Nobody could see or close it, so nothing may go on running for it.
      this.#entries.delete(uri.toString());
      entry.stop.abort();
      throw error;
    }
  }

  #update(entry: Entry, change: (answer: Answer) => Answer): void {
    const { uri } = entry;
    const wasRunning = isRunning(entry.answer);
    entry.answer = change(entry.answer);
    if (wasRunning && !isRunning(entry.answer)) this.#tellRunning();
    if (!entry.shown) return;
    if (!isRunning(entry.answer)) {
      clearTimeout(entry.timer);
      entry.timer = undefined;
      this.#changed.fire(uri);
      return;
    }
    entry.timer ??= setTimeout(() => {
      entry.timer = undefined;
      // Nobody looks at a running answer behind another tab: it is brought up to date when it is shown or ends.
      if (isVisible(uri)) this.#changed.fire(uri);
    }, updateEveryMs);
  }

  #showHeldBack(): void {
    for (const { document } of window.visibleTextEditors) {
      if (this.#entries.has(document.uri.toString())) this.#changed.fire(document.uri);
    }
  }

  /** A tab that moves to another group is closed and opened at once: what counts is whether one is left. */
  #dropClosed(): void {
    const open = new Set<string>();
    for (const tab of window.tabGroups.all.flatMap((group) => group.tabs)) {
      if (tab.input instanceof TabInputText) open.add(tab.input.uri.toString());
    }
    for (const [key, entry] of this.#entries) {
      if (!entry.shown || open.has(key)) continue;
      clearTimeout(entry.timer);
      entry.timer = undefined;
      entry.shown = false;
      entry.stop.abort();
    }
    this.#tellRunning();
  }

  #forgetOldest(): void {
    for (const [key, { shown, answer }] of this.#entries) {
      if (this.#entries.size <= mostKept) return;
      if (!shown && !isRunning(answer)) this.#entries.delete(key);
    }
  }

  /** Menus and the Escape key ask whether the answer in front of them runs. */
  #tellRunning(): void {
    const running = [...this.#entries].filter(([, { answer }]) => isRunning(answer)).map(([key]) => key);
    void commands.executeCommand('setContext', 'dualtrack.runningAnswers', running);
    void commands.executeCommand('setContext', 'dualtrack.answerRunning', running.length > 0);
  }
}

async function revealQuestion(editor: TextEditor, answer: Answer): Promise<void> {
  const { revealWhenThere } = await import('./reveal-line.ts');
  revealWhenThere(editor, lineOfQuestion(answer, said));
}

function isVisible(uri: Uri): boolean {
  return window.visibleTextEditors.some(({ document }) => document.uri.toString() === uri.toString());
}
