/** One chart on a canvas, drawn by uPlot in the theme's colours: bars on top of each other, or lines. */
import uPlot from 'uplot';

export interface PlotSeries {
  /** Of the colours that tell series apart, from 1; 0 is the quiet one. */
  readonly colour: number;
  /** One a slot; `null` leaves a gap. */
  readonly values: readonly (number | null)[];
  /** Lengths of strokes and gaps in pixels; empty: solid. */
  readonly dash: readonly number[];
}

export interface PlotData {
  readonly kind: 'stack' | 'lines';
  /** One a slot, for the axis. */
  readonly labels: readonly string[];
  readonly series: readonly PlotSeries[];
  readonly writeValue: (value: number) => string;
}

export interface Plot {
  /** True: this plot can show it without being made anew. */
  fits(data: PlotData): boolean;
  show(data: PlotData): void;
  destroy(): void;
}

const height = 150;
/** Pixels a label of the axis needs. */
const labelWidth = 58;

/** `hover` is told the slot under the pointer, or `null`. Takes the width of `place`, and follows it. */
export function createPlot(place: HTMLElement, first: PlotData, hover: (slot: number | null) => void): Plot {
  let data = first;
  const hasSeams = seamsFit(place, first);
  const style = getComputedStyle(place);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: colour('--quiet') || colour('--vscode-foreground'),
    font: `11px ${colour('--vscode-font-family') || 'sans-serif'}`,
    grid: { stroke: colour('--plot-grid'), width: 1 },
    ticks: { show: false },
  };
  const plot = new uPlot(
    {
      width: Math.max(place.clientWidth, 1),
      height,
      padding: [8, 20, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: first.kind === 'lines' } },
      scales: {
        x: { time: false, range: () => [-0.5, Math.max(0, data.labels.length - 1) + 0.5] },
        y: { range: (_, _min, max) => [0, max > 0 ? max * 1.05 : 1] },
      },
      axes: [
        {
          ...axis,
          size: 24,
          gap: 4,
          grid: { show: false },
          splits: (self) => labelled(data.labels.length, self.width),
          values: (_, splits) => splits.map((slot) => data.labels[slot] ?? ''),
        },
        {
          ...axis,
          size: 62,
          gap: 4,
          space: 26,
          values: (_, splits) => splits.map((value) => data.writeValue(value)),
        },
      ],
      series: [{}, ...drawn(first).map((series) => seriesOptions(first.kind, series, hasSeams, colour))],
      hooks: { setCursor: [(self) => hover(self.cursor.idx ?? null)] },
    },
    columns(first),
    place,
  );
  const widths = new ResizeObserver(() => {
    const width = place.clientWidth;
    if (width > 0 && width !== plot.width) plot.setSize({ width, height });
  });
  widths.observe(place);

  return {
    fits: (next) => shapeOf(next) === shapeOf(data) && seamsFit(place, next) === hasSeams,
    show(next) {
      const isSame = JSON.stringify([next.labels, next.series]) === JSON.stringify([data.labels, data.series]);
      data = next;
      if (!isSame) plot.setData(columns(next));
    },
    destroy() {
      widths.disconnect();
      plot.destroy();
    },
  };
}

/** Every so many slots, so that labels do not touch; counted from the latest. */
function labelled(slots: number, width: number): number[] {
  const step = Math.max(1, Math.ceil((slots * labelWidth) / Math.max(width - 70, labelWidth)));
  const places: number[] = [];
  for (let slot = slots - 1; slot >= 0; slot -= step) places.unshift(slot);
  return places;
}

/** The whole stack is drawn first, and what lies below it over that. */
function drawn({ kind, series }: PlotData): readonly PlotSeries[] {
  return kind === 'lines' ? series : series.toReversed();
}

function columns(data: PlotData): uPlot.AlignedData {
  const slots = data.labels.map((_, slot) => slot);
  if (data.kind === 'lines') return [slots, ...data.series.map(({ values }) => [...values])];
  const heights = slots.map(() => 0);
  const stacked = data.series.map(({ values }) =>
    slots.map((slot) => {
      const top = (heights[slot] ?? 0) + (values[slot] ?? 0);
      heights[slot] = top;
      // A bar of no height would still have its seam.
      return top === 0 ? null : top;
    }),
  );
  return [slots, ...stacked.reverse()];
}

function seriesOptions(
  kind: PlotData['kind'],
  { colour, dash }: PlotSeries,
  hasSeams: boolean,
  read: (name: string) => string,
): uPlot.Series {
  const stroke = read(`--series-${colour}`);
  if (kind === 'lines') {
    return { stroke, width: 1.5, dash: [...dash], points: { show: true, size: 4, fill: stroke } };
  }
  const bars = uPlot.paths.bars?.({ size: [0.72, 48] });
  return {
    fill: stroke,
    stroke: read('--plot-seam'),
    width: hasSeams ? 1 : 0,
    points: { show: false },
    ...(bars !== undefined && { paths: bars }),
  };
}

/** A seam parts neighbours of like colour, where a bar is wide enough to have any colour left. */
function seamsFit(place: HTMLElement, { labels }: PlotData): boolean {
  return place.clientWidth - 90 > labels.length * 7;
}

function shapeOf({ kind, series }: PlotData): string {
  return [kind, ...series.map(({ colour }) => colour)].join(' ');
}
