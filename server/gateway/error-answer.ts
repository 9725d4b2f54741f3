/** From a failure to what an OpenAI client is told: status, headers and body. Pure. */
import type { OutgoingHttpHeaders } from 'node:http';
import type { Failure, FailureKind, RateLimits } from '../../protocol/failure.ts';
import type { FieldError } from './field-error.ts';

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: ErrorBody;
}

export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string;
    /** What the same failure carries over JSON-RPC. */
    readonly dualtrack?: Omit<Failure, 'message'>;
  };
}

interface Row {
  readonly status: number;
  readonly type: string;
  /** OpenAI's own code where there is one, since clients look for it; else the kind. */
  readonly code: string;
  /**
   * Whether the caller's own client may send the request again. What was tried again and failed over here is not worth
   * a loop on top of ours; OpenAI's clients obey.
   */
  readonly again: boolean;
}

const refused = (status: number, code: string, type = 'invalid_request_error'): Row => ({
  status,
  type,
  code,
  again: false,
});
const failedUpstream = (status: number, code: string): Row => ({ status, type: 'upstream_error', code, again: false });
const notNow = (status: number, code: string, type = 'unavailable_error'): Row => ({ status, type, code, again: true });

const errorTable: Readonly<Record<FailureKind, Row>> = {
  'invalid-request': refused(400, 'invalid_request'),
  'context-too-long': refused(400, 'context_length_exceeded'),
  'content-refused': refused(400, 'content_filter'),
  // Nothing in the profile can do what the request asks for: the request or the profile is to be changed.
  'no-target': refused(400, 'no-target'),
  'over-budget': refused(402, 'insufficient_quota', 'insufficient_quota'),
  'no-price': refused(402, 'no-price'),
  'no-such-model': refused(404, 'model_not_found'),
  'limiter-full': notNow(429, 'rate_limit_exceeded', 'rate_limit_error'),
  'rate-limited': notNow(429, 'rate_limit_exceeded', 'rate_limit_error'),
  // Somebody stopped it by hand; a caller that went away itself reads nothing.
  cancelled: refused(499, 'cancelled', 'cancelled_error'),
  auth: failedUpstream(502, 'auth'),
  network: failedUpstream(502, 'network'),
  overloaded: failedUpstream(502, 'overloaded'),
  truncated: failedUpstream(502, 'truncated'),
  'breaker-open': notNow(503, 'breaker-open'),
  shed: notNow(503, 'shed'),
  offline: notNow(503, 'offline'),
  // This machine's trouble, and it may pass: the disk is full or read-only.
  'ledger-unwritable': { ...notNow(503, 'ledger-unwritable'), again: false },
  timeout: failedUpstream(504, 'timeout'),
  deadline: failedUpstream(504, 'deadline'),
};

/**
 * A limit that is too small for the request, and a target that a person holds out of service: no wait is known to help, and
 * so none is told.
 */
const againOnlyAfterWait: ReadonlySet<FailureKind> = new Set(['limiter-full', 'breaker-open']);

/** What whoever runs the program can do where no button and no flag is at hand. */
const wayForward: Readonly<Partial<Record<FailureKind, string>>> = {
  'over-budget': 'To let it through, raise limitUsd of this budget in the configuration.',
  'no-price': 'To let it through, name its price there.',
};

/** A request that failed before anything was delivered. */
export function answerFailure(failure: Failure): ErrorAnswer {
  const { status, again: mayHelp } = errorTable[failure.kind];
  const again = mayHelp && !(againOnlyAfterWait.has(failure.kind) && failure.retryAfterMs === undefined);
  const waits = (status === 429 || status === 503) && failure.retryAfterMs !== undefined;
  return {
    status,
    headers: {
      ...(!again && { 'x-should-retry': 'false' }),
      ...(waits && { 'retry-after': String(wholeSeconds(failure.retryAfterMs ?? 0)) }),
      ...rateLimitHeaders(failure.rateLimits),
    },
    body: failureBody(failure),
  };
}

/** As OpenAI writes them: what is allowed a minute, what is left of it, and when all of it is there again. */
function rateLimitHeaders(limits: RateLimits | undefined): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  for (const [what, level] of Object.entries(limits ?? {})) {
    if (level === null) continue;
    headers[`x-ratelimit-limit-${what}`] = String(level.limit);
    headers[`x-ratelimit-remaining-${what}`] = String(Math.floor(level.remaining));
    headers[`x-ratelimit-reset-${what}`] = `${(level.resetMs / 1000).toFixed(3)}s`;
  }
  return headers;
}

/** Also what stands in a stream that fails after its first part. */
export function failureBody({ message, ...data }: Failure): ErrorBody {
  const { type, code } = errorTable[data.kind];
  const help = wayForward[data.kind];
  const told = help === undefined ? message : `${message.replace(/\.$/, '')}. ${help}`;
  return { error: { message: told, type, param: null, code, dualtrack: data } };
}

export function answerFieldError({ message, field }: FieldError): ErrorAnswer {
  return refusal(400, message, 'invalid_request', field);
}

/** A refusal of the gateway's own, before there is a request. */
export function refusal(status: number, message: string, code: string, param: string | null = null): ErrorAnswer {
  const type = status === 500 ? 'server_error' : 'invalid_request_error';
  return { status, headers: {}, body: { error: { message, type, param, code } } };
}

/** Rounded up, so that nobody comes back too early; at least 1, which clients take for a wait. */
function wholeSeconds(waitMs: number): number {
  return Math.max(1, Math.ceil(waitMs / 1000));
}
