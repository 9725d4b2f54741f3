/** `dualtrack explain`: how a request was routed, and why. */
import type { Explanation } from '../protocol/explain.ts';
import { failureMessageIn } from '../protocol/failure-messages.ts';
import { commaList } from '../protocol/joined.ts';
import { methods } from '../protocol/methods.ts';
import { routeReasonIn } from '../protocol/route-reasons.ts';
import type { Translate } from '../protocol/translate.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { table } from './table.ts';

export interface ExplainOptions extends GlobalOptions {
  readonly json?: boolean;
}

export async function explainRequest(
  requestId: string,
  options: ExplainOptions,
  interrupted: AbortSignal,
  t: Translate,
): Promise<void> {
  const found = await withDaemon(options, interrupted, (daemon) =>
    daemon.request(methods.explain, { requestId }, { signal: interrupted }),
  );
  process.stdout.write(`${options.json ? JSON.stringify(found) : explanationText(found, t)}\n`);
}

/** What was gone by, the targets in the order of the plan, those left out, and whether deciding again gives the same. */
export function explanationText(found: Explanation, t: Translate): string {
  const { plan, excluded, outcome, attempts } = found;
  const outcomes = new Map(found.route.map((entry) => [entry.target, entry]));
  const heading = [
    `>${t('place')}`,
    t('target'),
    `>${t('expected')}`,
    `>${t('at most')}`,
    `>${t('first part')}`,
    `>${t('failed')}`,
    t('outcome'),
    t('reason'),
  ];
  const rows = plan.map(({ place, target, reason, figures }) => [
    String(place),
    target,
    usd(figures.costPicoUsd),
    usd(figures.mostPicoUsd),
    figures.firstPartMs === null ? '?' : t('{0} ms', Math.round(figures.firstPartMs)),
    `${(figures.failureShare * 100).toFixed(1)} %`,
    t(outcomes.get(target)?.outcome ?? ''),
    routeReasonIn(reason, t),
  ]);
  const failed = plan.flatMap(({ target }) => {
    const entry = outcomes.get(target);
    return entry?.outcome === 'failed' || entry?.outcome === 'skipped'
      ? [t('{0} {1}: {2}', target, t(entry.outcome), failureMessageIn(entry.reason, t))]
      : [];
  });
  const ended =
    outcome === null
      ? t('It had not ended when this was asked, or the daemon ended before it did.')
      : attempts === 1
        ? t('It ended with {0} after 1 attempt.', t(outcome))
        : t('It ended with {0} after {1} attempts.', t(outcome), attempts ?? 0);
  return [
    ...askedLines(found, t),
    '',
    plan.length === 0 ? t('No target was left.') : table([heading, ...rows]),
    ...excluded.map(({ target, reason }) => t('left out: {0}: {1}', target, routeReasonIn(reason, t))),
    ...failed,
    '',
    ended,
    found.recomputed === 'same'
      ? t('Decided again on the same inputs, the plan is the same.')
      : t('Decided again on the same inputs, the plan is DIFFERENT.'),
  ].join('\n');
}

function askedLines({ requestId, at, profile, strategy, rule, inputs }: Explanation, t: Translate): string[] {
  const { request, home, localTime } = inputs;
  const facts: readonly (readonly [string, string | null])[] = [
    [t('model'), request.model],
    [t('needs'), request.needs.length === 0 ? null : commaList(request.needs, t)],
    [t('first part within'), request.maxFirstPartMs === null ? null : t('{0} ms', request.maxFirstPartMs)],
    [t('at most'), request.maxCostUsd === null ? null : `$${request.maxCostUsd}`],
    [t('input'), t('≈ {0} tokens', request.inputTokens)],
    [t('client'), request.client],
    [t('command'), request.command],
    [t('language'), request.language],
    [t('workspace'), request.workspace],
    [t('branch'), request.branch],
    [t('warm cache'), home],
    [t('local time'), localTime === null ? null : `${t(localTime.weekday)} ${clockText(localTime.minute)}`],
  ];
  const said = facts.flatMap(([name, value]) => (value === null ? [] : [t('{0}: {1}', name, value)]));
  const named = rule === null || rule.why === null ? rule?.name : `${rule.name} (${routeReasonIn(rule.why, t)})`;
  const decidedBy =
    named === undefined
      ? t('Profile {0}, {1}', profile, strategy)
      : t('Profile {0}, {1}, rule {2}', profile, strategy, named);
  return [t('Request {0}, {1}', requestId, at), decidedBy, said.join(' · ')];
}

function clockText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

function usd(picoUsd: number | null): string {
  return picoUsd === null ? '?' : `$${(picoUsd / 1e12).toPrecision(3)}`;
}
