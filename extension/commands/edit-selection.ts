/** “Edit Selection…”: the model's edit comes as a diff; the person takes it or drops it, as a whole or block by block. */
import { env, l10n, Range, type TextEditor, window } from 'vscode';
import * as z from 'zod';
import type { AskedRequest } from '../answers/answer-documents.ts';
import { shortCostLine } from '../answers/cost-line.ts';
import { requestOf } from '../asking/ask.ts';
import type { AskingParts } from '../asking/asking-parts.ts';
import { confirmSending } from '../asking/confirm-sending.ts';
import { codeOf } from '../asking/editor-code.ts';
import { mayBeSent } from '../asking/exclusion-rules.ts';
import { failureOf } from '../asking/failure-of.ts';
import { type Again, offerRemedies } from '../asking/remedies.ts';
import { sendStoppably } from '../asking/stoppable-request.ts';
import { buildEditPrompt } from '../editing/edit-prompt.ts';
import type { EditSession } from '../editing/edit-session.ts';
import type { Edits } from '../editing/edits.ts';
import { lastLineOf } from '../editing/followed-end.ts';
import { said } from '../language.ts';
import { withLineFeeds } from '../line-feeds.ts';
import { tellFailure } from './tell-failure.ts';

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
  const again = (how: Again) => edit(parts, editor, range, { ...wanted, allowOverBudget: how.overBudget });
  await stream(parts, session, { ...request, ...(allowOverBudget !== undefined && { allowOverBudget }) }, again);
}

async function stream(
  parts: EditingParts,
  session: EditSession,
  request: AskedRequest,
  again: (how: Again) => Promise<void>,
): Promise<void> {
  const { edits, log } = parts;
  const end = await sendStoppably(parts, request, {
    title: l10n.t('Dualtrack: editing'),
    stopped: session.stopped,
    onProgress: (progress) => {
      if (progress.kind !== 'parts') return;
      for (const part of progress.parts)
        if (part.type === 'text-delta' && part.choiceIndex === 0) session.add(part.text);
    },
  });
  if (end.state === 'ended') window.setStatusBarMessage(shortCostLine(end.result, said), 15_000);
  if (end.state !== 'ended' || end.result.failure !== undefined) {
    // Half an edit is no edit: nothing of it can be taken over.
    await edits.finish(session);
    if (end.state === 'lost') throw new Error(end.reason);
    const failure = failureOf(end);
    if (failure !== undefined) void tellFailure(log, offerRemedies(failure.kind, failure.message, again));
  } else if (!session.end() || session.blocks.length === 0) {
    await edits.finish(session);
    void window.showInformationMessage(l10n.t('The model proposes no change.'));
  } else edits.tellState();
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
  const text = (from: number, to: number) => withLineFeeds(document.getText(new Range(from, 0, to, 0)));
  const after =
    lastAfter > range.end.line
      ? document.getText(new Range(range.end.line + 1, 0, lastAfter, document.lineAt(lastAfter).text.length))
      : '';
  return { before: text(firstBefore, range.start.line), after: withLineFeeds(after) };
}

function instructionFromPerson(): Thenable<string | undefined> {
  return window.showInputBox({
    title: l10n.t('Edit Selection…'),
    prompt: l10n.t('What is to be changed? The edit comes as a diff; nothing changes before it is accepted.'),
    ignoreFocusOut: true,
  });
}
