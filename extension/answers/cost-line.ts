/** The line an answer ends with: target, tokens, cost, time, and whether it was complete; and the line of its route. */
import type { AskResult, RouteEntry } from '../../protocol/ask.ts';
import { formatNanoUsd } from '../../protocol/money.ts';
import type { Translate } from '../../protocol/translate.ts';
import { totalInputTokens, totalOutputTokens, type Usage } from '../../protocol/usage.ts';

export function costLine(result: AskResult, t: Translate): string {
  return [
    result.target,
    tokens(result.usage, result.measured, t),
    cost(result, t),
    time(result, t),
    result.complete ? t('complete') : t('incomplete'),
  ].join(' · ');
}

/** The same where there is little room, and the rest is told elsewhere: target, cost, time, and whether it was complete. */
export function shortCostLine(result: AskResult, t: Translate): string {
  const end = result.complete ? t('complete') : t('incomplete');
  return [result.target, cost(result, t), formatDuration(result.totalMs), end].join(' · ');
}

/** Why this target answered, and after which failures; `undefined` when the daemon told nothing. */
export function routeLine(route: readonly RouteEntry[], t: Translate): string | undefined {
  const served = route.find((entry) => entry.outcome === 'served');
  const passedOver = route.filter((entry) => entry.outcome === 'failed' || entry.outcome === 'skipped');
  const reasons = passedOver.map((entry) =>
    entry.outcome === 'failed'
      ? t('{0} failed ({1})', entry.target, entry.reason)
      : t('{0} was skipped ({1})', entry.target, entry.reason),
  );
  if (served === undefined) return reasons.length === 0 ? undefined : reasons.join('; ');
  const why = t('Served by {0}: {1}', served.target, served.reason);
  return reasons.length === 0 ? why : t('{0}; before it, {1}', why, reasons.join('; '));
}

/** A duration for people: `850 ms`, `1.2 s`, `75 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  return durationMs < 10_000 ? `${(durationMs / 1000).toFixed(1)} s` : `${Math.round(durationMs / 1000)} s`;
}

function tokens(usage: Usage | null, measured: boolean, t: Translate): string {
  if (usage === null) return t('tokens unknown');
  const about = measured ? '' : '≈ ';
  return t('{0} tokens in, {1} out', about + count(totalInputTokens(usage)), about + count(totalOutputTokens(usage)));
}

function cost(result: AskResult, t: Translate): string {
  if (result.billedCostNanoUsd === null) return t('cost unknown');
  const amount = `${result.measured ? '' : '≈ '}${formatNanoUsd(result.billedCostNanoUsd)}`;
  if (result.simulated) return t('{0} simulated', amount);
  const list = result.listCostNanoUsd;
  return list === null || list === result.billedCostNanoUsd ? amount : t('{0} (list {1})', amount, formatNanoUsd(list));
}

function time(result: AskResult, t: Translate): string {
  const total = formatDuration(result.totalMs);
  return result.firstPartMs === null ? total : t('{0} (first part {1})', total, formatDuration(result.firstPartMs));
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
