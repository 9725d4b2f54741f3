/** Decides what budgets say: whose spend one counts, what its limit is now, whether an amount fits, what to warn of. Pure. */
import type { BudgetPeriod } from '../../protocol/budget.ts';
import type { NanoUsd } from '../../protocol/money.ts';
import type { Window } from './windows.ts';
import type { Counted } from './worst-case.ts';

/** Whose spend a budget counts: what agrees in every field that is given. */
export interface Scope {
  readonly profile?: string | undefined;
  readonly workspace?: string | undefined;
  readonly track?: string | undefined;
  readonly model?: string | undefined;
  readonly client?: string | undefined;
}

/** What an attempt is known by. */
export interface Facts {
  readonly profile: string;
  readonly workspace: string | null;
  readonly track: string;
  readonly model: string;
  readonly client: string;
}

/** What a correction changes of the amount an attempt counts for. */
export interface CorrectedAmount {
  readonly facts: Facts;
  /** When the attempt left, milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly difference: Counted;
}

export type Limit =
  | { readonly kind: 'sum'; readonly nanoUsd: NanoUsd }
  /** Of everything that counts in the same window. */
  | { readonly kind: 'share'; readonly percent: number };

export interface Budget {
  readonly name: string;
  readonly period: BudgetPeriod;
  readonly limit: Limit;
  /** True: what does not fit is refused. False: a warning. */
  readonly hard: boolean;
  readonly scope: Scope;
  /** Ascending. */
  readonly warnAtPercent: readonly number[];
}

/** A budget with what counts in it at this moment. */
export interface Level {
  readonly budget: Budget;
  readonly window: Window;
  readonly usedNanoUsd: NanoUsd;
  /** The most that requests under way may still cost. */
  readonly heldNanoUsd: NanoUsd;
  /** Used and held by everything in the same window; a share is of this. */
  readonly wholeNanoUsd: NanoUsd;
}

const scopeFields = ['profile', 'workspace', 'track', 'model', 'client'] as const satisfies (keyof Scope)[];

export function matches(scope: Scope, facts: Facts): boolean {
  return scopeFields.every((field) => scope[field] === undefined || scope[field] === facts[field]);
}

/** `model gpt-4.1, profile default`; an empty scope is `everything`. */
export function writeScope(scope: Scope): string {
  const given = scopeFields.flatMap((field) => (scope[field] === undefined ? [] : [`${field} ${scope[field]}`]));
  return given.length === 0 ? 'everything' : given.join(', ');
}

/** The limit once `more` has been held too: a share's limit grows with the whole. Rounded down. */
export function limitOf({ budget, wholeNanoUsd }: Level, more: NanoUsd = 0): NanoUsd {
  if (budget.limit.kind === 'sum') return budget.limit.nanoUsd;
  return Math.floor(((wholeNanoUsd + more) * budget.limit.percent) / 100);
}

/** What is left below the limit; negative above it. */
export function leftIn(level: Level): NanoUsd {
  return limitOf(level) - level.usedNanoUsd - level.heldNanoUsd;
}

function fits(level: Level, amount: NanoUsd): boolean {
  return level.usedNanoUsd + level.heldNanoUsd + amount <= limitOf(level, amount);
}

/** The hard budget with the least room of those the amount does not fit in; `null`: it fits in all. */
export function refusing(levels: readonly Level[], amount: NanoUsd): Level | null {
  const full = levels.filter((level) => level.budget.hard && !fits(level, amount));
  return full.toSorted((one, other) => leftIn(one) - leftIn(other))[0] ?? null;
}

/** The highest percentage to warn at that was reached; `null`: none. Only what was spent counts, not what is held. */
export function warningAt(level: Level): number | null {
  const limit = limitOf(level);
  if (level.usedNanoUsd === 0) return null;
  return level.budget.warnAtPercent.findLast((percent) => level.usedNanoUsd * 100 >= limit * percent) ?? null;
}

/**
 * What a month comes to: what was spent, and for the rest of it the average so far times `growth`. The average is over
 * a day at least, so that the first hours of a month promise nothing.
 */
export function projectMonth(
  spentNanoUsd: NanoUsd,
  { startMs, endMs, nowMs }: { readonly startMs: number; readonly endMs: number; readonly nowMs: number },
  growth: number,
): NanoUsd {
  const leftMs = Math.max(0, endMs - nowMs);
  const soFarMs = Math.max(nowMs - startMs, 86_400_000);
  return spentNanoUsd + Math.round((spentNanoUsd / soFarMs) * leftMs * growth);
}
