/**
 * Holds in the budgets what an attempt may cost, and books every one that reaches an upstream: the intent before it
 * leaves, the settlement before success is told. Above rate-limit, so that an instant no comes before a wait, and below
 * breaker, so that a dead target costs nothing.
 */
import type { FailureKind } from '../../protocol/failure.ts';
import { isContent, type Part } from '../../protocol/part.ts';
import type { Usage } from '../../protocol/usage.ts';
import {
  type Estimator,
  estimatedUsage,
  estimateInputTokens,
  estimateTextTokens,
  expectedInputTokens,
  plainEstimator,
} from '../catalog/estimate.ts';
import type { Budgets, Hold, Reservation } from '../ledger/budget-port.ts';
import type { Ledger } from '../ledger/port.ts';
import { type WorstCase, worstCaseOf } from '../ledger/worst-case.ts';
import { RequestError } from '../request-error.ts';
import type { CallContext, Layer, TargetRequest, WireObserver } from './service.ts';

export interface SpendParts {
  readonly ledger: Ledger;
  readonly budgets: Budgets;
  readonly estimator?: Estimator;
}

export function spend({ ledger, budgets, estimator = plainEstimator }: SpendParts): Layer<TargetRequest> {
  return (inner) =>
    async function* withSpend(request, context) {
      const reservation = reservationOf(request, estimator);
      const hold = await budgets.reserve(reservation);
      const attempt = new BookedAttempt(ledger, request, context, { hold, worstCase: reservation.worstCase });
      // The finish mark is success told: it and the usage wait until they are booked.
      const ending: Part[] = [];
      try {
        context.signal.throwIfAborted();
        for await (const part of inner({ ...request, wire: attempt.wire }, context)) {
          attempt.note(part);
          if (part.type === 'finish' || part.type === 'usage') ending.push(part);
          else yield part;
        }
        attempt.settle('success');
        yield* ending;
      } catch (error) {
        attempt.settle(error instanceof RequestError ? error.kind : 'network');
        throw error;
      } finally {
        attempt.settle('cancelled');
        hold.release();
      }
    };
}

function reservationOf(request: TargetRequest, estimator: Estimator): Reservation {
  const { chat, target, profile, origin, allowOverBudget } = request;
  const { workspace, client } = origin;
  return {
    target,
    facts: { profile, workspace, client, track: target.track.name, model: target.model },
    worstCase: worstCaseOf(chat, expectedInputTokens(estimator, target.name, estimateInputTokens(chat))),
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
  readonly #ledger: Ledger;
  readonly #request: TargetRequest;
  readonly #context: CallContext;
  readonly #held: Held;
  #attempt: number | null = null;
  #startedAtMs = 0;
  #firstPartMs: number | null = null;
  /** Whether the upstream began to answer: from then on it is expected to charge. */
  #answered = false;
  #servedModel: string | null = null;
  #outputText = '';
  #outputTokens = 0;
  #usage: { readonly usage: Usage; readonly raw: unknown } | null = null;

  constructor(ledger: Ledger, request: TargetRequest, context: CallContext, held: Held) {
    this.#ledger = ledger;
    this.#request = request;
    this.#context = context;
    this.#held = held;
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
        this.#servedModel = model;
        this.#context.trace.note({ type: 'served', target: this.#request.target, model });
        outer.served(model, upstreamId);
      },
    };
  }

  note(part: Part): void {
    if (this.#firstPartMs === null && isContent(part)) this.#firstPartMs = this.#elapsedMs();
    if (part.type === 'usage') this.#usage = { usage: part.usage, raw: part.raw };
    else if (part.type === 'text-delta' || part.type === 'reasoning-delta') this.#countText(part.text);
    else if (part.type === 'tool-call') this.#countText(part.argumentsDelta);
  }

  settle(outcome: 'success' | FailureKind): void {
    if (this.#attempt === null) return;
    const attempt = this.#attempt;
    this.#attempt = null;
    const complete = outcome === 'success';
    const row = this.#ledger.settle(this.#context.requestId, attempt, {
      outcome,
      measuredUsage: complete ? (this.#usage?.usage ?? null) : null,
      rawUsage: this.#usage?.raw ?? null,
      estimatedUsage: this.#estimate(),
      billable: complete || this.#answered,
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
    this.#ledger.intend({
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

  /** What was used as far as can be told: a count the upstream gave before it broke is a lower bound of each side. */
  #estimate(): Usage {
    const told = this.#usage?.usage;
    const outputTokens = this.#outputTokens + estimateTextTokens(this.#outputText);
    if (told === undefined) return estimatedUsage(estimateInputTokens(this.#request.chat), outputTokens);
    return { ...told, outputTokens: Math.max(told.outputTokens, outputTokens - told.reasoningTokens, 0) };
  }

  /** Text is summed up in pieces, so that a long answer is not kept. */
  #countText(text: string): void {
    this.#outputText += text;
    if (this.#outputText.length < 4_096) return;
    this.#outputTokens += estimateTextTokens(this.#outputText);
    this.#outputText = '';
  }

  #elapsedMs(): number {
    return this.#context.clock.monotonicMs() - this.#startedAtMs;
  }
}
