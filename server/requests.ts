/** Runs requests for whoever serves callers (JSON-RPC, HTTP): gives each an id, a trace and a result, and knows what runs. */
import type { AskProgress, AskResult } from '../protocol/ask.ts';
import type { FailureKind } from '../protocol/failure.ts';
import type { Part } from '../protocol/part.ts';
import type { AttemptRow } from '../protocol/spend.ts';
import type { RunningRequest } from '../protocol/status.ts';
import type { Clock } from './clock.ts';
import { type LinkedAbort, linkedAbort } from './linked-abort.ts';
import { Listeners } from './listeners.ts';
import type { ChatRequest, RequestContext, Service, TraceEvent } from './pipeline/service.ts';
import { RequestError } from './request-error.ts';
import { RequestRecord, type SoFar } from './request-record.ts';
import type { RouteObserver } from './route-observer.ts';

/** One request on its way. */
export interface Running {
  readonly requestId: string;
  /**
   * What happens, as it happens; the request runs as fast as this is read. Ends after the last part, also of an
   * answer that was cut after its first content; throws `RequestError` when nothing had been delivered.
   */
  readonly progress: AsyncIterable<AskProgress>;
  /** Aborted when it is to end: its caller has gone, somebody stopped it, or its time is up. Whoever waits between parts heeds it. */
  readonly signal: AbortSignal;
  /** The parts alone, for who shows nothing between them: read instead of `progress`, with the same ends. */
  readonly parts: AsyncIterable<Part>;
  /** What is known while it runs; from the first part on it names the target that serves. */
  soFar(): SoFar;
  /** The result, once `progress` has ended. */
  result(): AskResult;
}

/** How a request ended, for whoever counts. */
export interface Ended {
  readonly profile: string;
  readonly client: string;
  readonly outcome: 'success' | FailureKind;
}

/** `settled` holds what the row leaves out. */
type SettleListener = (row: AttemptRow, settled: Extract<TraceEvent, { readonly type: 'settled' }>) => void;

export interface Requests {
  /** With `keepsText` false the result's text stays empty: for those who pass the parts on and keep none. */
  start(request: ChatRequest, signal: AbortSignal, keepsText?: boolean): Running;
  running(): readonly RunningRequest[];
  /** How many run: asked at every change, and so without describing each. */
  runningCount(): number;
  /** Cancels by id; false when no such request runs. */
  cancel(requestId: string): boolean;
  /** Called when a request starts, tries a target, or ends. The result takes the listener away. */
  onChange(listener: () => void): () => void;
  /** Called once a request has ended, however it did. The result takes the listener away. */
  onEnd(listener: (ended: Ended) => void): () => void;
  /** Called when an attempt has been booked. The result takes the listener away. */
  onSettle(listener: SettleListener): () => void;
}

export interface RequestsParts {
  readonly pipeline: Service<ChatRequest>;
  readonly clock: Clock;
  /** A fresh id for every request. */
  newRequestId(): string;
  /** Absent: nobody remembers routes. */
  readonly routes?: RouteObserver;
}

export function createRequests({ pipeline, clock, newRequestId, routes }: RequestsParts): Requests {
  const active = new Map<string, { readonly record: RequestRecord; readonly stop: LinkedAbort }>();
  const changes = new Listeners();
  const ends = new Listeners<[ended: Ended]>();
  const settlements = new Listeners<Parameters<SettleListener>>();

  function start(request: ChatRequest, signal: AbortSignal, keepsText = true): Running {
    const notes = new Notes();
    const record = new RequestRecord(newRequestId(), request, { clock, keepsText }, (progress) => {
      notes.add(progress);
      changes.tell();
    });
    const stop = linkedAbort(signal);
    const context: RequestContext = {
      requestId: record.requestId,
      signal: stop.signal,
      end: stop.abort,
      clock,
      deadlineAtMs: null,
      trace: {
        note: (event) => {
          record.note(event);
          if (event.type === 'planned') routes?.planned(record.requestId, event.plan);
          if (event.type !== 'settled') return;
          routes?.settled(event.row);
          settlements.tell(event.row, event);
        },
      },
      attempts: record,
    };

    /** Runs the request for its one reader. */
    async function* run<Item>(read: (parts: AsyncIterable<Part>) => AsyncIterable<Item>): AsyncGenerator<Item> {
      active.set(record.requestId, { record, stop });
      changes.tell();
      let outcome: Ended['outcome'] | null = null;
      try {
        yield* read(pipeline(request, context));
        outcome = 'success';
      } catch (error) {
        outcome = error instanceof RequestError ? error.kind : 'network';
        if (!(error instanceof RequestError) || !record.deliveredContent) throw error;
        record.cut(error);
      } finally {
        // A reader that leaves early is a caller that went away.
        if (outcome === null) stop.abort(new RequestError('cancelled', 'the caller went away'));
        stop.unlink();
        active.delete(record.requestId);
        changes.tell();
        const { route, begun: attempts } = record;
        routes?.ended(record.requestId, { outcome: outcome ?? 'cancelled', attempts, route });
        ends.tell({ profile: request.profile, client: request.origin.client, outcome: outcome ?? 'cancelled' });
      }
    }
    return {
      requestId: record.requestId,
      signal: stop.signal,
      progress: run((parts) => interleave(parts, notes, record)),
      parts: run((parts) => delivered(parts, record)),
      soFar: () => record.soFar(),
      result: () => record.result(),
    };
  }

  return {
    start,
    running: () => [...active.values()].map(({ record }) => record.running()),
    runningCount: () => active.size,
    cancel: (requestId) => {
      const found = active.get(requestId);
      found?.stop.abort(new RequestError('cancelled', 'the request was stopped'));
      return found !== undefined;
    },
    onChange: changes.add,
    onEnd: ends.add,
    onSettle: settlements.add,
  };
}

async function* delivered(parts: AsyncIterable<Part>, record: RequestRecord): AsyncGenerator<Part> {
  for await (const part of parts) {
    record.delivered(part);
    yield part;
  }
}

/** Parts as they come, and between them, until the first content, notes on the targets tried, at once. */
async function* interleave(
  parts: AsyncIterable<Part>,
  notes: Notes,
  record: RequestRecord,
): AsyncGenerator<AskProgress> {
  yield { kind: 'started', requestId: record.requestId };
  const iterator = parts[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = iterator.next();
      // After the first content no other target is tried, so there is nothing left to race with.
      if (!record.deliveredContent) yield* notes.until(next);
      const { done, value } = await next;
      if (done === true) return;
      record.delivered(value);
      yield { kind: 'parts', parts: [value] };
    }
  } finally {
    await iterator.return?.();
  }
}

/** Notes that wait to be read. */
class Notes {
  #waiting: AskProgress[] = [];
  #wake: () => void = () => {};

  add(note: AskProgress): void {
    this.#waiting.push(note);
    this.#wake();
  }

  /** Yields notes until `settled` has settled (however it did). */
  async *until(settled: Promise<unknown>): AsyncGenerator<AskProgress> {
    let open = true;
    const end = settled.then(close, close);
    function close(): void {
      open = false;
    }
    for (;;) {
      const batch = this.#waiting;
      this.#waiting = [];
      yield* batch;
      if (!open && this.#waiting.length === 0) return;
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      if (open && this.#waiting.length === 0) await Promise.race([end, woken]);
    }
  }
}
