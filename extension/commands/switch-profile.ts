/** Switches the routing profile of this window. */
import { l10n, type QuickPickItem, window } from 'vscode';
import * as z from 'zod';
import { methods } from '../../protocol/methods.ts';
import type { ProfileSummary, Status } from '../../protocol/status.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import type { ProfileChoice } from '../profile-choice.ts';

interface ProfileItem extends QuickPickItem {
  /** `undefined`: back to the default. */
  readonly profile: string | undefined;
}

/** What a key binding may pass: the profile to switch to, without a list. */
const argumentsSchema = z.object({ profile: z.string().optional() }).catch({});

export async function switchProfile(daemon: DaemonConnection, choice: ProfileChoice, given: unknown): Promise<void> {
  const wanted = argumentsSchema.parse(given).profile;
  const items = daemon.request(methods.status, {}).then((status) => profileItems(status, choice.current()));
  if (wanted !== undefined) {
    if ((await items).some(({ profile }) => profile === wanted)) await choice.choose(wanted);
    else void window.showWarningMessage(l10n.t('There is no profile “{0}”.', wanted));
    return;
  }
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Switch Routing Profile'),
    placeHolder: l10n.t('For this workspace; other windows keep theirs'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked !== undefined) await choice.choose(picked.profile);
}

function profileItems(status: Status, chosen: string | undefined): ProfileItem[] {
  const current = chosen ?? status.activeProfile;
  const items = status.profiles.map((profile) => profileItem(profile, profile.name === current));
  if (chosen === undefined) return items;
  const label = `$(discard) ${l10n.t('Use the default')}`;
  return [...items, { label, description: status.activeProfile, profile: undefined }];
}

function profileItem(
  { name, description, strategy, targets, builtIn }: ProfileSummary,
  isCurrent: boolean,
): ProfileItem {
  const marks = [strategy, ...(builtIn ? [l10n.t('built in')] : []), ...(isCurrent ? [l10n.t('current')] : [])];
  return {
    label: isCurrent ? `$(check) ${name}` : name,
    description: marks.join(' · '),
    detail: [description, targets.join(', ')].filter((text) => text !== '').join(' — '),
    profile: name,
  };
}
