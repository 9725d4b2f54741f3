/** How many events, or how much of something, the last `windowMs` held, in slots: its size does not grow with the traffic. */

const slotsPerWindow = 10;

interface Slot {
  readonly number: number;
  count: number;
}

/** Exact to a tenth of the window: the oldest slot leaves as a whole. `nowMs` is monotonic. */
export class SlidingCount {
  readonly #slotMs: number;
  /** Oldest first, at most `slotsPerWindow`. */
  #slots: Slot[] = [];

  constructor(windowMs: number) {
    this.#slotMs = windowMs / slotsPerWindow;
  }

  add(nowMs: number, amount = 1): void {
    const number = this.#slotAt(nowMs);
    const last = this.#slots.at(-1);
    if (last?.number === number) {
      last.count += amount;
      return;
    }
    this.#forget(number);
    this.#slots.push({ number, count: amount });
  }

  total(nowMs: number): number {
    this.#forget(this.#slotAt(nowMs));
    return this.#slots.reduce((sum, { count }) => sum + count, 0);
  }

  #slotAt(nowMs: number): number {
    return Math.floor(nowMs / this.#slotMs);
  }

  #forget(current: number): void {
    while (this.#slots.length > 0 && (this.#slots[0]?.number ?? current) <= current - slotsPerWindow)
      this.#slots.shift();
  }
}
