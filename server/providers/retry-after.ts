/** How long an upstream asks to wait, wherever and however it says so. Milliseconds throughout. */
import { parseDurationMs } from '../duration.ts';
import type { ResponseHeaders } from './http-exchange.ts';

export interface WaitHints {
  readonly headers: ResponseHeaders;
  /** `retryDelay` of Google's `RetryInfo`, such as `48s` or `17.39s`. */
  readonly retryDelay: string | null;
  readonly message: string;
}

/**
 * The wait asked for; `undefined`: none is. Headers stand before the body. Of two headers that disagree the longer
 * counts: Azure sends `retry-after: 1` with `retry-after-ms: 0`, and an early retry is the one mistake not to make.
 */
export function readRetryAfterMs(hints: WaitHints, nowEpochMs: number): number | undefined {
  const fromHeaders = [
    readNumber(header(hints.headers, 'retry-after-ms')),
    readRetryAfter(header(hints.headers, 'retry-after'), nowEpochMs),
  ].filter((wait) => wait !== undefined);
  if (fromHeaders.length > 0) return Math.max(...fromHeaders);
  return readDurationMs(hints.retryDelay ?? '') ?? readFromMessage(hints.message);
}

/** Rounded up: a little late is no mistake. `undefined`: it is no duration. */
export function readDurationMs(text: string): number | undefined {
  const durationMs = parseDurationMs(text);
  return durationMs === null ? undefined : Math.ceil(durationMs);
}

/** Seconds, with or without a fraction, or an HTTP date. */
function readRetryAfter(value: string | undefined, nowEpochMs: number): number | undefined {
  const seconds = readNumber(value);
  if (seconds !== undefined) return Math.ceil(seconds * 1000);
  if (value === undefined || !/[a-z]{3}/i.test(value)) return readDurationMs(value ?? '');
  const date = Date.parse(value);
  return Number.isNaN(date) ? readDurationMs(value) : Math.max(0, date - nowEpochMs);
}

/** "Please try again in 1m2.5s", "retry after 7 seconds", "Please retry in 48.2s". */
function readFromMessage(message: string): number | undefined {
  const line = message.replace(/\s+/g, ' ');
  const found =
    /(?:try again|retry|retry after|wait|available again) (?:in |after |for )?((?:\d+(?:\.\d+)? ?(?:h|ms|m|s)(?![a-z]) ?)+)/i.exec(
      line,
    );
  if (found?.[1] !== undefined) return readDurationMs(found[1].replace(/\s/g, ''));
  const words =
    /(?:try again|retry|wait) (?:in |after |for )?(\d+(?:\.\d+)?) ?(milliseconds?|seconds?|minutes?|hours?)/i.exec(
      line,
    );
  if (words === null) return undefined;
  const unit = (words[2] ?? '').toLowerCase();
  return readDurationMs(`${words[1]}${unit.startsWith('milli') ? 'ms' : unit.slice(0, 1)}`);
}

function readNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
}

function header(headers: ResponseHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}
