/** How budgets stand, as people are told: with the highest warning of each window. */
import type { BudgetState } from '../../protocol/budget.ts';
import { limitOf, warningAt, writeScope } from './budgets.ts';
import { type Kept, levelOf } from './kept-counters.ts';
import { writeReset } from './windows.ts';

export class BudgetStates {
  /** By budget name: a share that sinks again does not warn twice in a window. */
  readonly #warned = new Map<string, { readonly startMs: number | null; readonly percent: number }>();

  of(kept: Kept, timeZone: string): BudgetState {
    const level = levelOf(kept);
    const { budget, window } = level;
    const before = this.#warned.get(budget.name);
    const known = before !== undefined && before.startMs === window.startMs ? before.percent : null;
    const now = warningAt(level);
    const lastWarning = now === null || known === null ? (now ?? known) : Math.max(now, known);
    if (lastWarning !== null) this.#warned.set(budget.name, { startMs: window.startMs, percent: lastWarning });
    return {
      name: budget.name,
      period: budget.period,
      scope: writeScope(budget.scope),
      hard: budget.hard,
      sharePercent: budget.limit.kind === 'share' ? budget.limit.percent : null,
      limitNanoUsd: limitOf(level),
      usedNanoUsd: level.usedNanoUsd,
      beyondBookedNanoUsd: kept.counter.used.beyondBookedNanoUsd,
      heldNanoUsd: level.heldNanoUsd,
      resetsAt: window.endMs === null ? null : new Date(window.endMs).toISOString(),
      resetsAtLocal: window.endMs === null ? null : writeReset(window.endMs, timeZone),
      lastWarning,
    };
  }
}
