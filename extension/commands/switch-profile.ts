/** Switches the routing profile of this window. */
import { l10n, type QuickPick, type QuickPickItem, window } from 'vscode';
import * as z from 'zod';
import { methods } from '../../protocol/methods.ts';
import type { ProfileSummary, Status } from '../../protocol/status.ts';
import type { WhatIfReport } from '../../protocol/what-if.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import { said } from '../language.ts';
import type { ProfileChoice } from '../profile-choice.ts';
import { everyProfile } from './what-if.ts';
import { unservedText, wouldHaveCost } from './what-if-text.ts';

interface ProfileItem extends QuickPickItem {
  /** `undefined`: back to the default. */
  readonly profile: string | undefined;
  readonly isCurrent: boolean;
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
  const picked = await pick(items, () => everyProfile(daemon));
  if (picked !== undefined) await choice.choose(picked.profile);
}

/** The list stands at once; what each profile would have cost this month joins it when it is known. */
async function pick(
  items: Promise<readonly ProfileItem[]>,
  reports: () => Promise<readonly WhatIfReport[]>,
): Promise<ProfileItem | undefined> {
  const list = window.createQuickPick<ProfileItem>();
  list.title = l10n.t('Switch Routing Profile');
  list.placeholder = l10n.t('For this workspace; other windows keep theirs');
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.busy = true;
  const chosen = new Promise<ProfileItem | undefined>((resolve) => {
    list.onDidAccept(() => resolve(list.selectedItems[0]));
    list.onDidHide(() => resolve(undefined));
  });
  list.show();
  try {
    const known = await Promise.race([items, chosen.then(() => null)]);
    if (known === null) return undefined;
    show(list, known, known.find(({ isCurrent }) => isCurrent)?.profile);
    const priced = async () => {
      const told = await reports();
      const withCosts = known.map((item) => withCost(item, told));
      show(list, withCosts, list.activeItems[0]?.profile);
    };
    // What it would have cost is said where it can be; to choose, nobody needs it.
    void priced()
      .catch(() => {})
      .finally(() => {
        list.busy = false;
      });
    return await chosen;
  } finally {
    list.dispose();
  }
}

function show(list: QuickPick<ProfileItem>, items: readonly ProfileItem[], active: string | undefined): void {
  list.items = items;
  list.activeItems = items.filter(({ profile }) => profile === active);
}

/** Said only where there were real requests: of simulated ones nobody saves anything. */
function withCost(item: ProfileItem, reports: readonly WhatIfReport[]): ProfileItem {
  const report = reports.find(({ profile }) => profile === item.profile);
  if (report === undefined || report.actual.requests === 0) return item;
  const { whatif, unserved } = report;
  const cost = l10n.t('{0} this month', wouldHaveCost(whatif));
  const left = unservedText(unserved.requests, l10n.t);
  const marks = [...(whatif.requests > 0 ? [cost] : []), ...(unserved.requests > 0 ? [left] : [])];
  return { ...item, description: [item.description, ...marks].join(' · ') };
}

function profileItems(status: Status, chosen: string | undefined): ProfileItem[] {
  const current = chosen ?? status.activeProfile;
  const items = status.profiles.map((profile) => profileItem(profile, profile.name === current));
  if (chosen === undefined) return items;
  const label = `$(discard) ${l10n.t('Use the default')}`;
  return [...items, { label, description: status.activeProfile, profile: undefined, isCurrent: false }];
}

function profileItem(
  { name, description, strategy, targets, builtIn }: ProfileSummary,
  isCurrent: boolean,
): ProfileItem {
  // A profile that ships is often named for its strategy.
  const marks = [
    ...(strategy === name ? [] : [strategy]),
    ...(builtIn ? [l10n.t('built in')] : []),
    ...(isCurrent ? [l10n.t('current')] : []),
  ];
  return {
    label: isCurrent ? `$(check) ${name}` : name,
    description: marks.join(' · '),
    // What ships is described in the editor's language; what a person wrote stays as it is. Targets stand for what was
    // never described, and only where they are tried as they are written.
    detail: description === '' && strategy === 'priority' ? targets.join(', ') : said(description),
    profile: name,
    isCurrent,
  };
}
