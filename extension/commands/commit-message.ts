/** Writes a commit message for what is staged, else for what is changed, into the box of the source control view. */
import { CancellationTokenSource, l10n, ProgressLocation, type Uri, window } from 'vscode';
import * as z from 'zod';
import type { Chat } from '../../protocol/message.ts';
import { textMessage } from '../../protocol/message.ts';
import { costLine } from '../answers/cost-line.ts';
import type { AskingParts } from '../asking/asking-parts.ts';
import { confirmSending } from '../asking/confirm-sending.ts';
import { type Diff, diffOf } from '../asking/git-diff.ts';
import { type Repository, repositories, repositoryOf } from '../asking/git-extension.ts';
import { fenced } from '../asking/prompt.ts';
import { said } from '../language.ts';

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

async function fill({ daemon, profile }: AskingParts, repository: Repository, chat: Chat): Promise<void> {
  const before = repository.inputBox.value;
  const source = new CancellationTokenSource();
  const title = l10n.t('Dualtrack: writing a commit message');
  const branch = repository.state.HEAD?.name?.slice(0, 300);
  const chosen = profile.current();
  const origin = {
    command: 'commit-message',
    workspace: repository.rootUri.fsPath.slice(0, 1000),
    ...(branch !== undefined && { branch }),
  };
  try {
    const result = await window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      async (_, cancelled) => {
        cancelled.onCancellationRequested(() => source.cancel());
        await daemon.ready();
        return daemon.ask({ chat, origin, ...(chosen !== undefined && { profile: chosen }) }, () => {}, source.token);
      },
    );
    if (result.failure !== undefined) throw new Error(result.failure.message);
    // What the person wrote in the meantime is theirs.
    if (repository.inputBox.value === before) repository.inputBox.value = result.text.trim();
    window.setStatusBarMessage(costLine(result, said), 10_000);
  } catch (error) {
    if (!source.token.isCancellationRequested) throw error;
  } finally {
    source.dispose();
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
