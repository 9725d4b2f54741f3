/** A what-if report as Markdown. Pure. */
import { formatSum } from '../../protocol/money.ts';
import { routeReasonIn } from '../../protocol/route-reasons.ts';
import type { Translate } from '../../protocol/translate.ts';
import type { WhatIfReport, WhatIfSums } from '../../protocol/what-if.ts';
import { formatDuration } from '../answers/cost-line.ts';

export function whatIfMarkdown(report: WhatIfReport, t: Translate): string {
  const { profile, from, to, actual, whatif, byModel, byDay, measured, estimated, unserved, simulated } = report;
  const table = (
    name: string,
    groups: readonly { readonly key: string; readonly actual: WhatIfSums; readonly whatif: WhatIfSums }[],
  ) => [
    `| ${name} | | ${t('requests')} | ${t('failed')} | ${t('billed')} | ${t('first part')} | ${t('total')} |`,
    '|---|---|--:|--:|--:|--:|--:|',
    ...groups.flatMap(({ key, actual: one, whatif: other }) => [
      row(escaped(key), t('happened'), one),
      row('', t('what if'), other),
    ]),
    '',
  ];
  return [
    `# ${t('What if: profile {0}', profile ?? '')}`,
    '',
    `${from.slice(0, 10)} – ${to.slice(0, 10)}`,
    '',
    ...table('', [{ key: t('all'), actual, whatif }]),
    ...table(t('model'), byModel),
    ...table(t('day'), byDay),
    measured === 1
      ? t('1 request is measured: the same target at the same price.')
      : t('{0} requests are measured: the same target at the same price.', measured),
    estimated === 1
      ? t('1 is estimated: the same tokens at the other target’s price, its usual times and failures.')
      : t('{0} are estimated: the same tokens at the other target’s price, its usual times and failures.', estimated),
    ...unserved.reasons.map(({ reason, requests }) =>
      t('{0} no target could have taken: {1}', requests, escaped(routeReasonIn(reason, t))),
    ),
    ...(simulated > 0
      ? [simulated === 1 ? t('1 simulated request is left out.') : t('{0} simulated requests are left out.', simulated)]
      : []),
    '',
  ].join('\n');
}

/** With one mark: a lower bound is no closer for being estimated. */
export function wouldHaveCost({
  billedCostNanoUsd,
  unknownCost,
}: Pick<WhatIfSums, 'billedCostNanoUsd' | 'unknownCost'>): string {
  const sum = formatSum(billedCostNanoUsd, unknownCost);
  return unknownCost > 0 ? sum : `≈ ${sum}`;
}

/** Of the requests that no target of a profile could have taken. */
export function unservedText(requests: number, t: Translate): string {
  return requests === 1 ? t('1 request it could not have taken') : t('{0} requests it could not have taken', requests);
}

function row(key: string, side: string, sums: WhatIfSums): string {
  const time = (value: number | null) => (value === null ? '' : formatDuration(value));
  const failed = String(Math.round(sums.failed * 10) / 10);
  const billed = formatSum(sums.billedCostNanoUsd, sums.unknownCost);
  return `| ${key} | ${side} | ${sums.requests} | ${failed} | ${billed} | ${time(sums.firstPartMs)} | ${time(sums.totalMs)} |`;
}

/** Names come from settings; a bar or a link in one must not change the table. */
function escaped(text: string): string {
  return text.replaceAll(/[\\|[\]<>*_`]/g, '\\$&');
}
