/** Stores an API key under the name that a track's settings refer to. The key is never shown again. */
import { commands, l10n, type QuickPickItem, window, workspace } from 'vscode';
import type { Secrets } from '../daemon/secrets.ts';
import { secretNames } from './key-names.ts';

interface NameItem extends QuickPickItem {
  /** `undefined`: a new name is asked for. */
  readonly name: string | undefined;
  /** The key is to come with a track that is not there yet. */
  readonly isForTrack?: true;
}

export async function setApiKey(secrets: Secrets): Promise<void> {
  const title = l10n.t('Set API Key…');
  const picked = await window.showQuickPick(nameItems(secrets), {
    title,
    placeHolder: l10n.t('The name that a track refers to: "apiKey": { "secret": "name" }'),
  });
  if (picked === undefined) return;
  if (picked.isForTrack) {
    await commands.executeCommand('dualtrack.addTrack');
    return;
  }
  const name = picked.name ?? (await newName(title));
  if (name === undefined) return;
  const value = await window.showInputBox({
    title: l10n.t('Key for “{0}”', name),
    prompt: l10n.t('Kept by VS Code, never in settings. Leave it empty to remove the key.'),
    password: true,
    ignoreFocusOut: true,
  });
  if (value === undefined) return;
  if (value.trim() === '') {
    await secrets.remove(name);
    void window.showInformationMessage(l10n.t('The key “{0}” is removed.', name));
    return;
  }
  await secrets.set(name, value.trim());
  void offerCheck(name);
}

async function offerCheck(name: string): Promise<void> {
  const verify = l10n.t('Verify Tracks');
  const chosen = await window.showInformationMessage(l10n.t('The key “{0}” is set.', name), verify);
  if (chosen === verify) await commands.executeCommand('dualtrack.verifyTracks');
}

async function nameItems(secrets: Secrets): Promise<NameItem[]> {
  const stored = new Set(await secrets.names());
  const referred = secretNames(workspace.getConfiguration('dualtrack').inspect('tracks')?.globalValue);
  const items = [...new Set([...referred.keys(), ...stored])].map((name): NameItem => {
    const tracks = referred.get(name);
    const state = stored.has(name) ? l10n.t('set') : l10n.t('not set');
    const use =
      tracks === undefined ? l10n.t('no track of the settings uses it') : l10n.t('used by {0}', tracks.join(', '));
    return { label: name, description: `${state} · ${use}`, name };
  });
  return [
    ...items,
    { label: `$(plug) ${l10n.t('Add a Track…')}`, name: undefined, isForTrack: true },
    { label: `$(add) ${l10n.t('Another name…')}`, name: undefined },
  ];
}

function newName(title: string): Thenable<string | undefined> {
  return window.showInputBox({
    title,
    prompt: l10n.t('A name for the key, such as relay'),
    validateInput: (value) =>
      /^[\w.-]{1,100}$/.test(value)
        ? undefined
        : l10n.t('A name has 1 to 100 letters, digits, dots, hyphens or underscores.'),
  });
}
