/** How sentences for people tell a wait. Pure. */

/** `2.5 s`. */
export function inSeconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
