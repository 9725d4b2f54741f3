/** Durations as upstreams write them: `6ms`, `17.399999999s`, `6m0s`, `1h2m3.5s`, `1d`. Pure. */

const unitsMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** In milliseconds, with their fraction; `null`: it is none. */
export function parseDurationMs(text: string): number | null {
  const trimmed = text.trim().toLowerCase();
  if (!/^(\d+(\.\d+)?(d|h|ms|m|s))+$/.test(trimmed)) return null;
  let durationMs = 0;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(d|h|ms|m|s)/g))
    durationMs += Number(amount) * (unitsMs[unit ?? ''] ?? 0);
  return durationMs;
}
