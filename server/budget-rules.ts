/** The rules of budgets as the configuration in force says them; the same object until it changes. */
import type { ConfigurationStore, ResolvedConfiguration } from './configuration/port.ts';
import type { BudgetRules } from './ledger/kept-counters.ts';

/** `machineTimeZone` stands where the configuration names none. */
export function createBudgetRules(
  configuration: Pick<ConfigurationStore, 'current'>,
  machineTimeZone: string,
): () => BudgetRules {
  let of: ResolvedConfiguration | null = null;
  let rules: BudgetRules | null = null;
  return () => {
    const current = configuration.current();
    if (rules !== null && of === current) return rules;
    of = current;
    const { budgets, settings, targets } = current;
    rules = {
      budgets,
      timeZone: settings.timeZone ?? machineTimeZone,
      firstDayOfWeek: settings.firstDayOfWeek ?? 'monday',
      unknownPrice: settings.unknownPrice ?? 'worst-case',
      targets: [...targets.values()].filter(({ simulated, nominalPrice }) => !simulated && nominalPrice !== null),
    };
    return rules;
  };
}
