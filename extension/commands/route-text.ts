/** An explained route as text. Pure. */
import type { RouteEntry } from '../../protocol/ask.ts';
import type { Explanation } from '../../protocol/explain.ts';
import { failureMessageIn } from '../../protocol/failure-messages.ts';
import { routeReasonIn } from '../../protocol/route-reasons.ts';
import type { Translate } from '../../protocol/translate.ts';

export function routeText(found: Explanation, t: Translate): string {
  const { plan, excluded, route } = found;
  const became = new Map(route.map((entry) => [entry.target, entry]));
  const places = plan.map(({ place, target, reason }) => {
    const entry = became.get(target);
    const lines = [`${place}. ${target}${outcomeMark(entry, t)}`, `   ${routeReasonIn(reason, t)}`];
    if (entry?.outcome === 'failed' || entry?.outcome === 'skipped')
      lines.push(`   ${failureMessageIn(entry.reason, t)}`);
    return lines.join('\n');
  });
  const left = excluded.map(({ target, reason }) => `- ${target}: ${routeReasonIn(reason, t)}`);
  return [
    ...heading(found, t),
    '',
    plan.length === 0 ? t('No target was left.') : t('The targets in the order in which they were to be tried:'),
    ...places,
    ...(left.length > 0 ? ['', t('Left out:'), ...left] : []),
    '',
    endText(found, t),
    found.recomputed === 'same'
      ? t('Decided again on the same inputs, the plan is the same.')
      : t('Decided again on the same inputs, the plan is a different one.'),
    '',
  ].join('\n');
}

function heading({ requestId, at, profile, strategy, rule, inputs }: Explanation, t: Translate): string[] {
  const { request, home } = inputs;
  return [
    t('Route of request {0}', requestId),
    t('Decided at {0} by the profile {1} ({2})', at, profile, strategy),
    ...(rule === null
      ? []
      : [t('By the rule {0}', [rule.name, ...(rule.why === null ? [] : [routeReasonIn(rule.why, t)])].join(': '))]),
    ...(request.model === null ? [] : [t('Asked for: {0}', request.model)]),
    ...(request.needs.length === 0 ? [] : [t('Needs: {0}', request.needs.join(', '))]),
    ...(request.maxFirstPartMs === null ? [] : [t('First part within {0} ms', request.maxFirstPartMs)]),
    ...(request.maxCostUsd === null ? [] : [t('At most {0}', `$${request.maxCostUsd}`)]),
    t('Input: ≈ {0} tokens', request.inputTokens),
    ...(home === null ? [] : [t('The cache is warm at {0}', home)]),
  ];
}

function outcomeMark(entry: RouteEntry | undefined, t: Translate): string {
  switch (entry?.outcome) {
    case 'served':
      return ` — ${t('served')}`;
    case 'failed':
      return ` — ${t('failed')}`;
    case 'skipped':
      return ` — ${t('skipped')}`;
    default:
      return '';
  }
}

function endText({ outcome, attempts }: Explanation, t: Translate): string {
  if (outcome === null) return t('It had not ended yet, or the daemon ended before it did.');
  return outcome === 'success'
    ? t('It was answered; attempts: {0}.', attempts ?? 0)
    : t('It failed ({0}); attempts: {1}.', t(outcome), attempts ?? 0);
}
