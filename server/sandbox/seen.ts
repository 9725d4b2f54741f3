/** What an HTTP simulator saw and would have billed: the upstream's side of the story, to hold the ledger against. */

/** One chat request, without its content. */
export interface SeenRequest {
  readonly number: number;
  readonly model: string;
  readonly stream: boolean;
  /** Milliseconds since 1970. */
  readonly arrivedAtEpochMs: number;
  /** The status answered; `null` where the connection ended without one. */
  status: number | null;
  outcome: 'running' | 'complete' | 'refused' | 'aborted' | 'broken';
  /** When the client went away, in milliseconds since 1970. */
  abortedAtEpochMs: number | null;
  partsSent: number;
  billedInputTokens: number;
  billedOutputTokens: number;
}

export interface Seen {
  readonly requests: number;
  /** Of all chat requests, by how they ended. `broken`: by a scripted fault. */
  readonly complete: number;
  readonly refused: number;
  readonly aborted: number;
  readonly broken: number;
  readonly running: number;
  readonly billed: { readonly inputTokens: number; readonly outputTokens: number };
  /** Access tokens handed out. */
  readonly tokens: number;
  /** The latest, oldest first, at most 1,000. */
  readonly latest: readonly Readonly<SeenRequest>[];
}

const mostKept = 1000;

export class SeenLog {
  #requests = 0;
  readonly #ended = { complete: 0, refused: 0, aborted: 0, broken: 0 };
  readonly #billed = { inputTokens: 0, outputTokens: 0 };
  readonly #tokens: () => number;
  #latest: SeenRequest[] = [];

  /** `tokens`: how many access tokens were handed out so far. */
  constructor(tokens: () => number) {
    this.#tokens = tokens;
  }

  arrived(model: string, stream: boolean, arrivedAtEpochMs: number): SeenRequest {
    this.#requests += 1;
    const request: SeenRequest = {
      number: this.#requests,
      model,
      stream,
      arrivedAtEpochMs,
      status: null,
      outcome: 'running',
      abortedAtEpochMs: null,
      partsSent: 0,
      billedInputTokens: 0,
      billedOutputTokens: 0,
    };
    this.#latest.push(request);
    // Cut back in large steps: a benchmark sends thousands a second.
    if (this.#latest.length > 2 * mostKept) this.#latest = this.#latest.slice(-mostKept);
    return request;
  }

  /** The first end counts. */
  ended(request: SeenRequest, outcome: 'complete' | 'refused' | 'aborted' | 'broken', atEpochMs: number): void {
    if (request.outcome !== 'running') return;
    request.outcome = outcome;
    if (outcome === 'aborted') request.abortedAtEpochMs = atEpochMs;
    this.#ended[outcome] += 1;
    request.billedOutputTokens = Math.round(request.billedOutputTokens);
    this.#billed.inputTokens += request.billedInputTokens;
    this.#billed.outputTokens += request.billedOutputTokens;
  }

  snapshot(): Seen {
    const { complete, refused, aborted, broken } = this.#ended;
    return {
      requests: this.#requests,
      ...this.#ended,
      running: this.#requests - complete - refused - aborted - broken,
      billed: { ...this.#billed },
      tokens: this.#tokens(),
      latest: this.#latest.slice(-mostKept).map((request) => ({ ...request })),
    };
  }
}
