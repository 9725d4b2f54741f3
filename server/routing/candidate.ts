/** What the router compares: targets that may serve a request, with what is known of each at the moment of decision. */
import type { Target, Track } from './target.ts';

/** What of a target the router goes by; decided by the configuration. */
export interface TargetFacts
  extends Pick<
    Target,
    | 'name'
    | 'model'
    | 'upstreamModel'
    | 'nominalPrice'
    | 'contextWindow'
    | 'maxOutputTokens'
    | 'simulated'
    | 'features'
    | 'goodFor'
    | 'priorFirstPartMs'
  > {
  readonly track: Pick<Track, 'name' | 'provider' | 'region' | 'terms'>;
}

export type BreakerState = 'closed' | 'half-open' | 'probing' | 'open' | 'disabled';

/** Milliseconds until the limits of a track have room; `busy`: until others are done; `never`: the request is larger than they are. */
export type Room = number | 'busy' | 'never';

/** How a target is, read when it is asked: never remembered by the router. */
export interface TargetHealth {
  readonly breaker: BreakerState;
  /** Until an open breaker lets something through; else `null`. */
  readonly reopensInMs: number | null;
  readonly failuresInARow: number;
  /** As its breaker counts them, which forgets after a minute or so. */
  readonly recentAttempts: number;
  readonly recentFailures: number;
  /** Over its latest thousand attempts or so; those that did not end with a whole answer are failures. */
  readonly attempts: number;
  readonly failures: number;
  readonly firstPartP50Ms: number | null;
  readonly firstPartP95Ms: number | null;
  readonly totalP50Ms: number | null;
  readonly room: Room;
}

/** Nothing has been heard of a target. */
export const unheardOf: TargetHealth = {
  breaker: 'closed',
  reopensInMs: null,
  failuresInARow: 0,
  recentAttempts: 0,
  recentFailures: 0,
  attempts: 0,
  failures: 0,
  firstPartP50Ms: null,
  firstPartP95Ms: null,
  totalP50Ms: null,
  room: 0,
};

/** What is expected of one request at one target. */
export interface Expectation {
  readonly inputTokens: number;
  /** The most an answer may have. */
  readonly outputBound: number;
  /** As answers go there; `null`: none was measured. */
  readonly usualOutputTokens: number | null;
  /** Of the input, what the provider's cache is expected to hold; 0: it is cold. */
  readonly warmTokens: number;
}

export interface Candidate<Of extends TargetFacts = TargetFacts> {
  readonly target: Of;
  readonly health: TargetHealth;
  readonly expected: Expectation;
}
