/** Answers "what was spent from then to then". */
import type { SpendParams, SpendReport } from '../../protocol/spend.ts';
import { addRange, type RangeSources } from './range.ts';
import { SpendSum } from './spend-sum.ts';

/**
 * Without `from` the range begins with today in the ledger's time zone; without `to` nothing that began today is left
 * out, and the report says `to: now`. The answer is of the moment it is asked.
 */
export async function readSpend(params: SpendParams, nowMs: number, sources: RangeSources): Promise<SpendReport> {
  const today = sources.accounts.calendar.dayOf(nowMs);
  const fromMs = params.from === undefined ? today.startMs : Date.parse(params.from);
  const toMs = params.to === undefined ? today.endMs : Date.parse(params.to);
  const sum = new SpendSum(params.by);
  await addRange({ fromMs, toMs, byTheHour: params.by === 'hour' }, sources, (bucket, date) => sum.add(bucket, date));
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(params.to === undefined ? Math.max(nowMs, fromMs) : toMs).toISOString(),
    ...sum.result(),
  };
}
