/** On which day an instant is, by the calendar of a time zone. */

/** Gives days such as `2026-11-22`. Throws `RangeError` when there is no such time zone. */
export function dayIn(timeZone: string): (epochMs: number) => string {
  if (timeZone === 'UTC') return (epochMs) => new Date(epochMs).toISOString().slice(0, 10);
  const format = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  let latestQuarter = Number.NaN;
  let latestDay = '';
  return (epochMs) => {
    // Formatting takes longer than reading a line; days begin on whole quarters of an hour.
    const quarter = Math.floor(epochMs / 900_000);
    if (quarter !== latestQuarter) {
      const parts = new Map(format.formatToParts(epochMs).map(({ type, value }) => [type, value]));
      latestDay = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
      latestQuarter = quarter;
    }
    return latestDay;
  };
}
