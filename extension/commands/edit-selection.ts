/** “Edit Selection…”: the model's edit comes as a diff; the person takes it or drops it, as a whole or block by block. */
import { CancellationTokenSource, env, l10n, ProgressLocation, Range, type TextEditor, window } from 'vscode';
import * as z from 'zod';
import type { AskProgress } from '../../protocol/ask.ts';
import { costLine } from '../answers/cost-line.ts';
import { requestOf } from '../asking/ask.ts';
import type { AskingParts } from '../asking/asking-parts.ts';
import { confirmSending } from '../asking/confirm-sending.ts';
import { codeOf } from '../asking/editor-code.ts';
import { mayBeSent } from '../asking/exclusion-rules.ts';
import { endedBy } from '../asking/failure-of.ts';
import { offerRemedies } from '../asking/remedies.ts';
import { buildEditPrompt } from '../editing/edit-prompt.ts';
import type { EditSession } from '../editing/edit-session.ts';
import type { Edits } from '../editing/edits.ts';
import { lastLineOf } from '../editing/followed-end.ts';
import { said } from '../language.ts';

export interface EditingParts extends AskingParts {
  readonly edits: Edits;
}

const argumentsSchema = z.object({ instruction: z.string().optional(), model: z.string().optional() }).catch({});

export async function editSelection(parts: EditingParts, given: unknown): Promise<void> {
  const editor = window.activeTextEditor;
  const range = editor === undefined ? undefined : rangeToEdit(editor);
  if (editor === undefined || range === undefined) return;
  if (!(await mayBeSent(editor.document.uri))) return;
  const { instruction = await instructionFromPerson(), model } = argumentsSchema.parse(given);
  if (instruction === undefined || instruction.trim() === '') return;
  await edit(parts, editor, range, { instruction, model });
}

interface Wanted {
  readonly instruction: string;
  readonly model: string | undefined;
  readonly allowOverBudget?: boolean;
}

async function edit(parts: EditingParts, editor: TextEditor, range: Range, wanted: Wanted): Promise<void> {
  const { document } = editor;
  const code = codeOf({ document, selections: [{ start: range.start, end: range.end, active: range.end }] });
  if (code === undefined) return;
  const surroundings = surroundingsOf(editor, range);
  const chat = await confirmSending(buildEditPrompt(wanted.instruction, code, surroundings));
  if (chat === undefined) return;
  const title = l10n.t('{0}: edit by Dualtrack', code.file);
  const session = await parts.edits.open(document, range, title);
  if (session === null) return;
  const { model, allowOverBudget } = wanted;
  const request = { ...requestOf(editor, { command: 'edit', model, profile: undefined }), chat };
  const again = (how: { overBudget: boolean }) =>
    edit(parts, editor, range, { ...wanted, allowOverBudget: how.overBudget });
  await stream(parts, session, { ...request, ...(allowOverBudget !== undefined && { allowOverBudget }) }, again);
}

async function stream(
  parts: EditingParts,
  session: EditSession,
  request: Parameters<AskingParts['daemon']['ask']>[0],
  again: (how: { overBudget: boolean }) => Promise<void>,
): Promise<void> {
  const { daemon, edits, profile } = parts;
  const source = new CancellationTokenSource();
  const stop = () => source.cancel();
  session.stopped.addEventListener('abort', stop);
  const onProgress = (progress: AskProgress) => {
    if (progress.kind !== 'parts') return;
    for (const part of progress.parts) if (part.type === 'text-delta' && part.choiceIndex === 0) session.add(part.text);
  };
  try {
    const result = await window.withProgress(
      { location: ProgressLocation.Notification, title: l10n.t('Dualtrack: editing'), cancellable: true },
      async (_, cancelled) => {
        cancelled.onCancellationRequested(stop);
        await daemon.ready();
        const chosen = profile.current();
        return daemon.ask({ ...request, ...(chosen !== undefined && { profile: chosen }) }, onProgress, source.token);
      },
    );
    window.setStatusBarMessage(costLine(result, said), 15_000);
    if (result.failure !== undefined) {
      // Half an edit is no edit: nothing of it can be taken over.
      await edits.finish(session);
      if (result.failure.kind !== 'cancelled') void offerRemedies(result.failure.kind, result.failure.message, again);
    } else if (!session.end() || session.blocks.length === 0) {
      await edits.finish(session);
      void window.showInformationMessage(l10n.t('The model proposes no change.'));
    } else edits.tellState();
  } catch (error) {
    const wasStopped = source.token.isCancellationRequested;
    await edits.finish(session);
    if (wasStopped) return;
    const end = endedBy(error);
    if (end.state === 'failed') void offerRemedies(end.failure.kind, end.failure.message, again);
    else if (end.state === 'lost') throw error;
  } finally {
    session.stopped.removeEventListener('abort', stop);
    source.dispose();
  }
}

/** “Accept Edit” */
export async function acceptEdit({ edits }: EditingParts): Promise<void> {
  const session = readyEdit(edits);
  if (session === undefined || !(await overTouched(session))) return;
  if ((await session.takeAll()) === 'refused') await tellRefused(session);
  else await edits.finish(session);
}

/** “Reject Edit”: also stops one that still comes. */
export async function rejectEdit({ edits }: EditingParts): Promise<void> {
  const session = edits.active();
  if (session !== undefined) await edits.finish(session);
}

/** “Accept Block” */
export async function acceptBlock({ edits }: EditingParts): Promise<void> {
  const session = readyEdit(edits);
  if (session === undefined || !(await overTouched(session))) return;
  if ((await session.takeBlockAt(cursorLine())) === 'refused') await tellRefused(session);
  else if (session.blocks.length === 0) await edits.finish(session);
}

/** “Reject Block” */
export async function rejectBlock({ edits }: EditingParts): Promise<void> {
  const session = readyEdit(edits);
  if (session === undefined) return;
  session.dropBlockAt(cursorLine());
  if (session.blocks.length === 0) await edits.finish(session);
}

function readyEdit(edits: Edits): EditSession | undefined {
  const session = edits.active();
  if (session === undefined) void window.showInformationMessage(l10n.t('No edit is waiting for a decision here.'));
  else if (session.state === 'streaming') {
    void window.showInformationMessage(l10n.t('The edit is still coming; it can be stopped by rejecting it.'));
    return undefined;
  }
  return session;
}

/** Lines that the person has changed in the meantime are replaced only on a clear word. */
async function overTouched({ isTouched }: EditSession): Promise<boolean> {
  if (!isTouched) return true;
  const replace = l10n.t('Replace');
  const message = l10n.t('These lines have changed since the edit was asked for. Replace them?');
  return (await window.showWarningMessage(message, { modal: true }, replace)) === replace;
}

async function tellRefused(session: EditSession): Promise<void> {
  const copy = l10n.t('Copy Edit');
  const message = l10n.t('The document cannot be changed: it is read-only or closed.');
  if ((await window.showErrorMessage(message, copy)) === copy) await env.clipboard.writeText(session.text());
}

function cursorLine(): number {
  return window.activeTextEditor?.selection.active.line ?? 0;
}

/** Whole lines of the one selection; without one the cursor's line. `undefined` where there is nothing to edit. */
function rangeToEdit({ document, selections }: TextEditor): Range | undefined {
  const [selection] = selections;
  if (selection === undefined) return undefined;
  if (selections.length > 1) {
    void window.showInformationMessage(l10n.t('An edit changes one selection: keep one cursor.'));
    return undefined;
  }
  const lastLine = document.lineAt(lastLineOf(selection));
  const range = new Range(selection.start.line, 0, lastLine.lineNumber, lastLine.text.length);
  if (document.getText(range).trim() !== '') return range;
  void window.showInformationMessage(
    l10n.t('Select the code to ask about, or put the cursor in a line that has some.'),
  );
  return undefined;
}

/** Enough to see what the code belongs to, little enough to be cheap. */
const surroundingLines = 40;

function surroundingsOf({ document }: TextEditor, range: Range) {
  const firstBefore = Math.max(0, range.start.line - surroundingLines);
  const lastAfter = Math.min(document.lineCount - 1, range.end.line + surroundingLines);
  const text = (from: number, to: number) => document.getText(new Range(from, 0, to, 0)).replaceAll(/\r\n?/g, '\n');
  const after =
    lastAfter > range.end.line
      ? document.getText(new Range(range.end.line + 1, 0, lastAfter, document.lineAt(lastAfter).text.length))
      : '';
  return { before: text(firstBefore, range.start.line), after: after.replaceAll(/\r\n?/g, '\n') };
}

function instructionFromPerson(): Thenable<string | undefined> {
  return window.showInputBox({
    title: l10n.t('Edit Selection…'),
    prompt: l10n.t('What is to be changed? The edit comes as a diff; nothing changes before it is accepted.'),
    ignoreFocusOut: true,
  });
}
