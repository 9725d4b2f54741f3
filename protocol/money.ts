/** Money as it travels and as it is written: integers of a nano-dollar, and one text form for all surfaces. */

/**
 * Nano-USD: 1 is $0.000000001. Safe integers reach nine million dollars, beyond which the cost of an attempt is unknown.
 * A sum that goes beyond them is right to sixteen digits, and so to the cent that is shown.
 */
export type NanoUsd = number;

/**
 * Writes an amount for people: two decimals from ten cents up, else enough to show three significant digits, never more
 * than nine decimals. An unknown cost is no amount: who shows it says so in words, never as zero.
 */
export function formatNanoUsd(amount: NanoUsd): string {
  const sign = amount < 0 ? '−' : '';
  const absolute = Math.abs(amount);
  if (absolute === 0) return '$0.00';
  const digitsBeforePoint = Math.floor(Math.log10(absolute)) - 8;
  const decimals = absolute >= 100_000_000 ? 2 : Math.min(9, 3 - digitsBeforePoint);
  return `${sign}$${(absolute / 1e9).toFixed(decimals)}`;
}

/** What is billed as a sum, with one mark: `≥` where the cost of some is unknown, else `≈` where some was booked by estimate. */
export function formatBilled(sums: {
  readonly billedCostNanoUsd: NanoUsd;
  readonly unknownCost: number;
  readonly estimatedCostNanoUsd: NanoUsd;
}): string {
  const sum = formatSum(sums.billedCostNanoUsd, sums.unknownCost);
  return sums.unknownCost === 0 && sums.estimatedCostNanoUsd > 0 ? `≈ ${sum}` : sum;
}

/** Writes a sum of which `unknownCost` attempts have no known cost: a lower bound, marked `≥`. */
export function formatSum(amount: NanoUsd, unknownCost: number): string {
  return unknownCost > 0 ? `≥ ${formatNanoUsd(amount)}` : formatNanoUsd(amount);
}

/** The sum of these costs; `null` where one of them is unknown, for then so is the sum. */
export function sumOrUnknown(costs: readonly (NanoUsd | null)[]): NanoUsd | null {
  let sum = 0;
  for (const cost of costs) {
    if (cost === null) return null;
    sum += cost;
  }
  return sum;
}
