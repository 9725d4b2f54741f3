/** What a closed circuit breaker has seen, and whether that is enough to trip it. */
import type { BreakerSettings } from './breaker-settings.ts';
import { SlidingCount } from './sliding-count.ts';

export type TripReason = 'failures-in-a-row' | 'sustained-failures' | 'failure-rate';

export class FailureEvidence {
  #inARow = 0;
  #firstInARowAtMs = 0;
  readonly #attempts: SlidingCount;
  readonly #failures: SlidingCount;

  /** The window stays as `settings` has it now; the thresholds are asked for with each verdict. */
  constructor(settings: BreakerSettings) {
    const windowMs = settings.rate?.windowMs ?? settings.openMs;
    this.#attempts = new SlidingCount(windowMs);
    this.#failures = new SlidingCount(windowMs);
  }

  get failuresInARow(): number {
    return this.#inARow;
  }

  /** In the window: what is older is forgotten. */
  recent(nowMs: number): { readonly recentAttempts: number; readonly recentFailures: number } {
    return { recentAttempts: this.#attempts.total(nowMs), recentFailures: this.#failures.total(nowMs) };
  }

  succeeded(nowMs: number): void {
    this.#inARow = 0;
    this.#attempts.add(nowMs);
  }

  failed(nowMs: number): void {
    if (this.#inARow === 0) this.#firstInARowAtMs = nowMs;
    this.#inARow += 1;
    this.#attempts.add(nowMs);
    this.#failures.add(nowMs);
  }

  /** Why the breaker trips now, or `null`: one failure of one never suffices, unless one in a row is what was asked. */
  verdict(settings: BreakerSettings, nowMs: number): TripReason | null {
    const { failures, sustained, rate } = settings;
    if (this.#inARow >= failures) return 'failures-in-a-row';
    const isRun = sustained !== null && this.#inARow >= sustained.failures;
    if (isRun && nowMs - this.#firstInARowAtMs >= sustained.spanMs) return 'sustained-failures';
    if (rate === null) return null;
    const attempts = this.#attempts.total(nowMs);
    const isRate = attempts >= rate.minimumVolume && this.#failures.total(nowMs) >= rate.share * attempts;
    return isRate ? 'failure-rate' : null;
  }
}
