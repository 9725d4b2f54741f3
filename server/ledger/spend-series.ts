/** Answers "what was spent when, and on what": one pass over the rollups of a range, laid out in slots. */
import type { SpendGroup, SpendSeries, SpendSeriesParams } from '../../protocol/series.ts';
import type { Totals } from '../../protocol/spend.ts';
import { addRange, type RangeSources } from './range.ts';
import { slotsUpTo } from './slots.ts';
import { SpendSum } from './spend-sum.ts';

/** More colours than this cannot be told apart. */
const mostGroups = 7;

/** `weekFromMs`: when this week began. The answer is of the moment it is asked. */
export async function readSpendSeries(
  { unit, by }: SpendSeriesParams,
  nowMs: number,
  weekFromMs: number,
  sources: RangeSources,
): Promise<SpendSeries> {
  const { calendar } = sources.accounts;
  const { starts, endMs, indexOf } = slotsUpTo(unit, nowMs, calendar);
  const fromMs = starts[0] ?? nowMs;
  const sums = starts.map(() => new SpendSum(by));
  const whole = new SpendSum(by);
  const week = new SpendSum(undefined);
  const rangeRead = addRange({ fromMs, toMs: endMs, byTheHour: unit === 'hour' }, sources, (bucket, date) => {
    sums[indexOf(bucket.startMs)]?.add(bucket, date);
    whole.add(bucket, date);
  });
  const weekRead = addRange({ fromMs: weekFromMs, toMs: endMs, byTheHour: false }, sources, (bucket, date) =>
    week.add(bucket, date),
  );
  await Promise.all([rangeRead, weekRead]);
  const { totals, groups } = whole.result();
  return {
    unit,
    by,
    timeZone: calendar.timeZone,
    starts: starts.map((startMs) => new Date(startMs).toISOString()),
    groups: laidOut(
      groups,
      sums.map((sum) => sum.result().groups),
    ),
    totals,
    week: week.result().totals,
  };
}

type Grouped = readonly (Totals & { readonly key: string })[];

function laidOut(wholeRange: Grouped, slots: readonly Grouped[]): SpendGroup[] {
  const ranked = wholeRange.toSorted(
    (one, other) => other.billedCostNanoUsd - one.billedCostNanoUsd || other.requests - one.requests,
  );
  // One group more needs no "rest" of its own.
  const named = ranked.length <= mostGroups + 1 ? ranked : ranked.slice(0, mostGroups);
  const restKeys = new Set(ranked.slice(named.length).map(({ key }) => key));
  const groups = named.map(({ key }) => groupOf(key, slots, (other) => other === key));
  return restKeys.size === 0 ? groups : [...groups, groupOf(null, slots, (key) => restKeys.has(key))];
}

function groupOf(key: string | null, slots: readonly Grouped[], isOfGroup: (key: string) => boolean): SpendGroup {
  const sums = slots.map((groups) => {
    const ofGroup = groups.filter((group) => isOfGroup(group.key));
    const sum = (read: (totals: Totals) => number) => ofGroup.reduce((total, group) => total + read(group), 0);
    return {
      billedCostNanoUsd: sum((totals) => totals.billedCostNanoUsd),
      unknownCost: sum((totals) => totals.unknownCost),
      requests: sum((totals) => totals.requests),
      tokens: sum(tokensOf),
    };
  });
  return {
    key,
    billedCostNanoUsd: sums.map((sum) => sum.billedCostNanoUsd),
    unknownCost: sums.map((sum) => sum.unknownCost),
    requests: sums.map((sum) => sum.requests),
    tokens: sums.map((sum) => sum.tokens),
  };
}

function tokensOf(totals: Totals): number {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens } = totals;
  return inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens + reasoningTokens;
}
