/** How one target did over time: percentiles a slot, and how often it was tried, succeeded and took over. Pure. */
import type { Quantiles, TargetSlot } from '../../protocol/series.ts';
import type { Language } from '../language.ts';
import type { PanelState } from '../panel-state.ts';
import type { ChartTable, LegendEntry } from './chart-parts.ts';
import type { PlotData } from './plot.ts';
import { type ChartStatus, statusOf } from './status.ts';

export interface LatencyChart {
  readonly status: ChartStatus;
  readonly targets: readonly string[];
  /** The one that is drawn; empty before there is one. */
  readonly target: string;
  readonly caption: string;
  readonly figures: readonly { readonly label: string; readonly value: string; readonly isBad: boolean }[];
  readonly legend: readonly (LegendEntry & { readonly dash: readonly number[] })[];
  readonly inWords: string;
  readonly plot: PlotData;
  readonly table: ChartTable | null;
}

/** Of attempts that fail: from here on it is worth a look. */
const alarmingShare = 0.1;

/** Told apart by colour and by dash. */
const lines = [
  { name: 'p50', read: (quantiles: Quantiles) => quantiles.p50Ms, colour: 1, dash: [] },
  { name: 'p95', read: (quantiles: Quantiles) => quantiles.p95Ms, colour: 3, dash: [8, 3] },
  { name: 'p99', read: (quantiles: Quantiles) => quantiles.p99Ms, colour: 5, dash: [2, 3] },
] as const;

export function latencyChart(state: PanelState, language: Language): LatencyChart {
  const { targets: series, choices, hover } = state;
  const { say, writeSlot, writeDuration, writeCount, writePercent } = language;
  const names = (series?.targets ?? []).map(({ target }) => target);
  const shown = series?.targets.find(({ target }) => target === choices.target) ?? series?.targets[0];
  const starts = series?.starts ?? [];
  const slots = shown?.slots ?? [];
  const quantiles = slots.map((slot) => slot[choices.duration]);
  const slotName = (startAt: string, length: 'short' | 'whole') =>
    series === null ? '' : writeSlot(startAt, series.unit, series.timeZone, length);
  const latest = quantiles.findLastIndex((slot) => slot !== null);
  const hovered = hover?.chart === 'latency' && starts[hover.slot] !== undefined ? hover.slot : null;
  const slot = hovered ?? latest;
  const at = starts[slot];
  const valueAt = (place: number, read: (quantiles: Quantiles) => number) => {
    const known = quantiles[place];
    return known == null ? say('none') : writeDuration(read(known));
  };
  const counted = countsOf(hovered === null ? slots : slots.slice(hovered, hovered + 1));
  const when = hovered === null || at === undefined ? say(`chart.range.${choices.unit}`) : slotName(at, 'whole');
  const duration = say(`latency.of.${choices.duration}`);
  const target = shown?.target ?? '';
  return {
    status: statusOf(state.asked.targets, series === null, latest === -1),
    targets: names,
    target,
    caption: when,
    figures: [
      { label: say('latency.attempts'), value: writeCount(counted.attempts), isBad: false },
      {
        label: say('latency.success'),
        value: counted.attempts === 0 ? say('none') : writePercent(1 - counted.failed / counted.attempts),
        isBad: counted.failed > counted.attempts * alarmingShare,
      },
      { label: say('latency.failovers'), value: writeCount(counted.failovers), isBad: false },
    ],
    legend: lines.map(({ name, read, colour, dash }) => ({ label: name, colour, dash, value: valueAt(slot, read) })),
    inWords:
      at === undefined
        ? say('latency.nothing')
        : [
            say('latency.inWords', { duration, target, when: slotName(at, 'whole') }),
            ...lines.map(({ name, read }) => `${name} ${valueAt(slot, read)}`),
          ].join(', '),
    plot: {
      kind: 'lines',
      labels: starts.map((startAt) => slotName(startAt, 'short')),
      series: lines.map(({ read, colour, dash }) => ({
        colour,
        dash,
        values: quantiles.map((known) => (known === null ? null : read(known))),
      })),
      writeValue: (value) => writeDuration(value),
    },
    table: choices.latencyTable
      ? {
          headings: [
            say(`chart.unit.${choices.unit}`),
            ...lines.map(({ name }) => name),
            say('latency.attempts'),
            say('latency.failed'),
            say('latency.failovers'),
          ],
          rows: starts
            .map((startAt, place) => {
              const { attempts, failed, failovers } = countsOf(slots.slice(place, place + 1));
              return [
                slotName(startAt, 'whole'),
                ...lines.map(({ read }) => valueAt(place, read)),
                ...[attempts, failed, failovers].map(writeCount),
              ];
            })
            .reverse(),
        }
      : null,
  };
}

function countsOf(slots: readonly TargetSlot[]) {
  const sum = (read: (slot: TargetSlot) => number) => slots.reduce((total, slot) => total + read(slot), 0);
  return {
    attempts: sum(({ attempts }) => attempts),
    failed: sum(({ failed }) => failed),
    failovers: sum(({ failovers }) => failovers),
  };
}
