/**
 * Holds in the budgets what an attempt may cost, and books every one that reaches an upstream: the intent before it
 * leaves, the settlement before success is told. Above rate-limit, so that an instant no comes before a wait, and below
 * breaker, so that a dead target costs nothing.
 */
import type { FailureKind } from '../../protocol/failure.ts';
import { isContent, type Part } from '../../protocol/part.ts';
import type { AbortPolicy } from '../../protocol/spend.ts';
import type { Usage } from '../../protocol/usage.ts';
import { AnswerSize, type Estimator, estimatedUsage, expectedInputTokens, teach } from '../catalogue/estimate.ts';
import type { Budgets, Hold, Reservation } from '../ledger/budget-port.ts';
import type { Ledger } from '../ledger/port.ts';
import { type WorstCase, worstCaseOf } from '../ledger/worst-case.ts';
import { RequestError } from '../request-error.ts';
import { type Drains, LeavableAnswer } from './left-answer.ts';
import { servedName } from './served-name.ts';
import type { Layer, RequestContext, TargetRequest, WireObserver } from './service.ts';

export interface SpendParts {
  readonly ledger: Ledger;
  readonly budgets: Budgets;
  readonly estimator: Estimator;
  /** Answers whose callers have gone, on tracks that read them on for their usage. */
  readonly drains: Drains;
}

export function spend(parts: SpendParts): Layer<TargetRequest> {
  return (inner) =>
    async function* withSpend(request, context) {
      const reservation = reservationOf(request, parts.estimator);
      const hold = await parts.budgets.reserve(reservation);
      const attempt = new BookedAttempt(parts, request, context, { hold, worstCase: reservation.worstCase });
      const booked = { ...request, wire: attempt.wire };
      const leavable =
        request.target.track.onAbort === 'drain-to-usage'
          ? new LeavableAnswer((signal) => inner(booked, { ...context, signal }))
          : null;
      // The finish mark is success told: it and the usage wait until they are booked. Of each the last one counts.
      const ending = new Map<string, Part>();
      let outcome: 'success' | FailureKind = 'cancelled';
      try {
        context.signal.throwIfAborted();
        for await (const part of leavable?.whileWanted(context.signal) ?? inner(booked, context)) {
          attempt.note(part);
          if (part.type === 'finish' || part.type === 'usage') keepLast(ending, part);
          else yield part;
        }
        outcome = 'success';
        attempt.settle(outcome);
        yield* ending.values();
      } catch (error) {
        outcome = error instanceof RequestError ? error.kind : 'network';
        throw error;
      } finally {
        if (leavable?.isOpen && attempt.answered && !parts.drains.isFull) {
          context.trace.note({ type: 'left', target: request.target });
          const note = (part: Part) => attempt.note(part);
          parts.drains.begin(leavable, context.clock, note, (whole) => {
            try {
              attempt.settle(outcome, whole ? 'drained' : 'given-up');
            } finally {
              hold.release();
            }
          });
        } else {
          if (leavable?.isOpen) await leavable.stop(context.signal.reason);
          attempt.settle(outcome);
          hold.release();
        }
      }
    };
}

/** In the order in which the last ones came; some upstreams tell their usage with every word. */
function keepLast(ending: Map<string, Part>, part: Part): void {
  const which = `${part.type} ${part.choiceIndex}`;
  ending.delete(which);
  ending.set(which, part);
}

function reservationOf(request: TargetRequest, estimator: Estimator): Reservation {
  const { target, profile, origin, allowOverBudget } = request;
  const { workspace, client } = origin;
  return {
    target,
    facts: { profile, workspace, client, track: target.track.name, model: target.model },
    worstCase: worstCaseOf(request, estimator),
    allowOver: allowOverBudget,
  };
}

/** What was held for an attempt, and for what. */
interface Held {
  readonly hold: Hold;
  readonly worstCase: WorstCase;
}

/** One attempt between intent and settlement; the first of its settlements counts. */
class BookedAttempt {
  readonly #parts: SpendParts;
  readonly #request: TargetRequest;
  readonly #context: RequestContext;
  readonly #held: Held;
  #attempt: number | null = null;
  #startedAtMs = 0;
  #firstPartMs: number | null = null;
  /** Whether the upstream began to answer: from then on it is expected to charge. */
  #answered = false;
  #servedModel: string | null = null;
  readonly #size = new AnswerSize();
  #usage: { readonly usage: Usage; readonly raw: unknown } | null = null;

  constructor(parts: SpendParts, request: TargetRequest, context: RequestContext, held: Held) {
    this.#parts = parts;
    this.#request = request;
    this.#context = context;
    this.#held = held;
  }

  get answered(): boolean {
    return this.#attempt !== null && this.#answered;
  }

  /** Writes the intent as the request leaves, and passes everything on to whoever else wants to know. */
  get wire(): WireObserver {
    const outer = this.#request.wire;
    return {
      ...outer,
      sending: () => {
        this.#intend();
        outer.sending();
      },
      headers: (status, headers) => {
        this.#answered = status >= 200 && status < 300;
        outer.headers(status, headers);
      },
      served: (model, upstreamId) => {
        this.#servedModel = model === null ? null : servedName(model);
        this.#context.trace.note({ type: 'served', target: this.#request.target, model: this.#servedModel });
        outer.served(model, upstreamId);
      },
    };
  }

  note(part: Part): void {
    if (this.#firstPartMs === null && isContent(part)) this.#firstPartMs = this.#elapsedMs();
    if (part.type === 'usage') this.#usage = { usage: part.usage, raw: part.raw };
    else this.#size.add(part);
  }

  /** `reading` tells what became of an answer that was read on after its caller had gone. */
  settle(outcome: 'success' | FailureKind, reading: 'drained' | 'given-up' | null = null): void {
    if (this.#attempt === null) return;
    const attempt = this.#attempt;
    this.#attempt = null;
    const complete = outcome === 'success';
    const abortPolicy = this.#abortPolicy(outcome, reading !== null);
    if (complete) this.#teach();
    const row = this.#parts.ledger.settle(this.#context.requestId, attempt, {
      outcome,
      measuredUsage: complete || reading === 'drained' ? (this.#usage?.usage ?? null) : null,
      rawUsage: this.#usage?.raw ?? null,
      estimatedUsage: this.#estimate(),
      billable: complete || (this.#answered && abortPolicy !== 'do-not-bill'),
      abortPolicy,
      firstPartMs: this.#firstPartMs,
      totalMs: this.#elapsedMs(),
      servedModel: this.#servedModel,
    });
    this.#held.hold.charge(row);
    this.#context.trace.note({
      type: 'settled',
      target: this.#request.target,
      row,
      servedModel: this.#servedModel,
    });
  }

  #intend(): void {
    const { target, profile, origin } = this.#request;
    const { hold, worstCase } = this.#held;
    const startedAtEpochMs = this.#context.clock.epochMs();
    hold.begin(startedAtEpochMs);
    const attempt = this.#context.attempts.begin();
    this.#startedAtMs = this.#context.clock.monotonicMs();
    this.#parts.ledger.intend({
      requestId: this.#context.requestId,
      attempt,
      target,
      profile,
      origin,
      startedAtEpochMs,
      worstCase,
      heldNanoUsd: hold.nanoUsd,
    });
    this.#attempt = attempt;
  }

  /** By which policy an answer is booked that was left before its end; `null`: it was not left, or had not begun. */
  #abortPolicy(outcome: 'success' | FailureKind, wasReadOn: boolean): AbortPolicy | null {
    if (!this.#answered || (outcome !== 'cancelled' && outcome !== 'deadline')) return null;
    const { onAbort } = this.#request.target.track;
    return onAbort === 'drain-to-usage' && !wasReadOn ? 'estimate' : onAbort;
  }

  /** Simulated answers teach nothing, and an estimator that fails keeps no answer back. */
  #teach(): void {
    const { target, chat } = this.#request;
    const usage = this.#usage?.usage;
    if (usage !== undefined && !target.simulated) teach(this.#parts.estimator, target.name, chat, usage);
  }

  /** What was used as far as can be told: a count the upstream gave before it broke is a lower bound of each side. */
  #estimate(): Usage {
    const told = this.#usage?.usage;
    const outputTokens = this.#size.tokens;
    if (told === undefined) {
      const { target, plainTokens } = this.#request;
      const inputTokens = expectedInputTokens(this.#parts.estimator, target.name, plainTokens);
      return estimatedUsage(inputTokens, outputTokens);
    }
    return { ...told, outputTokens: Math.max(told.outputTokens, outputTokens - told.reasoningTokens, 0) };
  }

  #elapsedMs(): number {
    return this.#context.clock.monotonicMs() - this.#startedAtMs;
  }
}
