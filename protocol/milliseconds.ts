/** How times are told: in milliseconds with one decimal, since what stands behind it is no measurement. */

export function toTenths(durationMs: number): number {
  return Math.round(durationMs * 10) / 10;
}
