/** Writes a commit message for what is staged, else for what is changed, into the box of the source control view. */
import { l10n, type Uri, window, workspace } from 'vscode';
import * as z from 'zod';
import type { Chat } from '../../protocol/message.ts';
import { textMessage } from '../../protocol/message.ts';
import { shortCostLine } from '../answers/cost-line.ts';
import type { AskingParts } from '../asking/asking-parts.ts';
import { confirmSending } from '../asking/confirm-sending.ts';
import { failureOf } from '../asking/failure-of.ts';
import { type Diff, diffOf } from '../asking/git-diff.ts';
import { type Repository, repositories, repositoryOf } from '../asking/git-extension.ts';
import { fenced } from '../asking/prompt.ts';
import { type Again, offerRemedies } from '../asking/remedies.ts';
import { sendStoppably } from '../asking/stoppable-request.ts';
import { said } from '../language.ts';
import { tellFailure } from './tell-failure.ts';

const instructions = [
  'You write commit messages. Answer with the message alone: no quotes, no fence, no comment.',
  'The first line says in at most 72 characters what the change does, in the imperative.',
  'Where the reason is not plain from it, an empty line follows and then why, wrapped at 72 characters.',
].join(' ');

/** The source control view passes its own description of the repository. */
const argumentsSchema = z.object({ rootUri: z.custom<Uri>() }).optional().catch(undefined);

export async function writeCommitMessage(parts: AskingParts, given: unknown): Promise<void> {
  const repository = await chosenRepository(given);
  if (repository === undefined) {
    void window.showInformationMessage(l10n.t('No git repository is open.'));
    return;
  }
  const diff = await diffOf(repository);
  if (diff === undefined) {
    void window.showInformationMessage(l10n.t('Nothing has changed that a message could be written for.'));
    return;
  }
  const chat = await confirmSending(chatFor(diff));
  if (chat !== undefined) await fill(parts, repository, chat);
}

async function fill(parts: AskingParts, repository: Repository, chat: Chat, how?: Again): Promise<void> {
  const before = repository.inputBox.value;
  const branch = repository.state.HEAD?.name?.slice(0, 300);
  const origin = {
    command: 'commit-message',
    workspace: repository.rootUri.fsPath.slice(0, 1000),
    ...(branch !== undefined && { branch }),
  };
  const request = { chat, origin, ...(how !== undefined && { allowOverBudget: how.overBudget }) };
  const end = await sendStoppably(parts, request, { title: l10n.t('Dualtrack: writing a commit message') });
  if (end.state === 'lost') throw new Error(end.reason);
  if (end.state === 'ended') window.setStatusBarMessage(shortCostLine(end.result, said), 10_000);
  const failure = failureOf(end);
  if (failure !== undefined) {
    const again = (next: Again) => fill(parts, repository, chat, next);
    void tellFailure(parts.log, offerRemedies(failure.kind, failure.message, again));
  } else if (end.state === 'ended' && end.result.failure === undefined) {
    const message = end.result.text.trim();
    if (repository.inputBox.value === before) repository.inputBox.value = message;
    else void tellFailure(parts.log, offerMessage(repository, message));
  }
}

/** What the person wrote in the meantime is theirs, and the message has been paid for: neither is thrown away unasked. */
async function offerMessage({ inputBox }: Repository, message: string): Promise<void> {
  const append = l10n.t('Append It');
  const replace = l10n.t('Replace What Is There');
  const open = l10n.t('Open It');
  const chosen = await window.showInformationMessage(
    l10n.t('The commit message has come, and its box has changed meanwhile.'),
    append,
    replace,
    open,
  );
  if (chosen === append) inputBox.value = `${inputBox.value.trimEnd()}\n\n${message}`.trimStart();
  else if (chosen === replace) inputBox.value = message;
  else if (chosen === open) {
    await window.showTextDocument(await workspace.openTextDocument({ language: 'git-commit', content: message }));
  }
}

function chatFor({ text, isStaged, isCut }: Diff): Chat {
  const what = isStaged ? 'These changes are staged' : 'These changes are not staged yet';
  const question = `Write the commit message. ${what}${isCut ? '; the end of a long patch is left out' : ''}.`;
  return {
    messages: [textMessage('system', instructions), textMessage('user', `${question}\n\n${fenced(text, 'diff')}`)],
  };
}

/** The one the view was asked for, else that of the active file, else the only one or the one the person picks. */
async function chosenRepository(given: unknown): Promise<Repository | undefined> {
  const rootUri = argumentsSchema.parse(given)?.rootUri ?? window.activeTextEditor?.document.uri;
  const found = rootUri === undefined ? undefined : repositoryOf(rootUri);
  if (found !== undefined) return found;
  const all = repositories();
  if (all.length <= 1) return all[0];
  const items = all.map((repository) => ({ label: repository.rootUri.fsPath, repository }));
  const picked = await window.showQuickPick(items, { title: l10n.t('Write a commit message for') });
  return picked?.repository;
}
