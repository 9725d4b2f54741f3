/** “Ask a First Question”: about the selected code, or about a few lines that are brought along. */
import { commands, l10n, type TextEditor, window, workspace } from 'vscode';
import * as z from 'zod';

const argumentsSchema = z.object({ model: z.string().optional() }).catch({});

export async function firstQuestion(given: unknown): Promise<void> {
  const { model } = argumentsSchema.parse(given);
  if (!hasSelection(window.activeTextEditor)) await openSample();
  const question = l10n.t('What does this code do, and what happens with an empty list?');
  await commands.executeCommand('dualtrack.ask', { question, ...(model !== undefined && { model }) });
}

function hasSelection(editor: TextEditor | undefined): boolean {
  return editor?.selection.isEmpty === false && /^(file|untitled|vscode-remote)$/.test(editor.document.uri.scheme);
}

async function openSample(): Promise<void> {
  const document = await workspace.openTextDocument({ language: 'typescript', content: sample });
  await window.showTextDocument(document);
  await commands.executeCommand('editor.action.selectAll');
}

const sample = `export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
`;
