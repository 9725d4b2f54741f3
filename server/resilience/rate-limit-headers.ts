/** Reads what an upstream's answer says of the limits left, in the dialects that are about: OpenAI's and its like, Mistral's, Anthropic's. */
import { parseDurationMs } from '../duration.ts';
import type { UpstreamLevel } from './token-bucket.ts';

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface RateLimitHeaders {
  readonly requests: UpstreamLevel | null;
  readonly tokens: UpstreamLevel | null;
}

const minuteMs = 60_000;

/** Names by dialect; the first whose `remaining` is there is believed. `period` marks those that count resets in milliseconds. */
const requestHeaders = [
  {
    limit: 'x-ratelimit-limit-requests',
    remaining: 'x-ratelimit-remaining-requests',
    reset: 'x-ratelimit-reset-requests',
    period: 'x-ratelimit-renewalperiod-requests',
  },
  { remaining: 'x-ratelimit-remaining-req-minute' },
  {
    limit: 'anthropic-ratelimit-requests-limit',
    remaining: 'anthropic-ratelimit-requests-remaining',
    reset: 'anthropic-ratelimit-requests-reset',
  },
] as const satisfies readonly HeaderNames[];

const tokenHeaders = [
  {
    limit: 'x-ratelimit-limit-tokens',
    remaining: 'x-ratelimit-remaining-tokens',
    reset: 'x-ratelimit-reset-tokens',
    period: 'x-ratelimit-renewalperiod-tokens',
  },
  { remaining: 'x-ratelimit-remaining-tokens-minute' },
  {
    limit: 'anthropic-ratelimit-tokens-limit',
    remaining: 'anthropic-ratelimit-tokens-remaining',
    reset: 'anthropic-ratelimit-tokens-reset',
  },
] as const satisfies readonly HeaderNames[];

interface HeaderNames {
  readonly limit?: string;
  readonly remaining: string;
  readonly reset?: string;
  readonly period?: string;
}

/** Header names in small letters. `epochMs` is the wall clock, for resets given as an instant. `null`: nothing is said. */
export function readRateLimitHeaders(headers: Headers, epochMs: number): RateLimitHeaders {
  return { requests: readLevel(headers, requestHeaders, epochMs), tokens: readLevel(headers, tokenHeaders, epochMs) };
}

/**
 * Reads a reset as milliseconds from now: `6ms`, `17.399999999s`, `1m30s`, `33` (seconds), an ISO 8601 or HTTP date, or
 * seconds or milliseconds since 1970. `null` when it is none of these; 0 when the instant has passed.
 */
export function parseResetMs(text: string, epochMs: number): number | null {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return plainNumberMs(Number(trimmed), epochMs);
  const durationMs = parseDurationMs(trimmed);
  if (durationMs !== null) return durationMs;
  const instantMs = /^\d{4}-\d\d-\d\d|^[A-Z][a-z]{2},/.test(trimmed) ? Date.parse(trimmed) : Number.NaN;
  return Number.isNaN(instantMs) ? null : Math.max(0, instantMs - epochMs);
}

function readLevel(headers: Headers, dialects: readonly HeaderNames[], epochMs: number): UpstreamLevel | null {
  for (const names of dialects) {
    const remaining = readCount(headers, names.remaining);
    if (remaining === null) continue;
    const limit = isAzure(headers, names) ? null : readCount(headers, names.limit);
    return { remaining, resetMs: readReset(headers, names, epochMs), ...(limit !== null && { limit }) };
  }
  return null;
}

function readCount(headers: Headers, name: string | undefined): number | null {
  const text = name === undefined ? null : first(headers, name);
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

/** A reset that is missing or cannot be read is taken to be a minute away, which is what these limits are over. */
function readReset(headers: Headers, names: HeaderNames, epochMs: number): number {
  const text = names.reset === undefined ? null : first(headers, names.reset);
  if (text === null) return minuteMs;
  if (isAzure(headers, names) && /^\d+$/.test(text)) return Number(text);
  return parseResetMs(text, epochMs) ?? minuteMs;
}

/** Azure alone names a renewal period. It gives plain milliseconds, until the next is back: 500 where 120 a minute are. */
function isAzure(headers: Headers, { period }: HeaderNames): boolean {
  return period !== undefined && first(headers, period) !== null;
}

function first(headers: Headers, name: string): string | null {
  const value = headers[name];
  const text = typeof value === 'string' ? value : value?.[0];
  return text === undefined ? null : text.trim();
}

const epochSecondsFrom = 1_000_000_000;
const epochMillisecondsFrom = 1_000_000_000_000;

/** No limit is reset in thirty years: a number that large is an instant. */
function plainNumberMs(value: number, epochMs: number): number {
  if (value >= epochMillisecondsFrom) return Math.max(0, value - epochMs);
  if (value >= epochSecondsFrom) return Math.max(0, value * 1000 - epochMs);
  return value * 1000;
}
