/** Asks where a key is kept. One that is typed goes into the editor's SecretStorage at once, and is seen nowhere again. */
import { l10n, type QuickPickItem, window } from 'vscode';
import type { KeyReference } from '../../protocol/key-reference.ts';
import type { Secrets } from '../daemon/secrets.ts';

interface PlaceItem extends QuickPickItem {
  readonly place: 'secret' | 'env' | 'command' | 'none';
}

export interface KeyQuestion {
  readonly title: string;
  /** Under which the key is kept by the editor: a free one. */
  readonly secretName: string;
  readonly environmentVariable: string;
  /** Whether the account may do without. */
  readonly mayHaveNone: boolean;
}

/** `undefined`: the person left. */
export async function askForKey(secrets: Secrets, question: KeyQuestion): Promise<KeyReference | 'none' | undefined> {
  const { title, mayHaveNone } = question;
  const picked = await window.showQuickPick(placeItems(mayHaveNone), {
    title,
    placeHolder: l10n.t('Where is the key kept? It is never written into settings'),
    ignoreFocusOut: true,
  });
  switch (picked?.place) {
    case 'secret':
      return typedKey(secrets, question);
    case 'env':
      return named(question, l10n.t('The environment variable of the daemon'), (env) => ({ env }));
    case 'command':
      return named({ title, environmentVariable: '' }, l10n.t('A command that prints the key'), (command) => ({
        command,
      }));
    case 'none':
      return 'none';
    case undefined:
      return undefined;
  }
}

function placeItems(mayHaveNone: boolean): PlaceItem[] {
  const items: PlaceItem[] = [
    { label: `$(key) ${l10n.t('Kept by VS Code')}`, detail: l10n.t('You type or paste it next'), place: 'secret' },
    {
      label: `$(terminal) ${l10n.t('An environment variable')}`,
      detail: l10n.t('The editor must have been started with it'),
      place: 'env',
    },
    {
      label: `$(run) ${l10n.t('A command that prints it')}`,
      detail: l10n.t('Such as op read op://vault/item/key'),
      place: 'command',
    },
  ];
  if (mayHaveNone) items.push({ label: `$(circle-slash) ${l10n.t('It needs none')}`, place: 'none' });
  return items;
}

async function typedKey(secrets: Secrets, { title, secretName }: KeyQuestion): Promise<KeyReference | undefined> {
  const value = await window.showInputBox({
    title,
    prompt: l10n.t('The key. VS Code keeps it; it is sent to this track only.'),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? l10n.t('A key is needed here.') : undefined),
  });
  if (value === undefined) return undefined;
  await secrets.set(secretName, value.trim());
  return { secret: secretName };
}

async function named(
  { title, environmentVariable }: Pick<KeyQuestion, 'title' | 'environmentVariable'>,
  prompt: string,
  toReference: (text: string) => KeyReference,
): Promise<KeyReference | undefined> {
  const text = await window.showInputBox({
    title,
    prompt,
    value: environmentVariable,
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? l10n.t('A name is needed here.') : undefined),
  });
  return text === undefined ? undefined : toReference(text.trim());
}
