/** What a script tells whoever waits for it: what it does now, and how long that took. */

export function say(text: string): void {
  console.log(`dualtrack: ${text}`);
}

/** Prints one clear sentence and ends with exit code 1. */
export function fail(text: string): never {
  console.error(`dualtrack: ${text}`);
  process.exit(1);
}

export function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}
