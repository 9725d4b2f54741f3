/** The one error a request can fail with. Whoever catches it asks the failure table by `kind`, never the message. */
import type { Failure, FailureKind, RateLimits } from '../protocol/failure.ts';

export interface RequestErrorOptions {
  readonly target?: string | undefined;
  /** The upstream's HTTP status. */
  readonly status?: number | undefined;
  /** How long to wait before the same may be tried again, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** How full our own limits are, where they are the reason. */
  readonly rateLimits?: RateLimits | undefined;
  /** Codes and reasons of the upstream's error, in small letters. */
  readonly words?: readonly string[] | undefined;
  /** Refused before anything was sent, because the target's dialect has no form for it: one of another may serve it. */
  readonly beyondDialect?: boolean | undefined;
  /** It failed for a reason near this machine: no evidence against the target, whatever its kind says. */
  readonly blameless?: boolean | undefined;
  /** The message in two, where several targets may be refused alike. */
  readonly sentence?: Sentence | undefined;
  readonly cause?: unknown;
}

/** What is so whichever target is asked, said once for several, and what is so at this one. */
export interface Sentence {
  readonly shared: string;
  readonly own: string;
}

export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly kind: FailureKind;
  readonly target: string | undefined;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly rateLimits: RateLimits | undefined;
  readonly words: readonly string[];
  readonly beyondDialect: boolean;
  readonly blameless: boolean;
  readonly sentence: Sentence | null;

  /** `message` is a sentence for people; it never holds a key, a prompt or an answer. */
  constructor(kind: FailureKind, message: string, options: RequestErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.target = options.target;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
    this.rateLimits = options.rateLimits;
    this.words = options.words ?? [];
    this.beyondDialect = options.beyondDialect ?? false;
    this.blameless = options.blameless ?? false;
    this.sentence = options.sentence ?? null;
  }

  /** One whose message may be joined with those of other targets. */
  static alike(kind: FailureKind, sentence: Sentence, options: RequestErrorOptions): RequestError {
    return new RequestError(kind, `${sentence.shared}: ${sentence.own}`, { ...options, sentence });
  }
}

/** What a client is told of an error. */
export function toFailure(error: RequestError, about: { requestId?: string; attempts?: number } = {}): Failure {
  return {
    kind: error.kind,
    message: error.message,
    ...(about.requestId !== undefined && { requestId: about.requestId }),
    ...(about.attempts !== undefined && { attempts: about.attempts }),
    ...(error.target !== undefined && { target: error.target }),
    ...(error.status !== undefined && { status: error.status }),
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    ...(error.rateLimits !== undefined && { rateLimits: error.rateLimits }),
  };
}
