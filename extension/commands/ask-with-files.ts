/** “Ask With Files…”: the person adds files to the selection, and sees tokens and cost before anything is sent. */
import { l10n, type QuickPickItem, type Uri, window, workspace } from 'vscode';
import { askAboutCode } from '../asking/ask.ts';
import type { AskingParts } from '../asking/asking-parts.ts';
import { exclusionFor, pathOf } from '../asking/exclusion-rules.ts';
import type { Code } from '../asking/prompt.ts';
import { withLineFeeds } from '../line-feeds.ts';
import { priceOfCodes } from '../status/priced-selection.ts';

/** More than a list is any good for. */
const mostListed = 5_000;
/** About 250,000 tokens: no model reads more, and the editor must not choke on it. */
const mostBytes = 1_000_000;

interface FileItem extends QuickPickItem {
  readonly uri: Uri;
}

export async function askWithFiles(parts: AskingParts): Promise<void> {
  const own = window.activeTextEditor?.document.uri;
  if (own === undefined) {
    void window.showInformationMessage(l10n.t('Open a file and select the code to ask about.'));
    return;
  }
  const files = await pickFiles(parts, own);
  if (files !== undefined) await askAboutCode(parts, { command: 'ask-with-files', files });
}

async function pickFiles(parts: AskingParts, own: Uri): Promise<readonly Code[] | undefined> {
  const pick = window.createQuickPick<FileItem>();
  pick.title = l10n.t('Files to send besides the selection');
  pick.placeholder = l10n.t('Choose files; Enter goes on to the question');
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.busy = true;
  pick.show();
  const read = new Map<string, Code | undefined>();
  let round = 0;
  try {
    pick.items = await listed(own);
    pick.busy = false;
    return await new Promise<readonly Code[] | undefined>((resolve) => {
      pick.onDidChangeSelection(async (chosen) => {
        round += 1;
        const mine = round;
        const codes = await codesOf(chosen, read);
        const price = codes.length === 0 ? undefined : await priceOfCodes(parts, codes).catch(() => undefined);
        // Only the latest choice is told of.
        if (mine === round)
          pick.title = [l10n.t('Files to send besides the selection'), price?.text].filter(Boolean).join(' · ');
      });
      pick.onDidAccept(async () => resolve(await codesOf(pick.selectedItems, read)));
      pick.onDidHide(() => resolve(undefined));
    });
  } finally {
    pick.dispose();
  }
}

/** The files of the workspace that may be sent, the active one, as a whole, first; an answer is no file. */
async function listed(own: Uri): Promise<FileItem[]> {
  const [found, exclusion] = await Promise.all([workspace.findFiles('**/*', undefined, mostListed), exclusionFor(own)]);
  const others = found
    .filter((uri) => uri.toString() !== own.toString())
    .filter((uri) => exclusion.excludedBy(pathOf(uri)) === null && !exclusion.isIgnored(pathOf(uri)))
    .map((uri): FileItem => ({ label: pathOf(uri), uri }))
    .toSorted((one, other) => (one.label < other.label ? -1 : 1));
  if (own.scheme.startsWith('dualtrack-')) return others;
  return [{ label: pathOf(own), description: l10n.t('the whole of this file'), uri: own }, ...others];
}

async function codesOf(items: readonly FileItem[], read: Map<string, Code | undefined>): Promise<readonly Code[]> {
  const codes = await Promise.all(
    items.map(async ({ uri }) => {
      const key = uri.toString();
      if (!read.has(key)) read.set(key, await codeOfFile(uri));
      return read.get(key);
    }),
  );
  return codes.filter((code) => code !== undefined);
}

/** `undefined` where it cannot be read as text, or is too large. */
async function codeOfFile(uri: Uri): Promise<Code | undefined> {
  try {
    const { size } = await workspace.fs.stat(uri);
    if (size > mostBytes) return undefined;
    const document = await workspace.openTextDocument(uri);
    const text = withLineFeeds(document.getText());
    if (text.trim() === '') return undefined;
    return {
      file: pathOf(uri),
      language: document.languageId,
      excerpts: [{ fromLine: 1, toLine: document.lineCount, text }],
    };
  } catch {
    // A picture or another binary file: there is nothing in it to ask about.
    return undefined;
  }
}
