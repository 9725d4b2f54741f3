/** A moment as a title has it: by the clock of this machine, to the minute, in an order that sorts. */

/** `2026-11-29 21:35`, of an ISO 8601 time. */
export function minuteText(time: string): string {
  // Sweden writes dates so.
  return new Date(time).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' });
}
