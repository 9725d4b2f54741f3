/** The one table that decides what a failure means: whether it is tried again here, fails over, or trips a breaker. */
import type { FailureKind } from '../../protocol/failure.ts';
import type { RequestError } from '../request-error.ts';
import { isLocalServer, type Target } from '../routing/target.ts';

/** What a failure speaks against; only `track` evidence trips a breaker. `own`: our own refusal, against nobody. */
export type Evidence = 'key' | 'rate' | 'track' | 'request' | 'client' | 'local' | 'own';

export type FailOver = 'yes' | 'no' | 'larger-window' | 'local-server';

export interface FailureRow {
  readonly retryHere: 'yes' | 'no' | 'after-wait';
  readonly failOver: FailOver;
  readonly tripsBreaker: boolean;
  readonly evidence: Evidence;
}

const upstreamFailure: FailureRow = { retryHere: 'yes', failOver: 'yes', tripsBreaker: true, evidence: 'track' };
const ourRefusal: FailureRow = { retryHere: 'no', failOver: 'yes', tripsBreaker: false, evidence: 'own' };
const endsHere = (evidence: Evidence): FailureRow => ({
  retryHere: 'no',
  failOver: 'no',
  tripsBreaker: false,
  evidence,
});

export const failureTable: Readonly<Record<FailureKind, FailureRow>> = {
  network: upstreamFailure,
  /** 503 and 529 without Retry-After: not here while another target is available; 500, 502, 504: one more try here. */
  overloaded: upstreamFailure,
  /** Here only after the wait it asks for, if that fits the deadline. */
  'rate-limited': { retryHere: 'after-wait', failOver: 'yes', tripsBreaker: false, evidence: 'rate' },
  timeout: { retryHere: 'no', failOver: 'yes', tripsBreaker: true, evidence: 'track' },
  /** Shown to the user: these will not heal by themselves. */
  auth: { retryHere: 'no', failOver: 'yes', tripsBreaker: false, evidence: 'key' },
  'no-such-model': { retryHere: 'no', failOver: 'yes', tripsBreaker: false, evidence: 'key' },
  /** The same everywhere: one attempt only. */
  'invalid-request': endsHere('request'),
  'content-refused': endsHere('request'),
  'context-too-long': { retryHere: 'no', failOver: 'larger-window', tripsBreaker: false, evidence: 'request' },
  'breaker-open': ourRefusal,
  'limiter-full': ourRefusal,
  'over-budget': ourRefusal,
  /** A hard budget must know what it may cost. */
  'no-price': ourRefusal,
  'no-target': endsHere('own'),
  'ledger-unwritable': endsHere('local'),
  /** The caller gets what came, marked incomplete. */
  truncated: { retryHere: 'no', failOver: 'no', tripsBreaker: true, evidence: 'track' },
  shed: endsHere('own'),
  cancelled: endsHere('client'),
  deadline: endsHere('client'),
  /** Without a network only a model server on this machine can answer. */
  offline: { ...endsHere('local'), failOver: 'local-server' },
};

/** A request that a target's dialect has no form for was refused by ourselves: it is not the same everywhere. */
export function rowOf({ kind, beyondDialect }: Pick<RequestError, 'kind' | 'beyondDialect'>): FailureRow {
  return beyondDialect ? ourRefusal : failureTable[kind];
}

/** What must be known to decide on another try at the same target. */
export interface RetrySituation {
  /** Tries made at this target, the failed one included. */
  readonly triesHere: number;
  /** Another target of the plan could take over now. */
  readonly otherTargetAvailable: boolean;
  /** Time left until the deadline, in milliseconds; `null`: no deadline. */
  readonly remainingMs: number | null;
}

/**
 * Whether the same target may be tried again. How often at most, how long to wait between tries, and whether the
 * retry budget allows it are decided elsewhere; a wait the upstream asked for is never cut short.
 */
export function mayRetryHere(error: RequestError, situation: RetrySituation): boolean {
  const { retryHere } = failureTable[error.kind];
  if (retryHere === 'no') return false;
  if (!waitFits(error.retryAfterMs, situation.remainingMs)) return false;
  // A limit that names no time is met again at another target at once, or here after a guess at best.
  if (retryHere === 'after-wait') return error.retryAfterMs !== undefined || !situation.otherTargetAvailable;
  if (isPlainOverload(error)) return !situation.otherTargetAvailable;
  if (error.kind === 'overloaded' && situation.otherTargetAvailable) return situation.triesHere < 2;
  return true;
}

/** Whether the request may go on from the failed target to this one. */
export function mayFailOver(
  error: RequestError,
  from: Pick<Target, 'contextWindow'> | null,
  to: Pick<Target, 'contextWindow' | 'track'>,
): boolean {
  const { failOver } = rowOf(error);
  if (failOver === 'local-server') return isLocalServer(to);
  if (failOver !== 'larger-window') return failOver === 'yes';
  const fromWindow = from?.contextWindow ?? null;
  return fromWindow === null || to.contextWindow === null || to.contextWindow > fromWindow;
}

/** Whether a breaker counts this as a failure of its target. */
export function tripsBreaker({ kind, blameless }: Pick<RequestError, 'kind' | 'blameless'>): boolean {
  return failureTable[kind].tripsBreaker && !blameless;
}

/** 503 and 529 say "not now" to everyone; without a time, another target is the better next try. */
function isPlainOverload(error: RequestError): boolean {
  return (error.status === 503 || error.status === 529) && error.retryAfterMs === undefined;
}

function waitFits(waitMs: number | undefined, remainingMs: number | null): boolean {
  return waitMs === undefined || remainingMs === null || waitMs < remainingMs;
}
