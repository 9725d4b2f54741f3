/** How long to wait before trying the same target again: exponential with full jitter, or what the upstream asks for. */

export interface BackoffSettings {
  /** The most the first retry waits. */
  readonly baseMs: number;
  /** The most any retry waits, by our own choice or by the upstream's hint. */
  readonly capMs: number;
}

/** `too-long`: do not wait here; fail over, or tell the caller to come back after `waitMs`. */
export type RetryWait =
  | { readonly decision: 'wait'; readonly waitMs: number }
  | { readonly decision: 'too-long'; readonly waitMs: number };

/**
 * Decides on the wait before retry number `retry` (1 is the first). `hintMs` is the upstream's Retry-After, `leftMs` the
 * time until the deadline; `random` is from 0 to below 1. A hint is never cut short: it is waited out, or it is too long.
 */
export function retryWait(
  about: { readonly retry: number; readonly hintMs: number | null; readonly leftMs: number },
  settings: BackoffSettings,
  random: number,
): RetryWait {
  const ownMs = backoffMs(about.retry, settings, random);
  if (about.hintMs === null) return { decision: ownMs < about.leftMs ? 'wait' : 'too-long', waitMs: ownMs };
  const waitMs = Math.max(about.hintMs, ownMs);
  const fits = about.hintMs <= settings.capMs && waitMs < about.leftMs;
  return fits ? { decision: 'wait', waitMs } : { decision: 'too-long', waitMs: about.hintMs };
}

/** From 0 to below min(cap, base × 2^(retry − 1)), whatever `retry` is: a power too large for a number is the cap. */
export function backoffMs(retry: number, { baseMs, capMs }: BackoffSettings, random: number): number {
  return random * Math.min(capMs, baseMs * 2 ** (retry - 1));
}
