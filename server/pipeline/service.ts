/**
 * The shape of the path of a request: services that answer with parts, and layers that wrap them.
 *
 * - A generator does nothing until it is first pulled.
 * - Cancel through `context.signal`: `return()` on a generator waits for a `next()` that is still pending.
 * - Role-only and empty deltas do not commit a request; the first content part does (`isContent`).
 */
import type { AskParams } from '../../protocol/ask.ts';
import type { Chat } from '../../protocol/message.ts';
import type { Part } from '../../protocol/part.ts';
import type { AttemptRow } from '../../protocol/spend.ts';
import type { Clock } from '../clock.ts';
import type { RequestError } from '../request-error.ts';
import type { Policy } from '../routing/policy.ts';
import type { RoutePlan } from '../routing/route-plan.ts';
import type { Target } from '../routing/target.ts';

export type Service<Request> = (request: Request, context: RequestContext) => AsyncIterable<Part>;
export type Layer<Outer, Inner = Outer> = (inner: Service<Inner>) => Service<Outer>;

export interface RequestContext {
  readonly requestId: string;
  /** Aborted when the caller goes away (reason: `cancelled`) or the deadline has come (reason: `deadline`). */
  readonly signal: AbortSignal;
  /** Ends the request, whatever it waits for, and be it for its reader: aborts the signal that all layers follow. */
  end(reason: RequestError): void;
  readonly clock: Clock;
  /** On the monotonic clock; `null` above the deadline layer. */
  readonly deadlineAtMs: number | null;
  /** Where layers report what happened; read by whoever renders the answer. */
  readonly trace: RequestTrace;
  /** Numbers the attempts that reach an upstream, over all targets of the request. */
  readonly attempts: AttemptCounter;
}

export interface AttemptCounter {
  /** Attempts begun so far. */
  readonly begun: number;
  /** Begins another; counts from 1. */
  begin(): number;
}

/** Who asked. Written on every row. */
export interface Origin {
  readonly client: string;
  readonly window: string | null;
  readonly workspace: string | null;
  readonly branch: string | null;
  readonly language: string | null;
  readonly command: string | null;
  readonly conversation: string | null;
  /** The id of the request this one follows or serves. */
  readonly parentRequest: string | null;
}

/** What a caller wants. */
export interface ChatRequest {
  readonly chat: Chat;
  /** The profile's name, already looked up to exist. */
  readonly profile: string;
  /** As the caller named it, see `parseModelSpec`; `null`: the profile decides. */
  readonly model: string | null;
  readonly needs: readonly string[];
  readonly maxFirstPartMs: number | null;
  readonly maxCostUsd: number | null;
  /** How the upstream is asked; the parts are the same. */
  readonly stream: NonNullable<AskParams['stream']>;
  /**
   * True when nothing is delivered before the end (a collected answer): then the reply is the commit, and failover
   * stays allowed until it.
   */
  readonly collected: boolean;
  /** The person said yes to going over hard budgets with this request. */
  readonly allowOverBudget: boolean;
  readonly origin: Origin;
}

/** A request at one target: what the layers below failover see. */
export interface TargetRequest extends ChatRequest {
  readonly target: Target;
  /** Input tokens by the size of the chat alone. */
  readonly plainTokens: number;
  /** Clocks, retries and breaker figures that hold for this profile at this track. */
  readonly policy: Policy;
  /** Tries this target may have after the first; a hedge and the retries beside it draw on the same. */
  readonly furtherTries: FurtherTries;
  /** Whether another target could take over, asked when it matters: breakers open and close meanwhile. */
  othersLeft(): OthersLeft;
  /** Whether this target itself would be refused after this many milliseconds, by what is known now. */
  isShutIn(waitMs: number): boolean;
  /** What happens on the wire, told by the provider to the layers above it that asked to know. */
  readonly wire: WireObserver;
}

/**
 * `shut`: those that come later in the plan would be refused at once, for now. `none`: this is the last that may be tried.
 * Either way nobody is served by giving up early: the deadline takes the place of the first-part limit.
 */
export type OthersLeft = 'available' | 'shut' | 'none';

export interface FurtherTries {
  readonly left: number;
  /** Takes one out; false: there is none. */
  take(): boolean;
}

export interface WireObserver {
  /** The request waits for a free one of our own connections: nobody has been asked yet. */
  queued(): void;
  /** The request is about to leave: the intent is written here. A throw stops it. */
  sending(): void;
  /** The connection stands and the request is on it. */
  connected(): void;
  /** Status and headers have come. */
  headers(status: number, headers: Readonly<Record<string, string | string[] | undefined>>): void;
  /** The model and id the upstream says it answers with. */
  served(model: string | null, upstreamId: string | null): void;
}

export const ignoreWire: WireObserver = { queued() {}, sending() {}, connected() {}, headers() {}, served() {} };

/** Events of one request, in the order they happen. */
export interface RequestTrace {
  note(event: TraceEvent): void;
}

export type TraceEvent =
  | { readonly type: 'planned'; readonly plan: RoutePlan }
  | { readonly type: 'trying'; readonly target: Target; readonly reason: string }
  | { readonly type: 'skipped' | 'failed'; readonly target: Target; readonly error: RequestError }
  /** The caller has gone, and the answer is read on for its usage: it is booked later. */
  | { readonly type: 'left'; readonly target: Target }
  /** The upstream has named the model it answers with, before its first part. */
  | { readonly type: 'served'; readonly target: Target; readonly model: string | null }
  /** Something the caller asked for is left out at this target, which changes little; a sentence for people. */
  | { readonly type: 'warned'; readonly target: Target; readonly message: string }
  | {
      readonly type: 'settled';
      readonly target: Target;
      readonly row: AttemptRow;
      readonly servedModel: string | null;
    };
