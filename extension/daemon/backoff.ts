/** How long to wait before the daemon is looked for again, after the connection was lost. */

const baseMs = 100;
const mostMs = 10_000;

/**
 * Delay before try `attempt` (counting from 0), in milliseconds. The first try comes at once, apart from a small
 * spread: after a crash all windows start together, and one of them has to win. `random` is from 0 to 1.
 */
export function reconnectDelayMs(attempt: number, random: number): number {
  if (attempt === 0) return Math.round(50 * random);
  const ceilingMs = Math.min(mostMs, baseMs * 2 ** Math.min(attempt, 20));
  return Math.round(ceilingMs * (0.5 + random / 2));
}
