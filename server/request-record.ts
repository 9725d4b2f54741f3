/** What happened to one request, gathered from its trace; becomes the result its caller is given. */
import type { AskProgress, AskResult, RouteEntry } from '../protocol/ask.ts';
import { toTenths } from '../protocol/milliseconds.ts';
import { sumOrUnknown } from '../protocol/money.ts';
import type { Part } from '../protocol/part.ts';
import { isContent } from '../protocol/part.ts';
import type { AttemptRow } from '../protocol/spend.ts';
import type { RunningRequest } from '../protocol/status.ts';
import type { Clock } from './clock.ts';
import type { AttemptCounter, ChatRequest, RequestTrace, TraceEvent } from './pipeline/service.ts';
import { type RequestError, toFailure } from './request-error.ts';
import type { Target } from './routing/target.ts';

/** What can be told of a request while it runs. */
export interface SoFar {
  /** The target tried last: from the first part on, the one that serves. */
  readonly target: string | null;
  /** What the upstream calls the model that answers: its own word, else the name asked of it. */
  readonly model: string | null;
  readonly simulated: boolean;
  readonly attempts: number;
  /** What of the request is left out at that target, each a sentence. */
  readonly warnings: readonly string[];
}

interface RecordParts {
  readonly clock: Clock;
  /** Whether the result is to hold the text: whoever passes the parts on needs it no more. */
  readonly keepsText: boolean;
}

export class RequestRecord implements RequestTrace, AttemptCounter {
  readonly requestId: string;
  readonly #request: ChatRequest;
  readonly #clock: Clock;
  readonly #acceptedAtMs: number;
  readonly #startedAtEpochMs: number;
  readonly #onTrying: (progress: AskProgress) => void;
  readonly #route = new Map<string, RouteEntry>();
  readonly #rows: AttemptRow[] = [];
  readonly #keepsText: boolean;
  readonly #text: string[] = [];
  /** Titles by address. */
  readonly #sources = new Map<string, string | undefined>();
  /** When each attempt left, in milliseconds after the request was accepted. */
  readonly #begunAtMs: number[] = [];
  #isLeftUnbooked = false;
  #target: Target | null = null;
  #servedModel: string | null = null;
  /** A retry says the same again. */
  readonly #warnings = new Set<string>();
  #finishReason: string | null = null;
  #firstPartMs: number | null = null;
  #failure: RequestError | null = null;

  constructor(
    requestId: string,
    request: ChatRequest,
    { clock, keepsText }: RecordParts,
    onTrying: (progress: AskProgress) => void,
  ) {
    this.#keepsText = keepsText;
    this.requestId = requestId;
    this.#request = request;
    this.#clock = clock;
    this.#acceptedAtMs = clock.monotonicMs();
    this.#startedAtEpochMs = clock.epochMs();
    this.#onTrying = onTrying;
  }

  get begun(): number {
    return this.#begunAtMs.length;
  }

  begin(): number {
    this.#servedModel = null;
    return this.#begunAtMs.push(this.#elapsedMs());
  }

  note(event: TraceEvent): void {
    switch (event.type) {
      case 'planned':
        for (const { target, reason } of event.plan.targets) this.#enter(target.name, 'unused', reason);
        for (const { target, reason } of event.plan.excluded) this.#enter(target, 'excluded', reason);
        return;
      case 'trying':
        this.#target = event.target;
        this.#warnings.clear();
        this.#enter(event.target.name, 'served', event.reason);
        this.#onTrying({ kind: 'trying', target: event.target.name, attempt: this.begun + 1, reason: event.reason });
        return;
      case 'skipped':
      case 'failed':
        this.#enter(event.target.name, event.type, event.error.message);
        return;
      case 'served':
        this.#servedModel = event.model;
        return;
      case 'warned':
        this.#warnings.add(event.message);
        return;
      case 'left':
        this.#isLeftUnbooked = true;
        return;
      case 'settled':
        this.#rows.push(event.row);
        this.#servedModel = event.servedModel;
        return;
    }
  }

  /** Takes note of a part that is about to be delivered. */
  delivered(part: Part): void {
    if (this.#firstPartMs === null && isContent(part)) this.#firstPartMs = this.#elapsedMs();
    if (part.choiceIndex !== 0) return;
    if (this.#keepsText && (part.type === 'text-delta' || part.type === 'refusal')) this.#text.push(part.text);
    if (this.#keepsText && part.type === 'source' && !this.#sources.has(part.url))
      this.#sources.set(part.url, part.title);
    if (part.type === 'finish') this.#finishReason = part.reason;
  }

  /** What became of each target so far, in the order in which they were planned. */
  get route(): readonly RouteEntry[] {
    return [...this.#route.values()];
  }

  get deliveredContent(): boolean {
    return this.#firstPartMs !== null;
  }

  /** The answer was cut after the commit. */
  cut(error: RequestError): void {
    this.#failure = error;
    if (this.#target !== null) this.#enter(this.#target.name, 'failed', error.message);
  }

  soFar(): SoFar {
    return {
      target: this.#target?.name ?? null,
      model: this.#servedModel ?? this.#target?.upstreamModel ?? null,
      simulated: this.#target?.simulated ?? false,
      attempts: this.begun,
      warnings: [...this.#warnings],
    };
  }

  running(): RunningRequest {
    return {
      requestId: this.requestId,
      client: this.#request.origin.client,
      profile: this.#request.profile,
      target: this.#target?.name ?? null,
      command: this.#request.origin.command,
      startedAt: new Date(this.#startedAtEpochMs).toISOString(),
    };
  }

  result(): AskResult {
    const last = this.#rows.at(-1);
    return {
      requestId: this.requestId,
      text: this.#text.join(''),
      complete: this.#failure === null,
      ...(this.#failure !== null && {
        failure: toFailure(this.#failure, { requestId: this.requestId, attempts: this.begun }),
      }),
      ...(this.#finishReason !== null && { finishReason: this.#finishReason }),
      ...(this.#servedModel !== null && { servedModel: this.#servedModel }),
      target: this.#target?.name ?? '',
      profile: this.#request.profile,
      attempts: this.begun,
      usage: last?.usage ?? null,
      measured: last?.measured ?? false,
      listCostNanoUsd: this.#isLeftUnbooked ? null : sumOrUnknown(this.#rows.map((row) => row.listCostNanoUsd)),
      billedCostNanoUsd: this.#isLeftUnbooked ? null : sumOrUnknown(this.#rows.map((row) => row.billedCostNanoUsd)),
      simulated: last?.simulated ?? false,
      firstPartMs: this.#firstPartTold(),
      totalMs: toTenths(this.#elapsedMs()),
      route: [...this.route],
      ...(this.#warnings.size > 0 && { warnings: [...this.#warnings] }),
      ...(this.#sources.size > 0 && { sources: this.#sourcesNamed() }),
    };
  }

  /** A collected answer is delivered at its end: its first part came when the attempt that served had it. */
  #firstPartTold(): number | null {
    const served = this.#request.collected ? this.#rows.findLast(({ outcome }) => outcome === 'success') : undefined;
    const begunAtMs = served === undefined ? undefined : this.#begunAtMs[served.attempt - 1];
    if (begunAtMs !== undefined && served?.firstPartMs != null) return toTenths(begunAtMs + served.firstPartMs);
    return this.#firstPartMs === null ? null : toTenths(this.#firstPartMs);
  }

  #sourcesNamed(): NonNullable<AskResult['sources']> {
    return [...this.#sources].map(([url, title]) => ({ url, ...(title !== undefined && { title }) }));
  }

  #enter(target: string, outcome: RouteEntry['outcome'], reason: string): void {
    this.#route.set(target, { target, outcome, reason });
  }

  #elapsedMs(): number {
    return this.#clock.monotonicMs() - this.#acceptedAtMs;
  }
}
