/** Keeps the charts of the page in step with what is to be shown: makes, feeds and removes them, outside lit's templates. */
import { createPlot, type Plot, type PlotData } from './plot.ts';

export interface Plots {
  /** Draws each in the element of this id; those whose element is gone are removed. */
  show(wanted: ReadonlyMap<string, PlotData>): void;
  /** The theme has changed: all are made anew, in its colours. */
  forget(): void;
}

interface Mounted {
  readonly place: HTMLElement;
  readonly plot: Plot;
}

export function createPlots(hover: (id: string, slot: number | null) => void): Plots {
  const mounted = new Map<string, Mounted>();
  const remove = (id: string) => {
    mounted.get(id)?.plot.destroy();
    mounted.delete(id);
  };
  return {
    show(wanted) {
      for (const [id, { place }] of mounted) {
        if (!wanted.has(id) || document.getElementById(id) !== place) remove(id);
      }
      for (const [id, data] of wanted) {
        const place = document.getElementById(id);
        if (place === null) continue;
        const known = mounted.get(id);
        if (known?.plot.fits(data) === true) {
          known.plot.show(data);
          continue;
        }
        remove(id);
        mounted.set(id, { place, plot: createPlot(place, data, (slot) => hover(id, slot)) });
      }
    },
    forget() {
      for (const id of [...mounted.keys()]) remove(id);
    },
  };
}
