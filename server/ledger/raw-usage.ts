/** Cuts a provider's own usage block down to what a row may keep: figures and single words, never text. */

const deepest = 4;
const mostEntries = 60;
const word = /^[\w.:/-]{1,40}$/;

/** Anything JSON can hold. */
export type RawUsage = null | boolean | number | string | RawUsage[] | { [key: string]: RawUsage };

/**
 * Keeps numbers, booleans, and strings of one short word (such as `standard`), to a fixed depth and number of entries.
 * An upstream that puts prose into its usage block does not get it into the ledger.
 */
export function compactRawUsage(raw: unknown): RawUsage {
  let left = mostEntries;
  const keep = (value: unknown, depth: number): RawUsage => {
    if (typeof value === 'boolean') return value;
    if (typeof value === 'number') return Number.isFinite(value) ? value : null;
    if (typeof value === 'string') return word.test(value) ? value : null;
    if (typeof value !== 'object' || value === null || depth === 0) return null;
    if (Array.isArray(value)) return value.slice(0, 10).map((entry) => keep(entry, depth - 1));
    const kept: { [key: string]: RawUsage } = {};
    for (const [key, entry] of Object.entries(value)) {
      if (left === 0) break;
      if (!word.test(key)) continue;
      left -= 1;
      kept[key] = keep(entry, depth - 1);
    }
    return kept;
  };
  return keep(raw, deepest);
}

/**
 * What the upstream itself says the request cost, in nano-USD, where it does (OpenRouter); `null` where it does not, or
 * where it speaks of its own fee alone because the caller's key at the vendor was used.
 */
export function toldCostNanoUsd(raw: RawUsage): number | null {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw) || raw.is_byok === true) return null;
  const { cost } = raw;
  return typeof cost === 'number' && cost >= 0 && cost < 1e6 ? Math.round(cost * 1e9) : null;
}
