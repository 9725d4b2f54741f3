/** Keeps files from being sent that the settings exclude, and asks about those that git ignores. */
import { commands, l10n, Uri, window, workspace } from 'vscode';
import { type Exclusion, type IgnoreFile, joinExclusions } from './exclusion.ts';

/** Whether the person may send of this file; tells them why not, and asks where git ignores it. */
export async function mayBeSent(uri: Uri): Promise<boolean> {
  const exclusion = await exclusionFor(uri);
  const path = pathOf(uri);
  const pattern = exclusion.excludedBy(path);
  if (pattern !== null) {
    const open = l10n.t('Open Settings');
    const message = l10n.t('{0} is not sent: dualtrack.exclude has the pattern “{1}”.', path, pattern);
    void window.showWarningMessage(message, open).then((chosen) => {
      if (chosen === open) void commands.executeCommand('workbench.action.openSettings', 'dualtrack.exclude');
    });
    return false;
  }
  if (!exclusion.isIgnored(path)) return true;
  const send = l10n.t('Send');
  const chosen = await window.showWarningMessage(l10n.t('Git ignores {0}. Send from it?', path), { modal: true }, send);
  return chosen === send;
}

/** The rules for the files of a folder: those of the user and of the workspace together, neither can take one away. */
export async function exclusionFor(uri: Uri): Promise<Exclusion> {
  const values = workspace.getConfiguration('dualtrack', uri).inspect<unknown>('exclude');
  const given = [values?.globalValue ?? values?.defaultValue, values?.workspaceValue, values?.workspaceFolderValue];
  const lists = given.map((value) => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []));
  return joinExclusions(lists, await ignoreFilesAbove(uri));
}

/** Relative to the workspace, with `/`; a file outside it is named alone. */
export function pathOf(uri: Uri): string {
  return workspace.asRelativePath(uri, false).replaceAll('\\', '/');
}

/** The `.gitignore` files from the workspace folder's root down to the file. */
async function ignoreFilesAbove(uri: Uri): Promise<readonly IgnoreFile[]> {
  const root = workspace.getWorkspaceFolder(uri)?.uri;
  if (root === undefined) return [];
  const folders = pathOf(uri).split('/').slice(0, -1);
  const places = [...folders.keys(), folders.length].map((depth) => folders.slice(0, depth).join('/'));
  const files = await Promise.all(places.map((folder) => ignoreFileIn(root, folder)));
  return files.filter((file) => file !== undefined);
}

async function ignoreFileIn(root: Uri, folder: string): Promise<IgnoreFile | undefined> {
  try {
    const bytes = await workspace.fs.readFile(Uri.joinPath(root, folder, '.gitignore'));
    return { folder, text: new TextDecoder().decode(bytes) };
  } catch {
    // Most folders have none.
    return undefined;
  }
}
