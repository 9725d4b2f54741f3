/** A clock that stands still until a test moves it. */
import type { Clock } from '../../server/clock.ts';

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

export class FakeClock implements Clock {
  #nowMs = 0;
  #epochMs: number;
  #order = 0;
  #timers: Timer[] = [];

  constructor(start = '2026-11-22T12:00:00.000Z') {
    this.#epochMs = Date.parse(start);
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  epochMs(): number {
    return this.#epochMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    this.#order += 1;
    const timer: Timer = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Timers that have not fired: what is left here after a request has ended was leaked. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Sets the wall clock alone, as a user or a time server would. */
  setEpoch(epochMs: number): void {
    this.#epochMs = epochMs;
  }

  /** Moves both clocks, firing what falls due in order and letting what it wakes run. */
  async advance(byMs: number): Promise<void> {
    await settle();
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const due = this.#timers
        .filter(({ atMs }) => atMs <= untilMs)
        .sort((a, b) => a.atMs - b.atMs || a.order - b.order);
      const next = due[0];
      if (next === undefined) break;
      this.#move(next.atMs - this.#nowMs);
      this.#timers = this.#timers.filter((other) => other !== next);
      next.callback();
      await settle();
    }
    this.#move(untilMs - this.#nowMs);
    await settle();
  }

  #move(byMs: number): void {
    this.#nowMs += byMs;
    this.#epochMs += byMs;
  }
}

/** Lets everything that is ready run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
