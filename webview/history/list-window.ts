/** Which rows of a long list are drawn, and where it is to be scrolled: rows of one height, only what can be seen. Pure. */

/** Where the list is, as the browser tells it. */
export interface Viewport {
  readonly top: number;
  readonly height: number;
  /** True: a row is one line of columns. False: two lines. */
  readonly isWide: boolean;
}

export const firstViewport: Viewport = { top: 0, height: 440, isWide: false };

export interface ListWindow {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
  readonly rowHeight: number;
}

/** Rows on either side of what can be seen, so that scrolling by a little shows no gap. */
const overscan = 6;

export function rowHeightOf({ isWide }: Viewport): number {
  return isWide ? 26 : 44;
}

export function listWindow(viewport: Viewport, count: number): ListWindow {
  const rowHeight = rowHeightOf(viewport);
  const firstSeen = Math.min(Math.floor(viewport.top / rowHeight), Math.max(0, count - 1));
  const first = Math.max(0, firstSeen - overscan);
  const end = Math.min(count, firstSeen + Math.ceil(viewport.height / rowHeight) + 1 + overscan);
  return { first, end, rowHeight };
}

/** The least scrolling that shows the whole row. */
export function scrolledTo(viewport: Viewport, index: number): number {
  const rowHeight = rowHeightOf(viewport);
  const top = index * rowHeight;
  if (top < viewport.top) return top;
  return Math.max(viewport.top, top + rowHeight - viewport.height);
}

/** The row a key leads to from another one; `null`: the key is none of the list's. -1: from none. */
export function rowAfterKey(key: string, from: number, count: number, viewport: Viewport): number | null {
  if (count === 0) return null;
  const page = Math.max(1, Math.floor(viewport.height / rowHeightOf(viewport)) - 1);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from === -1 ? 0 : from - 1,
    PageDown: from + page,
    PageUp: from - page,
    Home: 0,
    End: count - 1,
  };
  const to = steps[key];
  return to === undefined ? null : Math.min(count - 1, Math.max(0, to));
}

/** Whether the end is near enough for older rows to be asked for. */
export function isNearEnd(viewport: Viewport, count: number): boolean {
  return viewport.top + 3 * viewport.height >= count * rowHeightOf(viewport);
}
