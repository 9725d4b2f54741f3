/**
 * The circuit breaker of one target: closed, open, half-open, or held out of service by a person.
 *
 * It never waits and knows no clock: `nowMs` is monotonic and its state is worked out at the moment of the question.
 * Only evidence about the target may be told to it (`fail`): the failure table says which kinds are (C3).
 */
import type { BreakerSettings } from './breaker-settings.ts';
import { type TripReason as EvidenceReason, FailureEvidence } from './failure-evidence.ts';
import { RampUp } from './ramp-up.ts';

export type TripReason = EvidenceReason | 'probe-failed';

/**
 * Leave to make one attempt; report it once with `succeed`, `fail` or `ignore`. A second word on the same lease, or one
 * on a lease from before the last change of state, changes nothing, so `finally { breaker.ignore(lease) }` is safe.
 */
export interface Lease {
  readonly id: number;
  /** The period of one state in which it was given. */
  readonly term: number;
}

export type Refusal = {
  readonly admitted: false;
  readonly reason: 'open' | 'probing' | 'ramping-up' | 'disabled';
  /** Monotonic; when it lets something through again at the latest; `null`: not before a person says so. */
  readonly retryAtMs: number | null;
};
export type Admission = { readonly admitted: true; readonly lease: Lease } | Refusal;

interface Probe {
  readonly id: number;
  readonly expiresAtMs: number;
}

type State =
  | { readonly name: 'closed'; readonly evidence: FailureEvidence; readonly rampUp: RampUp | null }
  | { readonly name: 'open'; readonly untilMs: number }
  | {
      readonly name: 'half-open';
      successes: number;
      probe: Probe | null;
    }
  | { readonly name: 'disabled' };

export interface Trip {
  readonly atMs: number;
  readonly reason: TripReason;
}

/** For people: times are monotonic milliseconds. */
export type BreakerView = { readonly trips: number; readonly lastTrip: Trip | null } & (
  | {
      readonly state: 'closed';
      readonly failuresInARow: number;
      readonly recentAttempts: number;
      readonly recentFailures: number;
      readonly rampingUp: boolean;
    }
  | { readonly state: 'open'; readonly reopensAtMs: number }
  | { readonly state: 'half-open'; readonly successes: number; readonly probing: boolean }
  | { readonly state: 'disabled' }
);

/** Enough to see whether it keeps tripping. */
const tripsRemembered = 20;

export class CircuitBreaker {
  #settings: BreakerSettings;
  #state: State;
  #term = 0;
  #leases = 0;
  #trips = 0;
  #recentTrips: readonly Trip[] = [];
  /** Trips since the target was last wholly well; what `growth` grows with. */
  #tripsInSeries = 0;

  constructor(settings: BreakerSettings) {
    this.#settings = settings;
    this.#state = this.#closed(null);
  }

  /** Takes other settings from here on; what is open stays open as long as it was to be. */
  configure(settings: BreakerSettings): void {
    this.#settings = settings;
  }

  /** Asks for leave to make one attempt now. */
  admit(nowMs: number): Admission {
    const state = this.#current(nowMs);
    if (state.name === 'disabled') return { admitted: false, reason: 'disabled', retryAtMs: null };
    if (state.name === 'open') return { admitted: false, reason: 'open', retryAtMs: state.untilMs };
    const lease = { id: ++this.#leases, term: this.#term };
    if (state.name === 'half-open') {
      const { probe } = state;
      if (isUnderWay(probe, nowMs)) return { admitted: false, reason: 'probing', retryAtMs: probe.expiresAtMs };
      state.probe = { id: lease.id, expiresAtMs: nowMs + this.#settings.leaseMs };
    } else if (state.rampUp !== null && !state.rampUp.admit(lease.id, nowMs)) {
      return { admitted: false, reason: 'ramping-up', retryAtMs: state.rampUp.endsAtMs };
    }
    return { admitted: true, lease };
  }

  /** Whether an attempt at this instant, which may be yet to come, is refused by what is known now. Changes nothing. */
  isShut(atMs: number): boolean {
    const state = this.#state;
    if (state.name === 'open') return atMs < state.untilMs;
    return state.name === 'half-open' ? isUnderWay(state.probe, atMs) : state.name === 'disabled';
  }

  succeed(lease: Lease, nowMs: number): void {
    const state = this.#stateOf(lease);
    if (state?.name === 'closed') {
      state.rampUp?.settle(lease.id, 'success');
      state.evidence.succeeded(nowMs);
    } else if (state?.name === 'half-open') {
      state.probe = null;
      state.successes += 1;
      if (state.successes >= this.#settings.successes) this.#close(nowMs);
    }
  }

  /** The attempt failed, and in a way that speaks against the target. */
  fail(lease: Lease, nowMs: number): void {
    const state = this.#stateOf(lease);
    if (state?.name === 'half-open') this.#trip('probe-failed', nowMs);
    if (state?.name !== 'closed') return;
    state.rampUp?.settle(lease.id, 'failure');
    state.evidence.failed(nowMs);
    const reason = state.evidence.verdict(this.#settings, nowMs);
    if (reason !== null) this.#trip(reason, nowMs);
  }

  /** The attempt says nothing about the target (cancelled, refused elsewhere, the request's own fault): frees its place. */
  ignore(lease: Lease): void {
    const state = this.#stateOf(lease);
    if (state?.name === 'closed') state.rampUp?.settle(lease.id, 'ignored');
    if (state?.name === 'half-open') state.probe = null;
  }

  /** Closes it with a clean slate. False when it is held out of service: only `enable` ends that. */
  reset(): boolean {
    if (this.#state.name === 'disabled') return false;
    this.enable();
    return true;
  }

  /** Makes the next attempt a probe. False when it is held out of service. */
  forceHalfOpen(): boolean {
    if (this.#state.name === 'disabled') return false;
    this.#enter({ name: 'half-open', successes: 0, probe: null });
    return true;
  }

  /** Holds the target out of service until `enable`. */
  disable(): void {
    this.#enter({ name: 'disabled' });
  }

  /** Puts the target back into service, closed and with a clean slate. */
  enable(): void {
    this.#tripsInSeries = 0;
    this.#enter(this.#closed(null));
  }

  /** Newest first, at most twenty. */
  get recentTrips(): readonly Trip[] {
    return this.#recentTrips;
  }

  view(nowMs: number): BreakerView {
    const state = this.#current(nowMs);
    const trips = { trips: this.#trips, lastTrip: this.#recentTrips[0] ?? null };
    switch (state.name) {
      case 'closed': {
        const rampingUp = state.rampUp !== null && nowMs < state.rampUp.endsAtMs;
        const { evidence } = state;
        return {
          ...trips,
          state: 'closed',
          failuresInARow: evidence.failuresInARow,
          ...evidence.recent(nowMs),
          rampingUp,
        };
      }
      case 'open':
        return { ...trips, state: 'open', reopensAtMs: state.untilMs };
      case 'half-open': {
        const { successes, probe } = state;
        return { ...trips, state: 'half-open', successes, probing: isUnderWay(probe, nowMs) };
      }
      case 'disabled':
        return { ...trips, state: 'disabled' };
    }
  }

  /** The state at `nowMs`: an open time that is over has become half-open. */
  #current(nowMs: number): State {
    if (this.#state.name === 'open' && nowMs >= this.#state.untilMs) {
      this.#enter({ name: 'half-open', successes: 0, probe: null });
    }
    return this.#state;
  }

  /** The state the lease was given in, while that lasts; a half-open state only for the probe it is waiting for. */
  #stateOf(lease: Lease): State | null {
    const state = this.#state;
    if (lease.term !== this.#term) return null;
    return state.name === 'half-open' && state.probe?.id !== lease.id ? null : state;
  }

  #trip(reason: TripReason, nowMs: number): void {
    const { openMs, growth, maxOpenMs } = this.#settings;
    const wasWell = this.#state.name === 'closed' && nowMs >= (this.#state.rampUp?.endsAtMs ?? nowMs);
    this.#tripsInSeries = wasWell ? 1 : this.#tripsInSeries + 1;
    const grownMs = Math.min(openMs * growth ** (this.#tripsInSeries - 1), Math.max(openMs, maxOpenMs));
    this.#trips += 1;
    this.#recentTrips = [{ atMs: nowMs, reason }, ...this.#recentTrips].slice(0, tripsRemembered);
    this.#enter({ name: 'open', untilMs: nowMs + grownMs });
  }

  #close(nowMs: number): void {
    const { rampUpMs } = this.#settings;
    this.#enter(this.#closed(rampUpMs > 0 ? new RampUp(nowMs + rampUpMs) : null));
  }

  #closed(rampUp: RampUp | null): State {
    return { name: 'closed', evidence: new FailureEvidence(this.#settings), rampUp };
  }

  /** Every change of state starts a term, so that what was admitted before it cannot speak in it. */
  #enter(state: State): void {
    this.#state = state;
    this.#term += 1;
  }
}

/** A probe that tells nothing for the length of its lease is given up for lost. */
function isUnderWay(probe: Probe | null, nowMs: number): probe is Probe {
  return probe !== null && nowMs < probe.expiresAtMs;
}
