/** From an upstream's refusal (status, headers, body) to a `RequestError` a person can act on. */
import { STATUS_CODES } from 'node:http';
import type { FailureKind } from '../../protocol/failure.ts';
import { onOneLine } from '../one-line.ts';
import { RequestError } from '../request-error.ts';
import { failureKind } from './failure-rules.ts';
import { type AskedOfGoogle, googleAdvice } from './google-advice.ts';
import type { ResponseHeaders } from './http-exchange.ts';
import { explainBaseUrl, explainRefusedKey } from './key-shape.ts';
import { redactKeys, withoutSecret } from './redact.ts';
import { readRetryAfterMs } from './retry-after.ts';
import { readUpstreamError } from './upstream-error.ts';

/** Where the answer came from; the key is used to explain and to redact, and never shown. */
export interface AskedOf {
  /** `model@track`, or the track's name where no model was asked. */
  readonly target: string;
  readonly baseUrl: string;
  readonly key: string | null;
  /** Vertex AI, which knows roles and tokens where others know keys. */
  readonly google?: AskedOfGoogle;
}

export interface FailedResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** The body's text, or the `error` value of a chunk. */
  readonly body: unknown;
}

const longestQuoteCharacters = 300;

/**
 * Reads a failed answer. An answer of status 200 that holds an error counts as the status the error states; its
 * headers say nothing about waiting (a Retry-After on 200 occurs, and means nothing).
 */
export function failureFromResponse(response: FailedResponse, from: AskedOf, nowEpochMs: number): RequestError {
  const error = readUpstreamError(response.body);
  const status = response.status >= 300 ? response.status : (error.status ?? response.status);
  const kind = failureKind(status, error, new URL(from.baseUrl).hostname);
  const headers = response.status >= 300 ? response.headers : {};
  const retryAfterMs = mayWait.has(kind)
    ? readRetryAfterMs({ headers, retryDelay: error.retryDelay, message: error.message }, nowEpochMs)
    : undefined;
  const said = quoted(error.message, from.key);
  const heading = `${from.target}: ${status >= 300 ? statusWords(status) : 'an error within the answer'}`;
  const advice =
    (from.google !== undefined && googleAdvice(kind, status, error, from.google)) ||
    adviceFor(kind, status, response, from, retryAfterMs);
  const message = [said === '' ? `${heading}.` : `${heading}: ${said}`, advice].filter((part) => part !== '').join(' ');
  return new RequestError(kind, message, { target: from.target, status, retryAfterMs, words: error.words });
}

const mayWait: ReadonlySet<FailureKind> = new Set(['rate-limited', 'overloaded', 'timeout']);

function statusWords(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? (status === 529 ? 'Overloaded' : '')}`.trimEnd();
}

/** The upstream's own words, on one line, without keys and characters that command a terminal, ending as a sentence. */
function quoted(message: string, key: string | null): string {
  const line = redactKeys(onOneLine(message), key);
  if (line === '') return '';
  const short = line.length > longestQuoteCharacters ? `${line.slice(0, longestQuoteCharacters - 1)}…` : line;
  return /[.!?…。]$/.test(short) ? short : `${short}.`;
}

function adviceFor(
  kind: FailureKind,
  status: number,
  response: FailedResponse,
  from: AskedOf,
  retryAfterMs: number | undefined,
): string {
  if (status >= 300 && status < 400) {
    return `It redirects${redirectGoal(response.headers, from.key)}, and a key is never sent on: set the base URL to where it leads.`;
  }
  switch (kind) {
    case 'auth':
      if (status === 402) return 'The account needs credit.';
      return [explainRefusedKey(from.key, from.baseUrl), explainBaseUrl(from.baseUrl)].filter(Boolean).join(' ');
    case 'no-such-model':
      return ['Check the model name (upstreamName) against the models this key can use.', explainBaseUrl(from.baseUrl)]
        .filter(Boolean)
        .join(' ');
    case 'rate-limited':
      return retryAfterMs === undefined ? '' : `It asks to wait ${formatWait(retryAfterMs)}.`;
    case 'overloaded':
      return retryAfterMs === undefined ? 'Try again later.' : `It asks to wait ${formatWait(retryAfterMs)}.`;
    case 'context-too-long':
      return 'Select less, or use a model with a larger context window.';
    default:
      return '';
  }
}

/** The key may stand in the host's name, which is in small letters. */
function redirectGoal(headers: ResponseHeaders, key: string | null): string {
  const location = headers.location;
  if (typeof location !== 'string' || !URL.canParse(location)) return '';
  return ` to ${withoutSecret(new URL(location).origin, key === null ? null : key.toLowerCase())}`;
}

function formatWait(waitMs: number): string {
  return waitMs < 1000 ? `${waitMs} ms` : `${Math.ceil(waitMs / 100) / 10} s`;
}
