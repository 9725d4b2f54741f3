/** What the editor tests need of the editor: the extension's view of itself, documents, settings, and waiting. */
import assert from 'node:assert/strict';
import {
  ConfigurationTarget,
  commands,
  extensions,
  Selection,
  type TextDocument,
  type TextEditor,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { DualtrackApi } from '../../../extension/main.ts';

const answerScheme = 'dualtrack-answer';

export async function activated(): Promise<DualtrackApi> {
  const extension = extensions.getExtension<DualtrackApi>('dualtrack.dualtrack');
  assert.ok(extension, 'the extension is not installed');
  return extension.activate();
}

/** Looks again and again until there is something to see; fails with `what` after a while. */
export async function until<Seen>(
  what: string,
  look: () => Seen | undefined | false,
  withinMs = 10_000,
): Promise<Seen> {
  const giveUpAtMs = performance.now() + withinMs;
  for (;;) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    assert.ok(performance.now() < giveUpAtMs, `${what} did not happen within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function openSample(path = 'src/invoice.ts'): Promise<TextEditor> {
  const folder = workspace.workspaceFolders?.[0];
  assert.ok(folder, 'no folder is open');
  return window.showTextDocument(Uri.joinPath(folder.uri, path));
}

/** Selects whole lines, counted from 0, the last one without its end. */
export function selectLines(editor: TextEditor, first: number, last: number): void {
  editor.selection = new Selection(first, 0, last, editor.document.lineAt(last).text.length);
}

/** Resolves when the answer has ended, however it did. */
export async function ask(question: string): Promise<void> {
  await commands.executeCommand('dualtrack.ask', { question });
}

/** The documents of the answers whose tabs are open, oldest first. */
export function answerDocuments(): TextDocument[] {
  return workspace.textDocuments.filter(({ uri, isClosed }) => uri.scheme === answerScheme && !isClosed);
}

/** The text of the newest answer, as its document shows it. */
export function shownAnswer(): string {
  const uri = window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .map(({ input }) => (typeof input === 'object' && input !== null && 'uri' in input ? input.uri : undefined))
    .filter((uri) => uri instanceof Uri && uri.scheme === answerScheme)
    .at(-1);
  return (
    answerDocuments()
      .find((document) => document.uri.toString() === uri?.toString())
      ?.getText() ?? ''
  );
}

export async function setSetting(name: string, value: unknown, target = ConfigurationTarget.Global): Promise<void> {
  await workspace.getConfiguration('dualtrack').update(name, value, target);
}

/** Closes what a command shows and waits for, again and again until the command has ended: it may be shown only later. */
export async function closeUntilEnded(command: PromiseLike<unknown>, closing: string): Promise<void> {
  let open = true;
  const ended = () => {
    open = false;
  };
  void command.then(ended, ended);
  await until('the end of the command', () => {
    if (open) void commands.executeCommand(closing);
    return !open;
  });
  await command;
}

/** Takes back what a test opened and set. */
export async function tidyUp(): Promise<void> {
  await commands.executeCommand('workbench.action.closeAllEditors');
  await commands.executeCommand('notifications.clearAll');
  for (const name of ['tracks', 'profiles', 'codeActions']) await setSetting(name, undefined);
  await commands.executeCommand('dualtrack.switchProfile', { profile: 'sandbox-cheap' });
}
