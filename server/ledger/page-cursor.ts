/** Names a place in the journal in a text that a client gives back to have the next page. */

export interface Cursor {
  readonly month: string;
  readonly place: number;
}

export function pageCursor({ month, place }: Cursor): string {
  return `${month}.${place}`;
}

/** The text has the form `pageCursor` gives it, which the protocol's schema has seen to. */
export function parseCursor(text: string): Cursor {
  const [month = '', place = ''] = text.split('.');
  return { month, place: Number(place) };
}
