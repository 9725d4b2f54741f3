/**
 * Saves the pictures and sound of an answer as files where the person has said: in the folder of the settings, else in one
 * that is asked for. Nothing of an answer is written anywhere before.
 */
import { homedir } from 'node:os';
import { ConfigurationTarget, FileType, l10n, Uri, window, workspace } from 'vscode';
import { freeName, type MediaFile } from '../../client/answer-media.ts';
import { readMediaFolder } from './media-folder.ts';

/** Resolves to the places for people, in the order of the files; shorter where some were not saved. */
export async function saveMedia(files: readonly MediaFile[], title: string): Promise<readonly string[]> {
  const folder = configuredFolder();
  if (folder !== null) return saveIn(folder, files, title);
  const save = l10n.t('Save…');
  const always = l10n.t('Always Save in a Folder…');
  const names = files.map(({ name }) => name).join(', ');
  const message = l10n.t('The answer holds {0}, kept in memory until the window closes.', names);
  const chosen = await window.showInformationMessage(message, save, always);
  if (chosen === save) return saveEach(files, title);
  if (chosen !== always) return [];
  const picked = await pickFolder();
  return picked === undefined ? [] : saveIn(picked, files, title);
}

function configuredFolder(): Uri | null {
  const folder = readMediaFolder(workspace.getConfiguration('dualtrack').get<string>('mediaFolder'));
  switch (folder?.from) {
    case 'root':
      return Uri.file(folder.path);
    case 'home':
      return Uri.joinPath(Uri.file(homedir()), folder.path);
    case 'workspace': {
      const first = workspace.workspaceFolders?.[0];
      return first === undefined ? null : Uri.joinPath(first.uri, folder.path);
    }
    default:
      return null;
  }
}

async function saveIn(folder: Uri, files: readonly MediaFile[], title: string): Promise<readonly string[]> {
  await workspace.fs.createDirectory(folder);
  const taken = new Set((await workspace.fs.readDirectory(folder)).map(([name]) => name));
  const places: string[] = [];
  for (const { name, bytes } of files) {
    const free = freeName(title, name, taken);
    const goal = Uri.joinPath(folder, free);
    await workspace.fs.writeFile(goal, bytes);
    taken.add(free);
    places.push(workspace.asRelativePath(goal));
  }
  return places;
}

async function saveEach(files: readonly MediaFile[], title: string): Promise<readonly string[]> {
  const places: string[] = [];
  for (const { name, bytes } of files) {
    const folder = workspace.workspaceFolders?.[0]?.uri;
    const proposed = freeName(title, name, new Set());
    const goal = await window.showSaveDialog({
      ...(folder !== undefined && { defaultUri: Uri.joinPath(folder, proposed) }),
    });
    if (goal === undefined) return places;
    await workspace.fs.writeFile(goal, bytes);
    places.push(workspace.asRelativePath(goal));
  }
  return places;
}

/** Remembered for all windows: whoever picks it is not asked again. */
async function pickFolder(): Promise<Uri | undefined> {
  const first = workspace.workspaceFolders?.[0]?.uri;
  const [folder] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: l10n.t('Always Save Here'),
      ...(first !== undefined && { defaultUri: first }),
    })) ?? [];
  if (folder === undefined) return undefined;
  const isFolder = ((await workspace.fs.stat(folder)).type & FileType.Directory) !== 0;
  if (!isFolder) return undefined;
  const path = folder.scheme === 'file' ? folder.fsPath : folder.path;
  await workspace.getConfiguration('dualtrack').update('mediaFolder', path, ConfigurationTarget.Global);
  return folder;
}
