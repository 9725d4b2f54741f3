/** Turns configured budgets into rules, looked up: a name counts once, and a scope names what exists. */
import type { BudgetSettings } from '../../protocol/budget-configuration.ts';
import type { Configuration } from '../../protocol/configuration.ts';
import type { Problem } from '../../protocol/status.ts';
import type { Budget, Scope } from '../ledger/budgets.ts';

export interface KnownNames {
  readonly profiles: ReadonlySet<string>;
  readonly tracks: ReadonlySet<string>;
}

const defaultWarnAtPercent = [50, 75, 90];

/** What is wrong is named by field, rule and value, and left out; the others count. */
export function resolveBudgets(
  settings: Configuration,
  known: KnownNames,
  source: Problem['source'],
): { readonly budgets: readonly Budget[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const budgets = new Map<string, Budget>();
  for (const entry of settings.budgets ?? []) {
    const budget = toBudget(entry);
    const refused = refusal(budget, budgets, known);
    if (refused === null) {
      budgets.set(budget.name, budget);
      continue;
    }
    const field = `budgets.${budget.name}.${refused.field}`;
    problems.push({ source, field, message: `${field} ${refused.rule}, got "${refused.value}"` });
  }
  return { budgets: [...budgets.values()], problems };
}

function toBudget(entry: BudgetSettings): Budget {
  const shared = {
    hard: entry.hard ?? false,
    scope: entry.scope ?? {},
    warnAtPercent: (entry.warnAtPercent ?? defaultWarnAtPercent).toSorted((one, other) => one - other),
  };
  if ('shareOf' in entry) {
    const name = entry.name ?? `${entry.scope.model} ${entry.percent} %/${entry.shareOf}`;
    return { name, period: entry.shareOf, limit: { kind: 'share', percent: entry.percent }, ...shared };
  }
  const nanoUsd = Math.round(entry.limitUsd * 1e9);
  return { name: entry.name, period: entry.period, limit: { kind: 'sum', nanoUsd }, ...shared };
}

interface Refusal {
  readonly field: string;
  readonly rule: string;
  readonly value: string;
}

/** A budget that could never count anything is worse than none: it would be relied on. */
function refusal({ name, scope }: Budget, others: ReadonlyMap<string, Budget>, known: KnownNames): Refusal | null {
  if (others.has(name)) return { field: 'name', rule: 'must be a name of its own among the budgets', value: name };
  return (
    unknown('profile', scope, known.profiles, 'a routing profile') ?? unknown('track', scope, known.tracks, 'a track')
  );
}

function unknown(field: 'profile' | 'track', scope: Scope, names: ReadonlySet<string>, what: string): Refusal | null {
  const value = scope[field];
  if (value === undefined || names.has(value)) return null;
  return { field: `scope.${field}`, rule: `must name ${what} (${[...names].join(', ')})`, value };
}
