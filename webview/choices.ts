/** What a person chose to look at: kept while the panel is hidden, checked when it comes back. */
import type { SeriesGrouping, SeriesUnit } from '../protocol/series.ts';

/** The schemas of the protocol say the same; their code would be most of the panel's bundle. */
export const units = ['hour', 'day', 'month'] as const satisfies readonly SeriesUnit[];
export const groupings = [
  'model',
  'target',
  'profile',
  'workspace',
  'branch',
  'client',
] as const satisfies readonly SeriesGrouping[];
export const measures = ['cost', 'requests', 'tokens'] as const;
export const durations = ['firstPart', 'total'] as const;
export const outcomeFilters = ['all', 'success', 'failed', 'failover', 'estimated', 'unknown-cost'] as const;
export type OutcomeFilter = (typeof outcomeFilters)[number];

export interface Choices {
  readonly unit: (typeof units)[number];
  readonly by: (typeof groupings)[number];
  readonly measure: (typeof measures)[number];
  /** The target whose latency is drawn; `null`: the one that was tried most. */
  readonly target: string | null;
  readonly duration: (typeof durations)[number];
  readonly search: string;
  readonly outcome: OutcomeFilter;
  /** The request whose details are shown. */
  readonly request: string | null;
  readonly spendTable: boolean;
  readonly latencyTable: boolean;
}

export const firstChoices: Choices = {
  unit: 'day',
  by: 'model',
  measure: 'cost',
  target: null,
  duration: 'firstPart',
  search: '',
  outcome: 'all',
  request: null,
  spendTable: false,
  latencyTable: false,
};

/** What was kept, field by field; what is no choice is the first one. */
export function restoreChoices(kept: unknown): Choices {
  const field = (name: keyof Choices): unknown =>
    typeof kept === 'object' && kept !== null ? Reflect.get(kept, name) : null;
  const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null);
  return {
    unit: oneOf(units, field('unit')) ?? firstChoices.unit,
    by: oneOf(groupings, field('by')) ?? firstChoices.by,
    measure: oneOf(measures, field('measure')) ?? firstChoices.measure,
    target: textOrNull(field('target')),
    duration: oneOf(durations, field('duration')) ?? firstChoices.duration,
    search: textOrNull(field('search')) ?? '',
    outcome: oneOf(outcomeFilters, field('outcome')) ?? firstChoices.outcome,
    request: textOrNull(field('request')),
    spendTable: field('spendTable') === true,
    latencyTable: field('latencyTable') === true,
  };
}

export function oneOf<Value>(values: readonly Value[], wanted: unknown): Value | undefined {
  return values.find((value) => value === wanted);
}
