/** Reads the code to ask about from the active editor, whatever kind of document it shows. */
import { type Position, Range, type TextDocument, type Uri, workspace } from 'vscode';
import type { Code } from './prompt.ts';
import { excerptsAt } from './selection.ts';

/** A document with its cursors: what an editor has of it. */
export interface EditorCode {
  readonly document: TextDocument;
  readonly selections: readonly { readonly start: Position; readonly end: Position; readonly active: Position }[];
}

/** `undefined` when neither a selection nor the cursor's line holds anything. */
export function codeOf(editor: EditorCode): Code | undefined {
  const { document } = editor;
  const excerpts = excerptsAt(
    editor.selections.map((selection) => ({
      startLine: selection.start.line,
      endLine: selection.end.line,
      endCharacter: selection.end.character,
      text: document.getText(new Range(selection.start, selection.end)),
      lineText: document.lineAt(selection.active.line).text,
    })),
  );
  if (excerpts.length === 0) return undefined;
  return { file: nameOf(document.uri), language: document.languageId, excerpts };
}

/** The folder a document belongs to, for attribution: its own workspace folder, else the first one. */
export function workspaceOf(uri: Uri): string | undefined {
  const folder = workspace.getWorkspaceFolder(uri) ?? workspace.workspaceFolders?.[0];
  return folder?.uri.fsPath.slice(0, 1000);
}

/** The path inside the workspace; for a notebook cell the notebook's, with the cell's number as the editor counts it. */
export function nameOf(uri: Uri): string {
  for (const notebook of workspace.notebookDocuments) {
    const cell = notebook.getCells().find(({ document }) => document.uri.toString() === uri.toString());
    if (cell !== undefined) return `${nameOf(notebook.uri)} (cell ${cell.index + 1})`;
  }
  if (uri.scheme === 'untitled') return uri.path;
  const file = workspace.asRelativePath(uri);
  // A file outside the workspace is named without the folders above it, which tell more than the question needs.
  return workspace.getWorkspaceFolder(uri) === undefined ? (file.split(/[\\/]/).at(-1) ?? file) : file;
}
