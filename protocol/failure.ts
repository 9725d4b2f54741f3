/** The kinds of failure a request can end with, and the shape in which a failure travels. */
import * as z from 'zod';

/**
 * Each kind has one row in the daemon's failure table, which says whether it is tried again, fails over, or trips a
 * breaker. A kind says what happened, never what to do about it.
 */
export const failureKinds = [
  'network',
  'overloaded',
  'rate-limited',
  'timeout',
  'auth',
  'no-such-model',
  'invalid-request',
  'content-refused',
  'context-too-long',
  'breaker-open',
  'limiter-full',
  'over-budget',
  'no-price',
  'no-target',
  'ledger-unwritable',
  'truncated',
  'shed',
  'cancelled',
  'deadline',
  'offline',
] as const;

export const failureKindSchema = z.enum(failureKinds);
export type FailureKind = z.infer<typeof failureKindSchema>;

const limitLevelSchema = z.object({
  /** Permits a minute. */
  limit: z.number(),
  remaining: z.number().nonnegative(),
  /** Milliseconds until all of it is there again. */
  resetMs: z.number().nonnegative(),
});

/** How full a track's limits are, where one of them is why a request was refused; `null`: it has no such limit. */
const rateLimitsSchema = z.object({
  requests: limitLevelSchema.nullable(),
  tokens: limitLevelSchema.nullable(),
});
export type RateLimits = z.infer<typeof rateLimitsSchema>;

/** What a client is told of a failed request: `data` of the JSON-RPC error, and `failure` of an incomplete answer. */
export const failureSchema = z.object({
  kind: failureKindSchema,
  /** One sentence for a person: what happened, at which target, and what can be done. */
  message: z.string(),
  requestId: z.string().optional(),
  /** The target that failed last, as `model@track`. */
  target: z.string().optional(),
  /** The upstream's HTTP status, when there was one. */
  status: z.number().int().optional(),
  /** How long the upstream (or our own limiter or breaker) asks to wait, in milliseconds. */
  retryAfterMs: z.number().nonnegative().optional(),
  /** With `limiter-full`. */
  rateLimits: rateLimitsSchema.optional(),
  /** Tries that reached an upstream. */
  attempts: z.number().int().nonnegative().optional(),
});
export type Failure = z.infer<typeof failureSchema>;

/** JSON-RPC error code of every request that failed for a reason in `failureKinds`; outside the reserved ranges. */
export const requestFailedCode = 3001;
