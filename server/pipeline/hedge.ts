/**
 * Starts a second try at a target that is slower than it usually is, and takes whichever speaks first; the other is
 * cancelled and booked. Above retry: both tries are whole ones. Off unless the profile asks for it.
 */
import type { Part } from '../../protocol/part.ts';
import { sleep } from '../clock.ts';
import { RequestError } from '../request-error.ts';
import type { HedgeBudget } from '../resilience/hedge-budget.ts';
import type { HedgeSpend } from '../resilience/hedge-spend.ts';
import type { AttemptCounter, Layer, RequestContext, RequestTrace, Service, TargetRequest } from './service.ts';

export interface HedgeParts {
  /** After how many milliseconds without a part this request is slower than usual; `null`: it is not hedged. */
  afterMs(request: TargetRequest): number | null;
  readonly budget: HedgeBudget;
  readonly spend: HedgeSpend;
  /** The most one more try may cost, in nano-USD; `null`: unknown. */
  mostNanoUsd(request: TargetRequest): number | null;
}

export function hedge({ afterMs, budget, spend, mostNanoUsd }: HedgeParts): Layer<TargetRequest> {
  /** Requests that have been counted, by what numbers their attempts: each comes here once a target. */
  const counted = new WeakSet<AttemptCounter>();
  return (inner) => {
    return (request, context) => {
      if (!counted.has(context.attempts)) {
        counted.add(context.attempts);
        budget.deposit();
      }
      const patienceMs = request.furtherTries.left > 0 ? afterMs(request) : null;
      return patienceMs === null ? inner(request, context) : withHedge(request, context, patienceMs);
    };

    async function* withHedge(request: TargetRequest, context: RequestContext, patienceMs: number) {
      const tries = [new Try(inner, request, context)];
      let heldNanoUsd = 0;
      let winner: Try | null = null;
      try {
        winner = await firstToSpeak(tries, patienceMs, context, () => {
          // The first try may have used up by retries what was left; the hedge itself is never tried again.
          if (request.furtherTries.left === 0) return null;
          const most = mostNanoUsd(request);
          if (!spend.hold(most, context.clock.monotonicMs())) return null;
          heldNanoUsd = most ?? 0;
          if (!budget.withdraw()) return null;
          request.furtherTries.take();
          return new Try(inner, { ...request, furtherTries: { left: 0, take: () => false } }, context);
        });
        for (const other of tries) if (other !== winner) void other.cancel();
        yield* winner.rest();
      } finally {
        // Waited for, so that the loser is booked before the request ends; it ends at once, by its signal.
        await Promise.all(tries.map((one) => one.cancel()));
        spend.release(heldNanoUsd);
        // Where both failed, the second was the one too many.
        for (const one of tries.length === 1 ? [] : tries) {
          if (one === (winner ?? tries[0])) continue;
          one.tellCost((nanoUsd) => spend.lost(nanoUsd, context.clock.monotonicMs()));
        }
      }
    }
  };
}

/** One of the racing tries: its first part is asked for at once, the rest only when it has won. */
class Try {
  readonly #stop = new AbortController();
  readonly #parts: AsyncIterator<Part>;
  readonly first: Promise<IteratorResult<Part>>;
  #bookedNanoUsd = 0;
  #onBooked: (nanoUsd: number) => void = (nanoUsd) => {
    this.#bookedNanoUsd += nanoUsd;
  };

  constructor(inner: Service<TargetRequest>, request: TargetRequest, context: RequestContext) {
    const signal = AbortSignal.any([context.signal, this.#stop.signal]);
    const trace: RequestTrace = {
      note: (event) => {
        if (event.type === 'settled' && !event.row.simulated) this.#onBooked(event.row.billedCostNanoUsd ?? 0);
        context.trace.note(event);
      },
    };
    this.#parts = inner(request, { ...context, signal, trace })[Symbol.asyncIterator]();
    this.first = this.#parts.next();
    // Whoever waits for it gets the error; a loser's is nobody's business any more.
    this.first.catch(() => {});
  }

  async *rest(): AsyncGenerator<Part> {
    for (let next = await this.first; next.done !== true; next = await this.#parts.next()) yield next.value;
  }

  /** What its attempts were booked with, and will be: an answer that is read on for its usage is booked later. */
  tellCost(listener: (nanoUsd: number) => void): void {
    listener(this.#bookedNanoUsd);
    this.#onBooked = listener;
  }

  async cancel(): Promise<void> {
    this.#stop.abort(new RequestError('cancelled', 'another try at the same target answered first'));
    await this.#parts.return?.().catch(() => {});
  }
}

/** The try that yields first or ends first well; a try that fails leaves the race to the other. Adds to `tries`. */
async function firstToSpeak(
  tries: Try[],
  patienceMs: number,
  context: RequestContext,
  another: () => Try | null,
): Promise<Try> {
  const patience = new AbortController();
  const spoken = (one: Try) => one.first.then(() => one);
  const [leader] = tries;
  if (leader === undefined) throw new Error('a race needs a first try');
  const late = sleep(context.clock, patienceMs, AbortSignal.any([context.signal, patience.signal])).then(() => null);
  late.catch(() => {});
  try {
    const early = await Promise.race([spoken(leader), late]);
    if (early !== null) return early;
  } finally {
    patience.abort();
  }
  const second = another();
  if (second === null) return spoken(leader);
  tries.push(second);
  try {
    return await Promise.any(tries.map(spoken));
  } catch (error) {
    // Both failed: the first try's failure is the target's word.
    throw error instanceof AggregateError ? error.errors[0] : error;
  }
}
