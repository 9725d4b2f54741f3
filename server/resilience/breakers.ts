/** The circuit breakers of all targets, made as targets are first tried; known by name to people and to the router. */
import type { breakerActions } from '../../protocol/status.ts';
import { type BreakerFigures, breakerSettings } from './breaker-settings.ts';
import { type BreakerView, CircuitBreaker, type Trip } from './circuit-breaker.ts';
import { Suspicion } from './suspicion.ts';

export type BreakerAction = (typeof breakerActions)[number];

export class Breakers {
  readonly #breakers = new Map<string, CircuitBreaker>();
  readonly #suspicions = new Map<string, Suspicion>();

  /** The breaker of a target, under the figures that hold for the request at hand. */
  of(target: string, policy: BreakerFigures): CircuitBreaker {
    const settings = breakerSettings(policy);
    const existing = this.#breakers.get(target);
    existing?.configure(settings);
    const breaker = existing ?? new CircuitBreaker(settings);
    this.#breakers.set(target, breaker);
    return breaker;
  }

  /** What is held against a target that is silent, before its breaker knows. */
  suspicionOf(target: string): Suspicion {
    const suspicion = this.#suspicions.get(target) ?? new Suspicion();
    this.#suspicions.set(target, suspicion);
    return suspicion;
  }

  /** The targets that have one, in the order they were first tried. */
  get targets(): readonly string[] {
    return [...this.#breakers.keys()];
  }

  /** Whether the target would be refused at this instant, which may be yet to come, by what is known now. */
  isShut(target: string, atMs: number): boolean {
    return this.#breakers.get(target)?.isShut(atMs) ?? false;
  }

  view(target: string, nowMs: number): BreakerView | null {
    return this.#breakers.get(target)?.view(nowMs) ?? null;
  }

  /** Newest first, at most twenty. */
  recentTrips(target: string): readonly Trip[] {
    return this.#breakers.get(target)?.recentTrips ?? [];
  }

  /** Does what a person asks. False when a target that is held out of service was to be reset or probed. */
  act(action: BreakerAction, target: string, policy: BreakerFigures): boolean {
    this.#suspicions.delete(target);
    const breaker = this.of(target, policy);
    switch (action) {
      case 'reset':
        return breaker.reset();
      case 'probe':
        return breaker.forceHalfOpen();
      case 'disable':
        breaker.disable();
        return true;
      case 'enable':
        breaker.enable();
        return true;
    }
  }
}
