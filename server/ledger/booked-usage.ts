/** What vendors can have charged for, by day and target: to be set beside the usage they tell themselves. */
import type { BookedUsage } from '../../protocol/books.ts';
import { totalInputTokens, totalOutputTokens } from '../../protocol/usage.ts';
import type { Books } from './books.ts';
import { createCalendar } from './calendar.ts';

/**
 * Reads row by row, since a vendor's day may begin within one of ours. Attempts that are not charged for, such as one that
 * ended with a 503, are in no vendor's file; simulated ones had no vendor.
 */
export async function readBookedUsage(
  attempts: Books['attempts'],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  timeZone: string,
): Promise<readonly BookedUsage[]> {
  const calendar = createCalendar(timeZone);
  const sums = new Map<string, BookedUsage>();
  for await (const { target, startedAt, usage, billable, simulated, billedCostNanoUsd } of attempts(fromMs, toMs)) {
    if (simulated || !billable) continue;
    const day = calendar.dayOf(Date.parse(startedAt)).date;
    const key = `${day} ${target}`;
    const sum = sums.get(key) ?? { day, target, ...nothing };
    sums.set(key, {
      ...sum,
      requests: sum.requests + 1,
      inputTokens: sum.inputTokens + (usage === null ? 0 : totalInputTokens(usage)),
      outputTokens: sum.outputTokens + (usage === null ? 0 : totalOutputTokens(usage)),
      costNanoUsd: sum.costNanoUsd + (billedCostNanoUsd ?? 0),
      unknownCost: sum.unknownCost + (billedCostNanoUsd === null ? 1 : 0),
    });
  }
  return [...sums.values()];
}

const nothing = { requests: 0, inputTokens: 0, outputTokens: 0, costNanoUsd: 0, unknownCost: 0 };
