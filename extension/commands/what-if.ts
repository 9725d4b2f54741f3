/** “Compare Profiles…”: this month's requests through each profile, and one of them in full. */
import { l10n, type QuickPickItem, window } from 'vscode';
import { methods } from '../../protocol/methods.ts';
import { formatSum } from '../../protocol/money.ts';
import type { WhatIfReport } from '../../protocol/what-if.ts';
import type { DaemonConnection } from '../daemon/connection.ts';
import { said } from '../language.ts';
import { minuteText } from './minute-text.ts';
import type { ReadOnlyDocuments } from './read-only-documents.ts';
import { unservedText, whatIfMarkdown, wouldHaveCost } from './what-if-text.ts';

interface ProfileItem extends QuickPickItem {
  readonly report: WhatIfReport;
}

export async function showWhatIf(daemon: DaemonConnection, reports: ReadOnlyDocuments): Promise<void> {
  const listed: Promise<ProfileItem[]> = everyProfile(daemon).then(items);
  const picked = await window.showQuickPick(listed, {
    title: l10n.t('Compare Profiles…'),
    placeHolder: l10n.t('What this month’s real requests would have cost by each; choose one for its report'),
  });
  if (picked === undefined) return;
  const { profile, to } = picked.report;
  const title = `${l10n.t('What if: profile {0}', profile ?? '')} ${minuteText(to)}`;
  await reports.showRendered(title, whatIfMarkdown(picked.report, said));
}

/** What this month's requests would have cost under every profile. */
export async function everyProfile(daemon: DaemonConnection): Promise<readonly WhatIfReport[]> {
  const { profiles } = await daemon.request(methods.status, {});
  const names = profiles.map(({ name }) => name);
  const { reports } = await daemon.request(methods.whatIf, { profiles: names });
  return reports;
}

function items(reports: readonly WhatIfReport[]): ProfileItem[] {
  const cost = ({ whatif, unserved }: WhatIfReport) =>
    unserved.requests > 0 ? Number.POSITIVE_INFINITY : whatif.billedCostNanoUsd;
  return reports
    .toSorted((one, other) => cost(one) - cost(other) || 0)
    .map((report): ProfileItem => {
      const { profile, whatif, actual, unserved } = report;
      const happened = l10n.t('what happened: {0}', formatSum(actual.billedCostNanoUsd, actual.unknownCost));
      const left = unserved.requests === 0 ? [] : [unservedText(unserved.requests, l10n.t)];
      return {
        label: profile ?? '',
        // Of what it could have taken nothing of, a cost of nothing would be praise.
        ...(whatif.requests > 0 && { description: wouldHaveCost(whatif) }),
        detail: [happened, ...left].join(' · '),
        report,
      };
    });
}
