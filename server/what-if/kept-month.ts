/**
 * Keeps what was read of this month, so that the next who asks what profiles would have cost waits for what has come
 * since, and not for the month again.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import type { ResolvedConfiguration } from '../configuration/port.ts';
import { longestRequestMs } from '../longest-request.ts';
import type { Reading } from './reading.ts';

export interface KeptMonthParts {
  readonly clock: Clock;
  /** Reads attempts that started within `[fromMs, toMs)` into `reading`. */
  read(reading: Reading, fromMs: number, toMs: number): Promise<void>;
}

/** What is asked of a month; another answer may be given only where all of it is the same. */
export interface Asked {
  readonly fromMs: number;
  readonly toMs: number;
  readonly profiles: readonly (string | null)[];
  readonly configuration: ResolvedConfiguration;
}

interface Kept {
  readonly asked: Asked;
  readonly madeAtMs: number;
  /** Of all attempts that started before `toMs`. */
  readonly reading: Reading;
  toMs: number;
}

/** How targets usually do is a part of the figures, and changes slowly. */
const keptForMs = 6 * 3_600_000;

export class KeptMonth {
  readonly #parts: KeptMonthParts;
  #kept: Kept | null = null;
  #forgotten = 0;
  #latest: Promise<unknown> = Promise.resolve();

  constructor(parts: KeptMonthParts) {
    this.#parts = parts;
  }

  /** A reading of all that was asked for, the caller's own. `begin` makes an empty one. One is answered after the other. */
  read(asked: Asked, begin: () => Reading): Promise<Reading> {
    const answer = this.#latest.then(() => this.#read(asked, begin));
    this.#latest = answer.catch(() => {});
    return answer;
  }

  /** What is in the past has changed. */
  forget(): void {
    this.#kept = null;
    this.#forgotten += 1;
  }

  async #read(asked: Asked, begin: () => Reading): Promise<Reading> {
    const { clock, read } = this.#parts;
    const known = this.#kept !== null && this.#fits(this.#kept, asked) ? this.#kept : null;
    const kept = known ?? { asked, madeAtMs: clock.monotonicMs(), reading: begin(), toMs: asked.fromMs };
    const forgotten = this.#forgotten;
    // Half read, it would be wrong.
    this.#kept = null;
    // What started later may not have been settled, and is read anew each time.
    const settledMs = Math.max(kept.toMs, asked.toMs - longestRequestMs);
    await read(kept.reading, kept.toMs, settledMs);
    kept.toMs = settledMs;
    const whole = kept.reading.copy();
    if (forgotten === this.#forgotten) this.#kept = kept;
    await read(whole, settledMs, asked.toMs);
    return whole;
  }

  #fits({ asked, madeAtMs, toMs }: Kept, now: Asked): boolean {
    if (this.#parts.clock.monotonicMs() - madeAtMs >= keptForMs) return false;
    // The clock was set back: what is kept may hold what has not been asked for.
    if (toMs > now.toMs || asked.fromMs !== now.fromMs) return false;
    return isDeepStrictEqual(asked.profiles, now.profiles) && isSame(asked.configuration, now.configuration);
  }
}

/** Windows that join tell their settings: each makes a configuration anew, and mostly the same. */
function isSame(one: ResolvedConfiguration, other: ResolvedConfiguration): boolean {
  if (one === other) return true;
  return (
    isDeepStrictEqual(one.targets, other.targets) &&
    isDeepStrictEqual(one.profiles, other.profiles) &&
    one.settings.timeZone === other.settings.timeZone
  );
}
