/** `dualtrack explain`: how a request was routed, and why. */
import type { Explanation } from '../protocol/explain.ts';
import { methods } from '../protocol/methods.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';
import { table } from './table.ts';

export interface ExplainOptions extends GlobalOptions {
  readonly json?: boolean;
}

export async function explainRequest(
  requestId: string,
  options: ExplainOptions,
  interrupted: AbortSignal,
): Promise<void> {
  const found = await withDaemon(options, interrupted, (daemon) =>
    daemon.request(methods.explain, { requestId }, { signal: interrupted }),
  );
  process.stdout.write(`${options.json ? JSON.stringify(found) : explanationText(found)}\n`);
}

/** What was gone by, the targets in the order of the plan, those left out, and whether deciding again gives the same. */
export function explanationText(found: Explanation): string {
  const { plan, excluded, outcome, attempts } = found;
  const outcomes = new Map(found.route.map((entry) => [entry.target, entry]));
  const heading = ['>place', 'target', '>expected', '>at most', '>first part', '>failed', 'outcome', 'reason'];
  const rows = plan.map(({ place, target, reason, figures }) => [
    String(place),
    target,
    usd(figures.costPicoUsd),
    usd(figures.mostPicoUsd),
    figures.firstPartMs === null ? '?' : `${Math.round(figures.firstPartMs)} ms`,
    `${(figures.failureShare * 100).toFixed(1)} %`,
    outcomes.get(target)?.outcome ?? '',
    reason,
  ]);
  const failed = plan.flatMap(({ target }) => {
    const entry = outcomes.get(target);
    return entry?.outcome === 'failed' || entry?.outcome === 'skipped'
      ? [`${target} ${entry.outcome}: ${entry.reason}`]
      : [];
  });
  const ended =
    outcome === null
      ? 'It had not ended when this was asked, or the daemon ended before it did.'
      : `It ended with ${outcome} after ${attempts ?? 0} ${attempts === 1 ? 'attempt' : 'attempts'}.`;
  return [
    ...askedLines(found),
    '',
    plan.length === 0 ? 'No target was left.' : table([heading, ...rows]),
    ...excluded.map(({ target, reason }) => `left out: ${target}: ${reason}`),
    ...failed,
    '',
    ended,
    `Decided again on the same inputs, the plan is ${found.recomputed === 'same' ? 'the same' : 'DIFFERENT'}.`,
  ].join('\n');
}

function askedLines({ requestId, at, profile, strategy, rule, inputs }: Explanation): string[] {
  const { request, home, localTime } = inputs;
  const said = [
    ['model', request.model],
    ['needs', request.needs.length === 0 ? null : request.needs.join(', ')],
    ['first part within', request.maxFirstPartMs === null ? null : `${request.maxFirstPartMs} ms`],
    ['at most', request.maxCostUsd === null ? null : `$${request.maxCostUsd}`],
    ['input', `≈ ${request.inputTokens} tokens`],
    ['client', request.client],
    ['command', request.command],
    ['language', request.language],
    ['workspace', request.workspace],
    ['branch', request.branch],
    ['warm cache', home],
    ['local time', localTime === null ? null : `${localTime.weekday} ${clockText(localTime.minute)}`],
  ].flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  const decidedBy = rule === null ? '' : `, rule ${rule.name}${rule.why === null ? '' : ` (${rule.why})`}`;
  return [`Request ${requestId}, ${at}`, `Profile ${profile}, ${strategy}${decidedBy}`, said.join(' · ')];
}

function clockText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

function usd(picoUsd: number | null): string {
  return picoUsd === null ? '?' : `$${(picoUsd / 1e12).toPrecision(3)}`;
}
