/** Spend over time as it is shown: what each slot of each group comes to, in the measure that was chosen. Pure. */
import { formatNanoUsd, formatSum } from '../../protocol/money.ts';
import type { SpendGroup } from '../../protocol/series.ts';
import type { Language } from '../language.ts';
import type { PanelState } from '../panel-state.ts';
import type { ChartTable, LegendEntry } from './chart-parts.ts';
import type { PlotData } from './plot.ts';
import { type ChartStatus, statusOf } from './status.ts';

export interface SpendChart {
  readonly status: ChartStatus;
  /** The whole range, or the slot under the pointer. */
  readonly caption: string;
  readonly legend: readonly LegendEntry[];
  /** The chart in words. */
  readonly inWords: string;
  readonly plot: PlotData;
  /** `null`: it is folded. */
  readonly table: ChartTable | null;
}

export function spendChart(state: PanelState, language: Language): SpendChart {
  const { spend, choices, hover } = state;
  const { say, writeSlot } = language;
  const { measure } = choices;
  const starts = spend?.starts ?? [];
  const slotName = (startAt: string, length: 'short' | 'whole') =>
    spend === null ? '' : writeSlot(startAt, spend.unit, spend.timeZone, length);
  const groups = (spend?.groups ?? []).map((group, index) => ({
    group,
    label: groupName(group.key, language),
    colour: group.key === null ? 0 : index + 1,
    values: valuesOf(group, measure),
  }));
  const write = (values: readonly number[], unknown: readonly number[]) =>
    writeMeasure(sum(values), sum(unknown), measure, language);
  const hoveredAt = hover?.chart === 'spend' ? starts[hover.slot] : undefined;
  const at = hoveredAt === undefined ? null : (hover?.slot ?? null);
  const within = (values: readonly number[]) => (at === null ? values : values.slice(at, at + 1));
  const allOf = (from: (values: readonly number[]) => readonly number[]) =>
    write(
      groups.flatMap(({ values }) => from(values)),
      groups.flatMap(({ group }) => from(group.unknownCost)),
    );
  const total = allOf(within);
  const legend = groups.map(({ group, label, colour, values }) => ({
    colour,
    label,
    value: write(within(values), within(group.unknownCost)),
  }));
  const range = say(`chart.range.${spend?.unit ?? choices.unit}`);
  const isNothing = groups.every(({ values }) => values.every((value) => value === 0));
  return {
    status: statusOf(state.asked.spend, spend === null, isNothing),
    caption: say('chart.caption', { when: hoveredAt === undefined ? range : slotName(hoveredAt, 'whole'), total }),
    legend,
    inWords: [
      say('spend.inWords', { by: say(`spend.by.${spend?.by ?? choices.by}`), range, total: allOf((values) => values) }),
      ...legend.map(({ label, value }) => `${label}: ${value}`),
    ].join('; '),
    plot: {
      kind: 'stack',
      labels: starts.map((startAt) => slotName(startAt, 'short')),
      series: groups.map(({ colour, values }) => ({ colour, values, dash: [] })),
      writeValue: (value) => writeMeasure(value, 0, measure, language),
    },
    table: choices.spendTable
      ? {
          headings: [say(`chart.unit.${choices.unit}`), say('chart.total'), ...groups.map(({ label }) => label)],
          rows: starts
            .map((startAt, slot) => [
              slotName(startAt, 'whole'),
              allOf((values) => values.slice(slot, slot + 1)),
              ...groups.map(({ group, values }) =>
                write(values.slice(slot, slot + 1), group.unknownCost.slice(slot, slot + 1)),
              ),
            ])
            .reverse(),
        }
      : null,
  };
}

function valuesOf(group: SpendGroup, measure: PanelState['choices']['measure']): readonly number[] {
  switch (measure) {
    case 'cost':
      return group.billedCostNanoUsd;
    case 'requests':
      return group.requests;
    case 'tokens':
      return group.tokens;
  }
}

function writeMeasure(
  value: number,
  unknownCost: number,
  measure: PanelState['choices']['measure'],
  { writeCount, writeTokens }: Language,
): string {
  switch (measure) {
    case 'cost':
      return unknownCost > 0 ? formatSum(value, unknownCost) : formatNanoUsd(Math.round(value));
    case 'requests':
      return writeCount(value);
    case 'tokens':
      return writeTokens(value);
  }
}

function groupName(key: string | null, { say }: Language): string {
  if (key === null) return say('spend.rest');
  return key === '' || key === '(none)' ? say('spend.noKey') : key;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
